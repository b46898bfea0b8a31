import { publishSubject, schemaUrn } from "@wangge/contracts";
import { GridStaffedV1, ReportAcceptedV1 } from "@wangge/contracts/events";
import {
  newId,
  startService,
  type Actor,
  type Call,
  type Parts,
  type Running,
  type StoreFactory,
  type WireMeta,
} from "@wangge/kit";
import { eventually, realBus, realMongo, type RealBus, type RealMongo } from "@wangge/kit/testing";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { Rotas } from "../src/app/rota-desk.ts";
import { compose } from "../src/compose.ts";
import type { Config } from "../src/config.ts";
import { clash, type RotaState } from "../src/domain/index.ts";
import { manifest } from "../src/manifest.ts";
import { enforcement, replicaConfig } from "./replica.ts";
import { rotaRules } from "./people-builders.ts";

const GRID = "510108002001001";
const [ONE, TWO] = ["w-0001", "w-0002"] as const;
const HOUR = 3_600_000;

const as = (roles: Actor["roles"], worker?: string): WireMeta => ({
  actor: { id: `acc-${roles.join()}-${worker ?? ""}`, roles, ...(worker === undefined ? {} : { worker }) },
  external: true,
});
const supervisor = as(["supervisor"]);

let nats: RealBus;
let mongo: RealMongo;

beforeAll(async () => {
  const intake = { name: "intake", publishes: [ReportAcceptedV1], subscribes: [], calls: [] };
  const registry = { name: "registry", publishes: [GridStaffedV1], subscribes: [], calls: [] };
  [nats, mongo] = await Promise.all([realBus([manifest, intake, registry, enforcement]), realMongo()]);
});
afterAll(async () => {
  await Promise.all([nats.stop(), mongo.stop()]);
});

interface Replica extends Running {
  readonly call: Call;
  readonly redis: Parts<Config>["redis"];
}

const running: Running[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
});

const start = async (withRotas: (rotas: Rotas) => Rotas = (rotas) => rotas): Promise<Replica> => {
  let parts: Parts<Config> | undefined;
  const one = await startService({
    config: replicaConfig({ nats, mongo }, { REDIS_URL: process.env["REDIS_URL"], ROSTER_REFRESH_MS: "1000" }),
    manifest,
    compose: (given: Parts<Config>) => {
      parts = given;
      const decider: StoreFactory["decider"] = async (collection, rules, options) => {
        const made = await given.store.decider(collection, rules, options);
        return collection === "rotas" ? (withRotas(made as unknown as Rotas) as unknown as typeof made) : made;
      };
      return compose({ ...given, store: { ...given.store, decider } });
    },
  });
  if (parts === undefined) throw new Error("composed nothing");
  running.push(one);
  return { ...one, call: parts.call, redis: parts.redis };
};

const tell = async (contract: typeof GridStaffedV1 | typeof ReportAcceptedV1, data: object): Promise<void> => {
  const id = newId();
  const source = contract.subject.slice(0, contract.subject.indexOf("."));
  const key = contract.key(data as never);
  const body = JSON.stringify({
    specversion: "1.0",
    id,
    source,
    type: contract.subject,
    subject: key,
    time: new Date().toISOString(),
    datacontenttype: "application/json",
    dataschema: schemaUrn(contract.subject),
    data,
  });
  await nats.bus.publish([{ id, subject: publishSubject(contract.subject, key), body }]);
};

const staffed = async (...replicas: readonly Replica[]): Promise<void> => {
  await tell(GridStaffedV1, { ...GridStaffedV1.example, grid: GRID, workers: [ONE, TWO] });
  for (const { call } of replicas)
    for (const worker of [ONE, TWO])
      await eventually(async () => {
        const { grids } = (await call("dispatch.worker", { worker }, supervisor)) as { grids: string[] };
        return grids.length === 1;
      });
};

interface Shown {
  readonly shift: string;
  readonly worker: string;
}

const inHours = (count: number): string => new Date(Date.now() + count * HOUR).toISOString();
const wish = (worker: string, from: number, length = 8): object => ({
  worker,
  place: GRID,
  from: inHours(from),
  to: inHours(from + length),
});
const plan = async ({ call }: Replica, ...shifts: readonly object[]): Promise<readonly Shown[]> =>
  ((await call("dispatch.planShifts", { shifts }, supervisor)) as { planned: Shown[] }).planned;
const rotaOf = async (worker: string): Promise<RotaState | undefined> =>
  (await mongo.db.collection<{ _id: string; state: RotaState }>("rotas").findOne({ _id: worker }))?.state;

it("two replicas that plan overlapping shifts at once never both succeed", async () => {
  const replicas = await Promise.all([start(), start()]);
  await staffed(...replicas);
  const ROUNDS = 12;
  let refused = 0;
  for (let round = 1; round <= ROUNDS; round += 1) {
    // Two days apart, so that rounds do not meet; within one all four do.
    const tries = [0, 3, 6, 9].map((by, index) =>
      plan(replicas[index % 2] as Replica, wish(ONE, 48 * round + by)).then(
        (planned) => planned.length,
        () => 0,
      ),
    );
    const planned = (await Promise.all(tries)).reduce((sum, count) => sum + count, 0);
    expect(planned).toBe(1);
    refused += tries.length - planned;
  }
  const shifts = (await rotaOf(ONE))?.shifts ?? [];
  expect([shifts.length, refused]).toEqual([ROUNDS, 3 * ROUNDS]);
  for (const [index, one] of shifts.entries())
    for (const other of shifts.slice(index + 1)) expect(clash(one, other, rotaRules)).toBeUndefined();
});

