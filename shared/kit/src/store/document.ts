import type { Sealed, WrappedKey } from "../crypto/seal.ts";
import type { ChainHead, HistoryEntry, Query, Scan, Seal, Where } from "./port.ts";

export interface OutboxEntry {
  readonly id: string;
  readonly subject: string;
  /** The envelope, encoded once: what lies here is what goes out, however often. */
  readonly body: string;
  /** The stream went at least up to here when this was written: if it is there, it is behind. Absent where nobody knew. */
  readonly after?: number;
}

/** One aggregate as it is stored: one document, one write, one truth. */
export interface StoredDocument<State, Event> {
  readonly _id: string;
  /** The number of events in `history`. */
  readonly version: number;
  readonly state: State;
  readonly history: readonly HistoryEntry<Event>[];
  /** Messages it has already answered, the last 32. */
  readonly handled: readonly string[];
  /** Saved and not yet known to be on the bus. Absent when there is nothing. */
  readonly outbox?: readonly OutboxEntry[];
  /** 1 while there is an outbox: what the sweep looks for. */
  readonly pending?: 1;
  /** Personal data, beside state and history so that it can be taken away: what has happened stays, of whom does not. */
  readonly sealed?: Sealed;
  /** 1 while the chain has a head that no epoch has sealed: what sealing looks for. */
  readonly unsealed?: 1;
  /** The epochs that sealed the chain, and how far. */
  readonly seals?: readonly Seal[];
  readonly savedAt: Date;
}

/** What a list wants of a document: most of its bytes are history. */
export type Listed<State> = Pick<StoredDocument<State, never>, "_id" | "version" | "state" | "sealed">;

export const HANDLED_KEPT = 32;

/** A save: the document as it was (`version` 0: not there) and what is added. */
export interface Change<State, Event> {
  readonly id: string;
  readonly expected: number;
  readonly state: State;
  readonly events: readonly HistoryEntry<Event>[];
  readonly handled: readonly string[];
  readonly outbox: readonly OutboxEntry[];
  /** What stood in the outbox before is on the bus: this save takes its place. */
  readonly replacesOutbox?: boolean;
  /** Takes the place of what was sealed before; null takes it away. */
  readonly sealed?: Sealed | null;
  /** The events are chained: the document has a head that is not sealed yet. */
  readonly chained?: boolean;
  /** Takes the place of the history before; of the same length. */
  readonly rewritten?: readonly HistoryEntry<Event>[];
}

/** A data key under another master key; only where it is still the one that was seen. */
export interface Rewrapped {
  readonly id: string;
  readonly was: WrappedKey;
  readonly key: WrappedKey;
}

export interface Cleared {
  readonly id: string;
  /** The outbox is emptied only while the document still has this version. */
  readonly version: number;
}

/** Saved so much later than now: by a clock that was ahead, and who saved it may be gone. Less is how clocks differ that are well. */
export const AHEAD_MS = 60_000;

/** What a store adapter does; everything above it is shared. */
export interface Persistence<State, Event> {
  readonly read: (ids: readonly string[]) => Promise<readonly StoredDocument<State, Event>[]>;
  /** Saves what still has its expected version. @returns ids that lost the race, of which nothing was written. */
  readonly write: (changes: readonly Change<State, Event>[]) => Promise<ReadonlySet<string>>;
  readonly clear: (published: readonly Cleared[]) => Promise<void>;
  /** Documents with an outbox that were saved before `savedBefore` (ms), or by a clock that was ahead of this one. */
  readonly pending: (savedBefore: number, limit: number) => Promise<readonly StoredDocument<State, Event>[]>;
  readonly find: (query: Query) => Promise<readonly Listed<State>[]>;
  readonly scan: (scan: Scan) => AsyncIterable<readonly Listed<State>[]>;
  readonly countBy: (path: string, where: Where) => Promise<ReadonlyMap<string, number>>;
  /** Data keys that are wrapped by another master key than this one, by id. */
  readonly wrappedByOthers: (
    by: string,
    limit: number,
    after: string | undefined,
  ) => Promise<readonly { readonly id: string; readonly key: WrappedKey }[]>;
  readonly rewrap: (rewrapped: readonly Rewrapped[]) => Promise<void>;
  readonly unsealed: (limit: number) => Promise<readonly ChainHead[]>;
  readonly forget: (where: Where) => Promise<number>;
  readonly markSealed: (epoch: number, heads: readonly Omit<ChainHead, "hash">[]) => Promise<void>;
}

export const documentOf = <State, Event>(
  change: Change<State, Event>,
  savedAt: Date,
): StoredDocument<State, Event> => ({
  _id: change.id,
  version: change.events.length,
  state: change.state,
  history: change.events,
  handled: change.handled,
  ...(change.outbox.length > 0 ? { outbox: change.outbox, pending: 1 as const } : {}),
  ...(change.sealed ? { sealed: change.sealed } : {}),
  ...(change.chained ? { unsealed: 1 as const } : {}),
  savedAt,
});
