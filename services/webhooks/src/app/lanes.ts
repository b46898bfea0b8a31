import { counter, histogram, messageOf, metrics, pagesOf, type Clock, type Log, type Query } from "@wangge/kit";
import type { Attempt, Delivery, DeliveryRules, DeliveryState } from "../domain/index.ts";
import type { Courier } from "./courier.ts";
import { isKnown, type Deliveries, type Endpoints, type Known } from "./stores.ts";

/** Claimed at once for each connection: fewer writes, and no more than one goes through within a claim. */
const CLAIMED_EACH = 4;
/** A claim outlives all that it is for by this much. */
const MARGIN_MS = 15_000;
/** So many of a stream are looked at for the first of each key. */
const ORDERED_WINDOW = 1_000;

const tried = counter(metrics.webhookAttempts, "tries to deliver an event to an endpoint, by what came of it");
const took = histogram(metrics.webhookLatency, "from asking an endpoint to its answer");

export interface LaneParts {
  readonly endpoints: Endpoints;
  readonly deliveries: Deliveries;
  readonly courier: Courier;
  readonly rulesAt: (at: string) => DeliveryRules;
  /** This replica. */
  readonly node: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly chance?: () => number;
}

interface Due {
  readonly id: string;
  readonly state: Delivery;
}

export interface Lanes {
  /** Something may be due for this endpoint. */
  readonly wake: (endpoint: string) => void;
  /** The same for all that have something due. */
  readonly wakeAll: () => Promise<void>;
  /** What this replica was in the middle of when it died is tried again at once. */
  readonly release: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Some of the work at once, in the order of the list. */
const atOnce = async <T>(count: number, list: readonly T[], work: (one: T) => Promise<void>): Promise<void> => {
  const rest = [...list];
  const worker = async (): Promise<void> => {
    for (let next = rest.shift(); next !== undefined; next = rest.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: count }, worker));
};

/**
 * 投递车道. Each endpoint has a lane of its own: what is slow or broken there holds up nobody else. A delivery is claimed before it is tried, for as long as it can
 * take, so that two replicas share the work and a dead one's comes back by itself.
 */
