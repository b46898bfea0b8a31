/** 派遣服务 as it is, on real engines, and the field that works off its orders: what we compare, and what the floor is copied from. */
import { CaseAssignedV1, GridStaffedV1, LeadAcceptedV1 } from "@wangge/contracts/events";
import { streamOf } from "@wangge/contracts";
import { compose } from "@wangge/dispatch";
import { manifest as dispatch } from "@wangge/dispatch/manifest";
import { manifest as intake } from "@wangge/intake/manifest";
import {
  baseConfig,
  connectMongo,
  connectNats,
  jetstreamBus,
  load,
  onBatch,
  provision,
  silentLog,
  startService,
  subscribeAll,
  topologyOf,
  type Actor,
  type BatchResult,
  type Bus,
  type DeciderStore,
  type Item,
  type MongoStore,
  type OutMessage,
  type Received,
  type ServiceDefinition,
} from "@wangge/kit";
import { staffing } from "../bench/feed.ts";
import { grids } from "./jobs.ts";

/** Where the engines are, and which processes they are, as far as that is known. */
export interface EngineRoom {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly pids: () => readonly number[] | undefined;
}

type Cases = DeciderStore<unknown, unknown, { readonly type: string }>;

/** An order as it was stored when it was assigned, and when it was closed, with the facts that were published of it. */
export interface Sample {
  readonly assigned: Readonly<Record<string, unknown>>;
  readonly closed: Readonly<Record<string, unknown>>;
  readonly facts: readonly OutMessage[];
}

export interface GroundOptions extends EngineRoom {
  /** Puts the workers of the grids in before the service starts. @returns how many grids; default: a district's, told on the bus */
  readonly staff?: (place: Pick<Ground, "bus" | "mongo">) => Promise<number>;
  /** The engines are ours alone and go with us: nothing is cleared at the end. */
  readonly isAlone?: boolean;
  /** Cases that the field does not work on. */
  readonly isLeft?: (caseId: string) => boolean;
}

export interface Ground {
  readonly bus: Bus;
  readonly mongo: MongoStore;
  readonly cases: Cases;
  readonly pids: EngineRoom["pids"];
  /** The order of a case is on the bus, and whoever works on it has read it. */
  readonly onAssigned: (listener: (id: string) => void) => void;
  /** One closing stored. */
  readonly onClosed: (listener: (id: string) => void) => void;
  /** Cases that only served as samples, and count for nobody. */
  readonly samples: ReadonlySet<string>;
  /** From the start of the service until it was ready: what a takeover by a fresh process takes. */
  readonly readySeconds: number;
  /** An action of the service, as a caller of its own process would have it. */
  readonly ask: (action: string, input: object, actor: Actor) => Promise<unknown>;
  /** One case, seen at both ends of its life. */
  readonly sample: (report: OutMessage) => Promise<Sample>;
  readonly close: () => Promise<void>;
}

export const EVENTS = streamOf(CaseAssignedV1.subject);
const DATABASE = "bench_compare";
const FIELD = "field";

export const publishAll = async (bus: Bus, messages: readonly OutMessage[], size = 1000): Promise<void> => {
  for (let start = 0; start < messages.length; start += size) await bus.publish(messages.slice(start, start + size));
};

