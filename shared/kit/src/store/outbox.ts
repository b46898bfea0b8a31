import { decodeTime } from "ulid";
import type { Bus, OutMessage } from "../bus/port.ts";
import { delayOf } from "../bus/port.ts";
import { storedSubject, streamOfPublished } from "../bus/topology.ts";
import { messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Cleared, OutboxEntry, StoredDocument } from "./document.ts";
import type { Backlog } from "./port.ts";

const MAX_MESSAGES = 1000;
/** Clearing costs as much as saving: whoever is saved again meanwhile needs none for what came before. */
const CLEAR_AFTER_MS = 1_000;
const CLEAR_AT = 10_000;
/** A few milliseconds of the store: what is being filed comes in between. */
const CLEAR_CHUNK = 100;
/** The stream forgets ids after two minutes; from here on a repeat has to be looked up instead. */
const LOOK_UP_AFTER_MS = 60_000;
/** How often a relay that has something to do asks how far its stream is. */
const ASK_AFTER_MS = 10_000;
const PAGE = 500;
const LOOK_UPS_AT_ONCE = 16;

export interface Outgoing {
  readonly id: string;
  /** The document's version with these entries in its outbox. */
  readonly version: number;
  readonly entries: readonly OutboxEntry[];
  /** When they were made, in ms of this process's own steady clock: nobody has published them before. */
  readonly since: number;
}

export interface Relay {
  /** How far the stream has been seen to be: whatever is written from now on comes behind it. */
  readonly reached: () => number | undefined;
  /** True where this relay has brought all of them to the bus: the next save may drop them. */
  readonly isPublished: (entries: readonly OutboxEntry[]) => boolean;
  /** Entries that this relay neither publishes just now nor has published lately: another process's, published or not. */
  readonly adopt: (entries: readonly OutboxEntry[]) => readonly OutboxEntry[];
  readonly add: (outgoing: readonly Outgoing[]) => void;
  /** Resolves when there is room again: the store waits here when the bus is slower. */
  readonly room: () => Promise<void>;
  readonly hasRoom: () => boolean;
  readonly backlog: () => Backlog;
  readonly sweep: (documents: readonly StoredDocument<unknown, unknown>[]) => void;
  readonly flush: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** What a relay asks of the bus. */
export type RelayBus = Pick<Bus, "publish" | "read" | "lastSequence">;

export interface RelayOptions {
  readonly bus: RelayBus;
  readonly clear: (published: readonly Cleared[]) => Promise<void>;
  readonly log: Log;
  readonly maxQueued?: number;
}

/** Ids of the last one to two minutes. */
const recentIds = (): { has: (id: string) => boolean; add: (id: string) => void } => {
  let young = new Set<string>();
  let old = new Set<string>();
  let turned = Date.now();
  return {
    has: (id) => young.has(id) || old.has(id),
    add: (id) => {
      if (Date.now() - turned > 60_000) {
        old = young;
        young = new Set();
        turned = Date.now();
      }
      young.add(id);
    },
  };
};

/**
 * Brings outboxes to the bus: what many saves produced goes out in atomic batches, in the order of the saves, and is cleared
 * later in bulk. Never gives up: the entries stand in their documents until the bus has them.
 */
export const createRelay = ({ bus, clear, log, maxQueued = 20_000 }: RelayOptions): Relay => {
  const known = recentIds();
  const published = recentIds();
  /** Entries that another process had: it may have published them, nobody knows when. */
  const adopted = new Set<string>();
  let reached: number | undefined;
  let askedAt = -Infinity;
  let queue: Outgoing[] = [];
  let queued = 0;
  let onTheWay: readonly Outgoing[] = [];
  let publishing: Promise<void> | undefined;
  let cleared = new Map<string, number>();
  let clearing: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let stopping = false;
  let roomy: (() => void)[] = [];
  let wakeDelay: (() => void) | undefined;

  const rememberCleared = (id: string, version: number): void => {
    cleared.set(id, Math.max(version, cleared.get(id) ?? 0));
  };

  const clearNow = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const all = [...cleared].map(([id, version]) => ({ id, version }));
    cleared = new Map();
    for (let start = 0; start < all.length; start += CLEAR_CHUNK) {
      const chunk = all.slice(start, start + CLEAR_CHUNK);
      clearing = clearing
        .then(() => clear(chunk))
        .catch((error: unknown) => {
          log.warn({ count: chunk.length, error: messageOf(error) }, "outbox not cleared yet");
          if (stopping) return; // the sweep of the next process finds them; the stream refuses the repeat
          for (const { id, version } of chunk) rememberCleared(id, version);
          timer ??= setTimeout(clearNow, CLEAR_AFTER_MS);
        });
    }
  };

  const markPublished = (batch: readonly Outgoing[]): void => {
    for (const { id, version, entries } of batch) {
      rememberCleared(id, version);
      for (const entry of entries) published.add(entry.id);
    }
    if (cleared.size >= CLEAR_AT) clearNow();
    else timer ??= setTimeout(clearNow, CLEAR_AFTER_MS);
  };

  /** Behind the truth at worst, which only makes looking up longer. */
  const askHowFar = (stream: string): void => {
    if (performance.now() - askedAt < ASK_AFTER_MS) return;
    askedAt = performance.now();
    bus.lastSequence(stream).then(
      (last) => (reached = last),
      () => undefined, // the next time, then
    );
  };