export const createLanes = (parts: LaneParts): Lanes => {
  const { endpoints, deliveries, courier, rulesAt, node, clock, log, chance = Math.random } = parts;
  const running = new Map<string, { again: boolean; readonly done: Promise<void> }>();
  let stopping = false;
  const isStopping = (): boolean => stopping;

  const find = async (query: Query): Promise<readonly Due[]> =>
    (await deliveries.find(query)).flatMap(({ id, state }) => (state.status === "none" ? [] : [{ id, state }]));

  /** By the time that they wait for. */
  const dueOf = (endpoint: string, at: string, limit: number): Promise<readonly Due[]> =>
    find({
      where: { "state.endpoint": endpoint, "state.wakeAt": { lte: at } },
      by: { path: "state.wakeAt" },
      limit,
    });

  /** 按键有序: the first open one of each key of each stream, where its time has come; all behind it wait. */
  const headsOf = async (endpoint: Known, at: string, limit: number): Promise<readonly Due[]> => {
    const streams = Object.keys(endpoint.state.from);
    const heads: Due[] = [];
    for (const stream of streams) {
      const where = { "state.endpoint": endpoint.id, "state.status": "open", "state.stream": stream };
      const seen = new Set<string>();
      for (const one of await find({ where, order: "oldest", limit: ORDERED_WINDOW })) {
        if (seen.has(one.state.key)) continue;
        seen.add(one.state.key);
        if (one.state.status === "open" && one.state.wakeAt <= at) heads.push(one);
      }
    }
    return heads.slice(0, limit);
  };

  const claim = async (endpoint: Known, due: readonly Due[], at: string): Promise<readonly Due[]> => {
    const until = new Date(Date.parse(at) + CLAIMED_EACH * endpoint.state.timeoutMs + MARGIN_MS).toISOString();
    const outcomes = await deliveries.handleMany(
      due.map(({ id }) => ({ id, command: { type: "Claim", by: node, until, at } })),
    );
    return due.filter((_, index) => outcomes[index]?.ok === true && outcomes[index].changed);
  };

  /** 连续失败: given up after its last try, and nothing has got through since it was first tried. */
  const isFailing = async (endpoint: string, { queuedAt }: Delivery): Promise<boolean> => {
    const where = { "state.endpoint": endpoint, "state.status": "delivered", "state.finishedAt": { gte: queuedAt } };
    return (await deliveries.find({ where, limit: 1 })).length === 0;
  };

  const afterwards = async (endpoint: Known, state: DeliveryState): Promise<void> => {
    if (state.status !== "dead") return;
    const at = clock.now();
    const because =
      state.cause === "gone"
        ? "gone"
        : state.cause === "exhausted" && (await isFailing(endpoint.id, state))
          ? "failing"
          : undefined;
    if (because === undefined) return;
    await endpoints.handle(endpoint.id, { type: "DisableEndpoint", because, at });
    log.warn({ endpoint: endpoint.id, because }, "endpoint disabled");
  };

  const measure = ({ status, failure, latencyMs }: Attempt): void => {
    tried.add(1, { outcome: failure ?? "taken" });
    if (status !== undefined) took.record(latencyMs);
  };

  const tryOne = async (endpoint: Known, { id, state }: Due): Promise<void> => {
    if (isStopping()) {
      await deliveries.handle(id, { type: "Release", by: node, at: clock.now() });
      return;
    }
    const sent = await courier.deliver(endpoint, state);
    if (sent === "eventMissing") {
      await deliveries.handle(id, { type: "GiveUp", cause: "eventMissing", at: clock.now() });
      return;
    }
    const { attempt, askedSeconds } = sent;
    measure(attempt);
    const { retryAfterSeconds, jitterPart, mostRetryAfterSeconds } = rulesAt(attempt.at);
    const asked = askedSeconds === undefined ? undefined : Math.min(askedSeconds, mostRetryAfterSeconds);
    const next = { retryAfterSeconds, jitterPart, chance: chance(), askedSeconds: asked };
    const after = await deliveries.handle(id, { type: "Report", attempt, next });
    await afterwards(endpoint, after.state);
  };

  /** @returns whether there may be more */
  const round = async (id: string): Promise<boolean> => {
    const endpoint = await endpoints.load(id);
    if (!isKnown(endpoint) || endpoint.state.status !== "active") return false;
    const at = clock.now();
    const { atOnce: connections, ordered } = endpoint.state;
    const limit = connections * CLAIMED_EACH;
    const due = await (ordered ? headsOf(endpoint, at, limit) : dueOf(id, at, limit));
    if (due.length === 0) return false;
    const claimed = await claim(endpoint, due, at);
    await atOnce(connections, claimed, (one) => tryOne(endpoint, one));
    return true;
  };

  const run = async (id: string): Promise<void> => {
    // In the next turn, so that it stands among the running ones first.
    await new Promise((resolve) => setImmediate(resolve));
    try {
      do {
        const lane = running.get(id);
        if (lane !== undefined) lane.again = false;
        while (!isStopping() && (await round(id)));
      } while (running.get(id)?.again === true && !isStopping());
    } catch (error) {
      log.warn({ endpoint: id, error: messageOf(error) }, "a lane stopped; the next sweep goes on");
    } finally {
      running.delete(id);
    }
  };

  const wake = (id: string): void => {
    if (isStopping()) return;
    const lane = running.get(id);
    if (lane === undefined) running.set(id, { again: false, done: run(id) });
    else lane.again = true;
  };

  return {
    wake,
    wakeAll: async () => {
      for await (const page of pagesOf(endpoints, { "state.status": "active" })) for (const { id } of page) wake(id);
    },
    release: async () => {
      for await (const page of pagesOf(deliveries, { "state.claimedBy": node })) {
        const at = clock.now();
        await deliveries.handleMany(page.map(({ id }) => ({ id, command: { type: "Release", by: node, at } })));
      }
    },
    stop: async () => {
      stopping = true;
      await Promise.all([...running.values()].map(({ done }) => done));
    },
  };
};
