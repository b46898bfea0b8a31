import { publishSubject, schemaUrn, serviceOf } from "@wangge/contracts";
import type { Sealed } from "../crypto/seal.ts";
import type { Decider } from "../domain.ts";
import { DomainError, isDomainError } from "../errors.ts";
import { newId } from "../ids.ts";
import type { Log } from "../log.ts";
import { counter, histogram, metrics } from "../telemetry/index.ts";
import { chainPort } from "./chain-port.ts";
import { chainOf, type ChainOptions } from "./chain.ts";
import type { Change, Listed, OutboxEntry, Persistence, StoredDocument } from "./document.ts";
import { groupCommit } from "./group-commit.ts";
import { createRelay, type Outgoing, type RelayBus } from "./outbox.ts";
import { watchStore } from "./watch.ts";
import type { BatchOptions, DeciderStore, HistoryEntry, Item, Meta, Outcome, PublicEvent, Stored } from "./port.ts";

const ATTEMPTS = 3;
const LANES = 2;
const LANE_BATCH = 500;
/** More would wait longer in a lane than callers wait for an answer. */
const LANE_MOST = 4 * LANE_BATCH;
const SWEEP_PAGE = 500;
/** Younger outboxes are being published just now, here or by another replica. */
const SWEEP_AGE_MS = 10_000;

export interface DeciderStoreOptions<State, Event> {
  /** Private domain event → public contracts. The one place where a service's inside becomes public. */
  readonly publishAs: (event: Event, aggregate: Stored<State>) => readonly PublicEvent[];
  /** 流转记录链: the hash of each entry of a history covers the one before, in the same write. */
  readonly chained?: boolean | ChainOptions;
  /** 保存期限: whole aggregates may be taken away, such as entries of a log whose time is over. Never chained ones. */
  readonly forgettable?: boolean;
}

export interface StoreParts<State, Event> {
  readonly persistence: Persistence<State, Event>;
  readonly bus: RelayBus;
  readonly log: Log;
  readonly service: string;
}

const saved = counter(metrics.saved, "aggregates saved");
const batches = histogram(metrics.batch, "aggregates in one write", "aggregates");
const conflicts = counter(metrics.conflicts, "saves that lost a race and were decided again");

interface Work<State, Event> {
  readonly document: StoredDocument<State, Event> | undefined;
  state: State;
  version: number;
  readonly events: HistoryEntry<Event>[];
  readonly handled: string[];
  readonly outbox: OutboxEntry[];
  sealed: Sealed | null | undefined;
}

const conflictOf = (name: string, id: string): DomainError =>
  new DomainError("conflict", `${name}.conflict`, "Someone was quicker, several times in a row", { id });

const saturated = (): DomainError =>
  new DomainError("unavailable", "store.saturated", "More waits to be stored than can be stored soon; come back later");