export const until = async (isSo: () => Promise<boolean> | boolean): Promise<void> => {
  for (const end = Date.now() + 60_000; !(await isSo());) {
    if (Date.now() > end) throw new Error("the platform did not come to rest in a minute");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

/** 处置 and 核查 of one order: the worker who has it reports it handled, somebody else checks it. */
const completion = ({ data, meta }: Received<CaseAssignedV1>): readonly Item<unknown>[] => {
  const { caseId: id, department, worker } = data;
  const at = new Date().toISOString();
  const holder =
    worker === undefined
      ? { account: `acc-${department}`, department, roles: ["department"] }
      : { account: `acc-${worker}`, worker, roles: ["gridWorker"] };
  const checker = { account: "acc-checker", roles: ["supervisor"] };
  const { messageId = id } = meta;
  return [
    { id, command: { type: "ReportHandled", by: holder, at }, meta: { ...meta, actor: holder.account } },
    {
      id,
      command: { type: "CheckCase", data: { passed: true }, by: checker, at },
      meta: { ...meta, messageId: `${messageId}-check`, actor: checker.account },
    },
  ];
};

const staffDistrict = async ({ bus }: Pick<Ground, "bus">): Promise<number> => {
  await publishAll(bus, staffing(grids));
  return grids.length;
};

export const openGround = async (options: GroundOptions): Promise<Ground> => {
  const { env, pids, staff = staffDistrict, isLeft = () => false, isAlone = false } = options;
  const config = load(baseConfig, { LOG_LEVEL: "error", ...env, NODE_ID: "dispatch.bench", MONGO_DB: DATABASE });
  const connection = await connectNats({
    url: config.NATS_URL,
    user: config.NATS_USER,
    password: config.NATS_PASSWORD,
    log: silentLog,
    name: "bench",
  });
  const bus = jetstreamBus(connection, silentLog);
  const mongo = await connectMongo({ url: config.MONGO_URL, database: DATABASE, name: "bench" });
  await mongo.db.dropDatabase();
  const registry = { name: "registry", publishes: [GridStaffedV1], subscribes: [], calls: [] };
  const enforcement = { name: "enforcement", publishes: [LeadAcceptedV1], subscribes: [], calls: [] };
  const subscribes = [{ event: CaseAssignedV1, mode: "partitioned" as const }];
  const field = { name: FIELD, publishes: [], subscribes, calls: [] };
  // What the floor publishes goes into a stream of its own, which nobody reads.
  const floor = { ...intake, name: "floor", calls: [], subscribes: [] };
  await provision(connection, topologyOf([registry, enforcement, intake, dispatch, field, floor]), { replicas: 1 });
  const staffed = await staff({ bus, mongo });

  let held: Cases | undefined;
  let definition: ServiceDefinition | undefined;
  const startedAt = performance.now();
  const service = await startService({
    config: {
      ...config,
      ROSTER_REFRESH_MS: 30_000,
      RULES_REFRESH_MS: 3_600_000,
      SWEEP_MS: 3_600_000,
      PATROLS: "none" as const,
    },
    manifest: dispatch,
    compose: async (parts) => {
      definition = await compose({
        ...parts,
        store: {
          ...parts.store,
          // The very store that the service decides with: the field's commands go the way that its actions go.
          decider: async (collection, decider, options) => {
            const made = await parts.store.decider(collection, decider, options);
            if (collection === "cases") held = made as unknown as Cases;
            return made;
          },
        },
      });
      return definition;
    },
  });
  const readySeconds = (performance.now() - startedAt) / 1000;
  if (held === undefined) throw new Error("the service has no store of cases");
  const cases = held;
  await until(async () => (await mongo.db.collection("grids").countDocuments()) >= staffed);

  const samples = new Set<string>();
  let closed: (id: string) => void = () => undefined;
  let told: (id: string) => void = () => undefined;
  let assigned: (() => Promise<void>) | undefined;
  const work = async (received: readonly Received<CaseAssignedV1>[]): Promise<readonly BatchResult[]> => {
    await assigned?.();
    for (const { data } of received) told(data.caseId);
    const wanted = received.filter(({ data }) => !isLeft(data.caseId));
    const outcomes = (await cases.handleMany(wanted.flatMap(completion))).values();
    return received.map(({ data }): BatchResult => {
      if (isLeft(data.caseId)) return { ok: true };
      const [handled, checked] = [outcomes.next().value, outcomes.next().value];
      const failed = [handled, checked].find((outcome) => outcome?.ok !== true);
      if (failed?.ok === false) return { ok: false, error: failed.error };
      if (checked?.ok === true && checked.changed && !samples.has(data.caseId)) closed(data.caseId);
      return { ok: true };
    });
  };
  const consumptions = await subscribeAll(FIELD, [onBatch(CaseAssignedV1, work)], bus);

  const stored = async (id: string): Promise<Readonly<Record<string, unknown>>> => {
    const document = await mongo.db.collection<{ _id: string }>("cases").findOne({ _id: id });
    if (document === null) throw new Error(`there is no case ${id}`);
    return document;
  };
  const sample: Ground["sample"] = async (report) => {
    const { subject: id } = JSON.parse(report.body) as { subject: string };
    samples.add(id);
    let first: Readonly<Record<string, unknown>> | undefined;
    assigned = async () => {
      first = await stored(id);
    };
    const from = (await bus.lastSequence(EVENTS)) + 1;
    await bus.publish([report]);
    await until(async () => (await cases.load(id))?.version === 4);
    assigned = undefined;
    await cases.flush();
    const facts = (await bus.read(EVENTS, { fromSequence: from, limit: 100 })).filter(({ text }) => text.includes(id));
    if (first === undefined || facts.length !== 4) throw new Error(`a case told ${facts.length} facts, not 4`);
    const messages = facts.map(({ subject, id: messageId, text }) => ({
      id: messageId,
      subject: subject.replace(/\.\d+\.(\d+)$/, ".$1"), // without the partition
      body: text,
    }));
    return { assigned: first, closed: await stored(id), facts: messages };
  };

  return {
    bus,
    mongo,
    cases,
    pids,
    samples,
    sample,
    onAssigned: (listener) => {
      told = listener;
    },
    readySeconds,
    ask: (name, input, actor) => {
      const action = definition?.actions[name];
      if (action === undefined) throw new Error(`dispatch has no action ${name}`);
      const context = { actor, meta: { actor: actor.id }, idempotencyKey: undefined };
      return action.run(action.input.parse(input) as never, context);
    },
    onClosed: (listener) => {
      closed = listener;
    },
    close: async () => {
      await Promise.all(consumptions.map((consumption) => consumption.stop()));
      await service.stop();
      if (!connection.isClosed()) await connection.drain();
      if (!isAlone) await mongo.db.dropDatabase();
      await mongo.client.close();
    },
  };
};