  /** Which of these entries of one subject the stream has: no clock is asked, those of its writer and of the bus may be hours apart. */
  const onStream = async (entries: readonly OutboxEntry[]): Promise<ReadonlySet<string>> => {
    const [{ subject } = { subject: "" }] = entries;
    const open = new Set(entries.map(({ id }) => id));
    const found = new Set<string>();
    let from = Math.min(...entries.map(({ after = 0 }) => after)) + 1;
    while (open.size > found.size) {
      const page = await bus.read(streamOfPublished(subject), {
        subject: storedSubject(subject),
        limit: PAGE,
        fromSequence: from,
      });
      for (const { id } of page) if (open.has(id)) found.add(id);
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) break;
      from = last.sequence + 1;
    }
    return found;
  };

  /** What the bus does not have yet, as far as it would not know by itself that it has. */
  const unpublished = async (batch: readonly Outgoing[]): Promise<readonly OutMessage[]> => {
    const before = performance.now() - LOOK_UP_AFTER_MS;
    const suspects = batch.flatMap(({ entries, since }) =>
      since <= before ? entries : entries.filter(({ id }) => adopted.has(id)),
    );
    const subjects = [...Map.groupBy(suspects, ({ subject }) => subject).values()];
    const there = new Set<string>();
    for (let start = 0; start < subjects.length; start += LOOK_UPS_AT_ONCE)
      for (const found of await Promise.all(subjects.slice(start, start + LOOK_UPS_AT_ONCE).map(onStream)))
        for (const id of found) there.add(id);
    return batch.flatMap(({ entries }) => entries.filter(({ id }) => !there.has(id)));
  };

  const publishUntilDone = async (batch: readonly Outgoing[], count: number): Promise<boolean> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        let lookedAt = performance.now();
        let open = await unpublished(batch);
        // A process that stood still meanwhile looks again.
        for (; performance.now() - lookedAt > LOOK_UP_AFTER_MS; open = await unpublished(batch))
          lookedAt = performance.now();
        if (open.length > 0) await bus.publish(open);
        for (const { entries } of batch) for (const { id } of entries) adopted.delete(id);
        return true;
      } catch (error) {
        if (stopping) return false;
        if (attempt === 1 || attempt % 10 === 0)
          log.warn({ count, attempt, error: messageOf(error) }, "outbox waits for the bus");
        await new Promise<void>((resolve) => {
          const waiting = setTimeout(resolve, Math.min(5_000, delayOf(attempt)));
          wakeDelay = () => {
            clearTimeout(waiting);
            resolve();
          };
        });
      }
    }
  };

  const run = async (): Promise<void> => {
    // In the next turn, so that what this turn saved goes together.
    await new Promise((resolve) => setImmediate(resolve));
    while (queue.length > 0) {
      let count = 0;
      let taken = 0;
      while (taken < queue.length && (taken === 0 || count + (queue[taken]?.entries.length ?? 0) <= MAX_MESSAGES)) {
        count += queue[taken]?.entries.length ?? 0;
        taken += 1;
      }
      const batch = queue.slice(0, taken);
      queue = queue.slice(taken);
      onTheWay = batch;
      if (count > 0 && !(await publishUntilDone(batch, count))) return;
      queued -= count;
      onTheWay = [];
      markPublished(batch);
      if (queued < maxQueued / 2) {
        for (const resolve of roomy) resolve();
        roomy = [];
      }
    }
  };

  const start = (): void => {
    publishing ??= run().finally(() => {
      publishing = undefined;
      if (queue.length > 0 && !stopping) start();
    });
  };

  const unknown = (entries: readonly OutboxEntry[]): readonly OutboxEntry[] =>
    entries.filter(({ id }) => !known.has(id));

  const add = (outgoing: readonly Outgoing[]): void => {
    for (const { id, version, entries, since } of outgoing) {
      // A newer save is cleared after its own publication. An older one may be told of later than it: its answer took longer.
      if ((cleared.get(id) ?? version) < version) cleared.delete(id);
      const open = unknown(entries);
      for (const entry of open) known.add(entry.id);
      if (open[0] !== undefined) askHowFar(streamOfPublished(open[0].subject));
      queued += open.length;
      queue.push({ id, version, entries: open, since });
    }
    start();
  };

  const adopt = (entries: readonly OutboxEntry[]): readonly OutboxEntry[] => {
    const others = unknown(entries);
    for (const { id } of others) adopted.add(id);
    return others;
  };

  const sweep = (documents: readonly StoredDocument<unknown, unknown>[]): void => {
    for (const { _id, version, outbox = [] } of documents) {
      const leftover = adopt(outbox);
      if (leftover.length === 0 && outbox.length > 0) continue;
      add([{ id: _id, version, entries: leftover, since: performance.now() }]);
    }
  };

  const flush = async (): Promise<void> => {
    while (publishing !== undefined) await publishing;
    clearNow();
    await clearing;
  };

  const hasRoom = (): boolean => queued < maxQueued || stopping;

  return {
    reached: () => reached,
    isPublished: (entries) => entries.every(({ id }) => published.has(id)),
    adopt,
    add,
    room: () =>
      hasRoom()
        ? Promise.resolve()
        : new Promise((resolve) => {
            roomy.push(resolve);
          }),
    hasRoom,
    backlog: () => {
      const isSomething = ({ entries }: Outgoing): boolean => entries.length > 0;
      const oldest = (onTheWay.find(isSomething) ?? queue.find(isSomething))?.entries[0];
      return { entries: queued, oldestAt: oldest && decodeTime(oldest.id) };
    },
    sweep,
    flush,
    stop: async () => {
      stopping = true;
      wakeDelay?.();
      for (const resolve of roomy) resolve();
      await flush();
    },
  };
};