it("a swap whose process dies between its two rotas is completed by the next one, both or none", async () => {
  let deaths = 0;
  /** Writes the first of the two rotas, and dies. */
  const dying = (rotas: Rotas): Rotas => ({
    ...rotas,
    handleMany: async (items, options) => {
      if (items[0]?.command.type !== "TakeSwap") return rotas.handleMany(items, options);
      await rotas.handleMany(items.slice(0, 1), options);
      deaths += 1;
      throw new Error("killed");
    },
  });
  const first = await start(dying);
  await staffed(first);
  const [mine, his] = await plan(first, wish(ONE, 2_000), wish(TWO, 2_040));
  const ask = { gives: mine?.shift, to: TWO, takes: his?.shift };
  const { swap } = (await first.call("dispatch.askSwap", ask, as(["gridWorker"], ONE))) as { swap: string };
  await first.call("dispatch.consentSwap", { swap }, as(["gridWorker"], TWO));
  await expect(first.call("dispatch.approveSwap", { swap }, supervisor)).rejects.toThrow();
  expect(deaths).toBe(1);
  const has = async (worker: string, shift: string | undefined): Promise<boolean> =>
    (await rotaOf(worker))?.shifts.some(({ id }) => id === shift) === true;
  // Half done: the one has his colleague's, which the colleague has still.
  expect([await has(ONE, his?.shift), await has(TWO, his?.shift)]).toEqual([true, true]);
  // What is still kept ready is neither cancelled nor planned over meanwhile.
  await expect(
    first.call("dispatch.cancelShift", { worker: TWO, shift: his?.shift }, supervisor),
  ).rejects.toMatchObject({ code: "dispatch.shift.held" });
  await first.stop();
  running.length = 0;

  const second = await start();
  expect(await second.call("dispatch.swap", { swap }, supervisor)).toMatchObject({ status: "done" });
  expect([await has(ONE, his?.shift), await has(ONE, mine?.shift)]).toEqual([true, false]);
  expect([await has(TWO, mine?.shift), await has(TWO, his?.shift)]).toEqual([true, false]);
  expect([(await rotaOf(ONE))?.holds, (await rotaOf(TWO))?.holds]).toEqual([[], []]);
});

interface Candidates {
  readonly candidates: readonly { readonly worker: string; readonly reasons: readonly { readonly code: string }[] }[];
  readonly excluded: unknown;
}

it("positions are shared by replicas; Redis emptied changes nothing but reasons; Mongo never hears of them", async (test) => {
  const [one, other] = await Promise.all([start(), start()]);
  await staffed(one, other);
  if (one.redis === undefined) {
    test.skip("no Redis can be had here");
    return;
  }
  const caseId = newId();
  const report = ReportAcceptedV1.data.parse(ReportAcceptedV1.example);
  await tell(ReportAcceptedV1, { ...report, reportId: caseId, category: "event-0201", grid: GRID });
  const candidates = async ({ call }: Replica): Promise<Candidates> =>
    (await call("dispatch.candidates", { caseId }, as(["dispatcher"]))) as Candidates;
  await eventually(() => candidates(one).then(() => true), { timeoutMs: 20_000 });

  const point = { lng: 104.123456, lat: 30.654321 };
  // No registry here: how far is not known, but that somebody was seen is.
  const whyOf = ({ candidates: all }: Candidates, worker: string): unknown =>
    all.find((found) => found.worker === worker)?.reasons.find(({ code }) => code === "distance_unknown");
  // Told again and again, as by a telephone: one that Redis did not take in time is known to its own replica alone.
  await eventually(
    async () => {
      await one.call("dispatch.putPosition", { point, at: new Date().toISOString() }, as(["gridWorker"], ONE));
      expect(whyOf(await candidates(other), ONE)).toMatchObject({ code: "distance_unknown", why: "no_place" });
    },
    { timeoutMs: 20_000, everyMs: 200 },
  );
  const stored = JSON.stringify(
    await Promise.all(
      (await mongo.db.collections()).map((collection) => collection.find({}).toArray() as Promise<unknown>),
    ),
  );
  expect(stored).not.toMatch(/104\.123|30\.654/);

  const without = ({ candidates: all, excluded }: Candidates): unknown => ({
    candidates: all.map(({ worker }) => worker).toSorted(),
    excluded,
  });
  const before = await candidates(other);
  await one.redis.flushall();
  for (const replica of [one, other])
    await eventually(async () => expect(whyOf(await candidates(replica), ONE)).toMatchObject({ why: "no_position" }), {
      timeoutMs: 20_000,
    });
  expect(without(await candidates(other))).toEqual(without(before));

  one.redis.disconnect();
  await one.call("dispatch.putPosition", { point, at: new Date().toISOString() }, as(["gridWorker"], TWO));
  expect(whyOf(await candidates(one), TWO)).toMatchObject({ why: "no_place" });
  expect(whyOf(await candidates(other), TWO)).toMatchObject({ why: "no_position" });
});