/** Everything of a store that is not the database: deciding, batches, lanes, the relay. */
export const deciderStore = <State, Command, Event extends { readonly type: string }>(
  decider: Decider<State, Command, Event>,
  { publishAs, chained = false, forgettable = false }: DeciderStoreOptions<State, Event>,
  { persistence, bus, log, service }: StoreParts<State, Event>,
): DeciderStore<State, Command, Event> => {
  const relay = createRelay({ bus, clear: persistence.clear, log });
  const write = groupCommit<State, Event>((changes) => {
    batches.record(changes.length, { store: decider.name });
    return persistence.write(changes);
  });
  const chain = chained === false ? undefined : chainOf<Event>(decider.name, chained === true ? {} : chained);

  const encode = ({ contract, data }: PublicEvent, aggregate: Stored<State>, meta: Meta): OutboxEntry => {
    const { subject: type } = contract;
    if (serviceOf(type) !== service) throw new Error(`${service} may not publish ${type}`);
    const id = newId();
    const body = JSON.stringify({
      specversion: "1.0",
      id,
      source: service,
      type,
      subject: aggregate.id,
      time: new Date().toISOString(),
      datacontenttype: "application/json",
      dataschema: schemaUrn(type),
      sequence: String(aggregate.version),
      traceparent: meta.traceparent,
      correlationid: meta.correlationId ?? aggregate.id,
      causationid: meta.messageId,
      actor: meta.actor,
      data,
    });
    const after = relay.reached();
    return { id, subject: publishSubject(type, contract.key(data)), body, ...(after === undefined ? {} : { after }) };
  };

  const apply = (work: Work<State, Event>, { id, command, meta = {}, sealed }: Item<Command>): Outcome<State> => {
    const { messageId, actor } = meta;
    const known =
      messageId !== undefined &&
      (work.handled.includes(messageId) || work.document?.handled.includes(messageId) === true);
    const events = known ? [] : decider.decide(command, work.state);
    const outbox: OutboxEntry[] = [];
    const before = work.state;
    let { state, version } = work;
    for (const event of events) {
      state = decider.evolve(state, event);
      version += 1;
      const aggregate = { id, version, state };
      for (const fact of publishAs(event, aggregate)) outbox.push(encode(fact, aggregate, meta));
    }
    // Nothing can throw from here on: an item counts as a whole or not at all.
    work.state = state;
    work.version = version;
    work.events.push(...events.map((event) => (actor === undefined ? { event } : { event, by: actor })));
    work.outbox.push(...outbox);
    if (events.length > 0 && messageId !== undefined) work.handled.push(messageId);
    if (events.length > 0 && sealed !== undefined) work.sealed = sealed;
    return { ok: true, stored: { id, version: work.version, state: work.state }, changed: events.length > 0, before };
  };

  const begin = (document: StoredDocument<State, Event> | undefined): Work<State, Event> => ({
    document,
    state: document?.state ?? decider.initial,
    version: document?.version ?? 0,
    events: [],
    handled: [],
    outbox: [],
    sealed: undefined,
  });

  const entriesOf = (
    id: string,
    { document, events }: Work<State, Event>,
  ): Pick<Change<State, Event>, "events" | "chained" | "rewritten"> => {
    if (chain === undefined) return { events };
    const { added, rewritten } = chain.extend(id, document?.history ?? [], events, Date.now());
    return { events: added, chained: true, ...(rewritten === undefined ? {} : { rewritten }) };
  };

  const changeOf = (id: string, work: Work<State, Event>): Change<State, Event> => ({
    id,
    expected: work.document?.version ?? 0,
    state: work.state,
    ...entriesOf(id, work),
    handled: work.handled,
    outbox: work.outbox,
    ...(work.sealed === undefined ? {} : { sealed: work.sealed }),
    replacesOutbox: work.document?.outbox !== undefined && relay.isPublished(work.document.outbox),
  });

  /**
   * Decides all of these on what is stored now (or, not having looked, on nothing) and saves what changed. @returns the items
   * to decide again: their aggregate lost a race, or its absence was only supposed and no save proved it.
   */
  const round = async (
    items: readonly Item<Command>[],
    open: readonly number[],
    outcomes: Outcome<State>[],
    lookFirst: boolean,
  ): Promise<readonly number[]> => {
    const ids = [...new Set(open.map((index) => items[index]?.id ?? ""))];
    const found = lookFirst ? await persistence.read(ids) : [];
    const documents = new Map(found.map((document) => [document._id, document]));
    const since = performance.now();
    const works = new Map<string, Work<State, Event>>();
    for (const index of open) {
      const item = items[index];
      if (item === undefined) continue;
      const work = works.get(item.id) ?? begin(documents.get(item.id));
      works.set(item.id, work);
      try {
        outcomes[index] = apply(work, item);
      } catch (error) {
        outcomes[index] = { ok: false, error };
      }
    }
    const changed = [...works].filter(([, work]) => work.events.length > 0);
    const isUnproven = (id: string): boolean => !lookFirst && works.get(id)?.events.length === 0;
    const idOf = (index: number): string => items[index]?.id ?? "";
    if (changed.length === 0) return open.filter((index) => isUnproven(idOf(index)));
    const lost = await write(changed.map(([id, work]) => changeOf(id, work)));
    saved.add(changed.length - lost.size);
    const outgoing: Outgoing[] = changed
      .filter(([id]) => !lost.has(id))
      .map(([id, { document, version, outbox }]) => ({
        id,
        version,
        entries: [...relay.adopt(document?.outbox ?? []), ...outbox],
        since,
      }));
    // Without news too, where an outbox stands: only the newest version can be cleared.
    relay.add(
      outgoing.filter(({ id, entries }) => entries.length > 0 || works.get(id)?.document?.outbox !== undefined),
    );
    if (lost.size > 0) conflicts.add(lost.size);
    return open.filter((index) => lost.has(idOf(index)) || isUnproven(idOf(index)));
  };

  const handleMany = async (
    items: readonly Item<Command>[],
    { expectNew = false }: BatchOptions = {},
  ): Promise<readonly Outcome<State>[]> => {
    const outcomes: Outcome<State>[] = [];
    let open: readonly number[] = items.map((_, index) => index);
    await relay.room();
    for (let attempt = 1; open.length > 0; attempt += 1) {
      if (attempt > ATTEMPTS + (expectNew ? 1 : 0)) {
        for (const index of open)
          outcomes[index] = { ok: false, error: conflictOf(decider.name, items[index]?.id ?? "") };
        break;
      }
      open = await round(items, open, outcomes, !(expectNew && attempt === 1));
    }
    return outcomes;
  };

  type Waiting = { readonly item: Item<Command>; readonly settle: (outcome: Outcome<State>) => void };
  const lanes = Array.from({ length: LANES }, () => ({ queue: [] as Waiting[], running: false }));

  /** Single commands ride together: while one batch is being written, the next one gathers. */
  const runLane = async (lane: (typeof lanes)[number]): Promise<void> => {
    lane.running = true;
    while (lane.queue.length > 0) {
      const batch = lane.queue.splice(0, LANE_BATCH);
      const outcomes = await handleMany(batch.map(({ item }) => item)).catch((error: unknown) =>
        batch.map((): Outcome<State> => ({ ok: false, error })),
      );
      batch.forEach(({ settle }, index) => {
        settle(outcomes[index] ?? { ok: false, error: new Error("no outcome") });
      });
    }
    lane.running = false;
  };

  const laneOf = (id: string): (typeof lanes)[number] => {
    const lane = lanes[id.charCodeAt(id.length - 1) % LANES];
    if (lane === undefined) throw new Error("no lane");
    return lane;
  };

  const handle: DeciderStore<State, Command, Event>["handle"] = async (
    id,
    command,
    meta = {},
    sealed?: Sealed | null,
  ) => {
    const lane = laneOf(id);
    if (lane.queue.length >= LANE_MOST || !relay.hasRoom()) throw saturated();
    const outcome = await new Promise<Outcome<State>>((settle) => {
      lane.queue.push({ item: { id, command, meta, sealed }, settle });
      // In the next turn, so that commands of this turn ride together.
      if (!lane.running) {
        lane.running = true;
        setImmediate(() => void runLane(lane));
      }
    });
    if (outcome.ok) return { ...outcome.stored, changed: outcome.changed, before: outcome.before };
    throw outcome.error;
  };

  const sweepBefore = async (savedBefore: number): Promise<number> => {
    const documents = await persistence.pending(savedBefore, SWEEP_PAGE);
    relay.sweep(documents);
    return documents.length;
  };

  const storedOf = ({ _id: id, version, state, sealed }: Listed<State>): Stored<State> =>
    sealed === undefined ? { id, version, state } : { id, version, state, sealed };

  const rewrap: DeciderStore<State, Command, Event>["rewrap"] = async (sealer, recordOf, limit) => {
    let seen = 0;
    for (let after: string | undefined; seen < limit;) {
      const page = await persistence.wrappedByOthers(sealer.current, Math.min(SWEEP_PAGE, limit - seen), after);
      if (page.length === 0) break;
      await persistence.rewrap(page.map(({ id, key }) => ({ id, was: key, key: sealer.rewrap(recordOf(id), key) })));
      seen += page.length;
      after = page.at(-1)?.id;
    }
    return seen;
  };

  const audit = chainPort<State, Event>({ decider, chain, persistence, relay, write });

  const unwatch = watchStore(decider.name, {
    laneDepth: () => lanes.reduce((sum, { queue }) => sum + queue.length, 0),
    backlog: relay.backlog,
  });
  let sweeper: NodeJS.Timeout | undefined;

  return {
    handle,
    handleMany,
    load: async (id) => {
      const [document] = await persistence.read([id]);
      return document && storedOf(document);
    },
    hasHandled: async (id, messageId) => (await persistence.read([id]))[0]?.handled.includes(messageId) === true,
    history: async (id) =>
      ((await persistence.read([id]))[0]?.history ?? []).map(({ event, by, link }) => ({
        event,
        ...(by === undefined ? {} : { by }),
        ...(link === undefined ? {} : { link }),
      })),
    find: async (query) => (await persistence.find(query)).map(storedOf),
    scan: async function* (scan) {
      for await (const some of persistence.scan(scan)) yield some.map(storedOf);
    },
    countBy: persistence.countBy,
    rewrap,
    chain: audit,
    forget: async (where) => {
      if (!forgettable || chain !== undefined) throw new Error(`${decider.name}: nothing of it may be taken away`);
      return persistence.forget(where);
    },
    sweep: async () => {
      let total = 0;
      // At start everything that is pending is somebody's leftover; pages until one is not full.
      for (let count = SWEEP_PAGE; count === SWEEP_PAGE;) {
        count = await sweepBefore(Date.now());
        total += count;
        await relay.flush();
      }
      sweeper ??= setInterval(() => {
        sweepBefore(Date.now() - SWEEP_AGE_MS).catch((error: unknown) => {
          log.warn({ error: isDomainError(error) ? error.code : String(error) }, "sweep failed");
        });
      }, SWEEP_AGE_MS).unref();
      return total;
    },
    backlog: relay.backlog,
    flush: relay.flush,
    stop: async () => {
      clearInterval(sweeper);
      await relay.stop();
      unwatch();
    },
  };
};
