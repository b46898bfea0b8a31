import type { DataOf, EventContract } from "@wangge/contracts";
import type { Sealed, Sealer } from "../crypto/seal.ts";

/** What is saved and not on the bus yet. */
export interface Backlog {
  readonly entries: number;
  /** When the oldest of them was made, ms since 1970. */
  readonly oldestAt: number | undefined;
}

/** Who asks, and on account of what: travels with a command into history and events. */
export interface Meta {
  /** The id of the message or request that asks. The aggregate remembers it: the same one twice changes nothing. */
  readonly messageId?: string | undefined;
  readonly correlationId?: string | undefined;
  /** An account or a service, never a name. */
  readonly actor?: string | undefined;
  readonly traceparent?: string | undefined;
}

export interface Stored<State> {
  readonly id: string;
  /** The number of events so far. */
  readonly version: number;
  readonly state: State;
  /** Where it was loaded or found, and something is sealed. */
  readonly sealed?: Sealed | undefined;
}

export interface Item<Command> {
  readonly id: string;
  readonly command: Command;
  readonly meta?: Meta;
  /**
   * Personal data that is kept with what the command decides, in the same write; null takes away what was kept. Nothing of it
   * where the command has nothing new to say.
   */
  readonly sealed?: Sealed | null | undefined;
}

/** The answer to one item of a batch. `changed` is false where there was nothing new to say. */
export type Outcome<State> =
  | {
      readonly ok: true;
      readonly stored: Stored<State>;
      readonly changed: boolean;
      /** As it was when this was decided. */
      readonly before: State;
    }
  | { readonly ok: false; readonly error: unknown };

export interface BatchOptions {
  /** Most of these do not exist yet: write first, look only at those that turn out to exist. */
  readonly expectNew?: boolean;
}

/** A fact for others: a contract and its data. */
export interface PublicEvent {
  readonly contract: EventContract;
  readonly data: unknown;
}

/** Typed pair of a contract and its data, for `publish-as.ts`. */
export const publicEvent = <Contract extends EventContract>(
  contract: Contract,
  data: DataOf<Contract>,
): PublicEvent => ({
  contract,
  data,
});

/**
 * 新旧版本并行. A fact in this version and, through the day that the contract names, in the one before it too. `at` is when it happened, not
 * now: whoever computes the events of a history again gets the same ones.
 */
export const inVersions = <Contract extends EventContract>(
  contract: Contract,
  data: DataOf<Contract>,
  at: string,
): readonly PublicEvent[] => {
  const own = publicEvent(contract, data);
  const { supersedes } = contract;
  if (supersedes === undefined || at.slice(0, "2027-06-30".length) > supersedes.until) return [own];
  return [...inVersions(supersedes.event, supersedes.asBefore(data) as never, at), own];
};

export type Scalar = string | number | boolean | null;
export type Condition =
  | Scalar
  | { readonly in: readonly Scalar[] }
  | { readonly gt?: Scalar; readonly gte?: Scalar; readonly lt?: Scalar; readonly lte?: Scalar };

/** Dotted paths into the stored document (`state.status`) and what must be there. */
export type Where = Readonly<Record<string, Condition>>;

export interface Query {
  readonly where: Where;
  readonly limit: number;
  /** The last id of the page before. */
  readonly after?: string | undefined;
  /** By id, and so by age. Default: newest first. */
  readonly order?: "newest" | "oldest";
  /** By what stands at a path instead, the smallest first; what has nothing there is not found. `after` and `order` rest then. */
  readonly by?: Sorting | undefined;
}

export interface Sorting {
  readonly path: string;
  /** The last one of the page before: what stood at the path then, and its id. */
  readonly after?: { readonly value: Scalar; readonly id: string } | undefined;
}

/** All that fit, in no order. */
export interface Scan {
  readonly where?: Where;
  /** Only what was saved at this instant (ms) or later, by the clock of whoever saved it. */
  readonly savedSince?: number | undefined;
}

/** A field of an entry that was hashed by its commitment: with its salt while it is there, with the commitment alone after. */
export type Committed =
  { readonly path: string; readonly salt: string } | { readonly path: string; readonly commitment: string };

/** What holds an entry of a history in its place. */
export interface Link {
  readonly hash: string;
  /** When it was chained, by the clock of the machine, in ms since 1970: custody does not run on simulated time. */
  readonly at: number;
  /** Chained later than it happened: it was stored before its store was chained. */
  readonly late?: true;
  readonly fields?: readonly Committed[];
}

/** 依法删除. Why a field was removed; who did it is said beside it. */
export interface Redaction {
  /** Which entry, counted from 1. */
  readonly sequence: number;
  readonly path: string;
  /** 法律依据 */
  readonly basis: string;
  /** 文号: the order that says so. */
  readonly order: string;
  readonly at: string;
}

export interface HistoryEntry<Event> {
  readonly event: Event;
  /** Who caused it. */
  readonly by?: string | undefined;
  /** The write it came with, so that a batch can tell which of its saves won. */
  readonly save?: string;
  /** What holds it in its place, in a store that is chained. */
  readonly link?: Link;
}

/** How far a chain was sealed: the epoch whose head says so. */
export interface Seal {
  readonly epoch: number;
  readonly version: number;
}

/** The head of an aggregate's chain: the hash of its last entry. */
export interface ChainHead {
  readonly id: string;
  readonly version: number;
  readonly hash: string;
}

/** An aggregate as an auditor sees it. */
export interface ChainRecord<Event> {
  readonly id: string;
  readonly version: number;
  readonly history: readonly HistoryEntry<Event>[];
  readonly seals: readonly Seal[];
}

/** 流转记录链. What a chained store offers beside commands; one that is not chained refuses. */
export interface Chain<State, Event> {
  readonly records: (ids: readonly string[]) => Promise<readonly ChainRecord<Event>[]>;
  /** Heads that changed and that no epoch has sealed since. */
  readonly unsealed: (limit: number) => Promise<readonly ChainHead[]>;
  /** Notes that this epoch has sealed these. Safe to repeat; what has changed meanwhile stays unsealed. */
  readonly markSealed: (epoch: number, heads: readonly Omit<ChainHead, "hash">[]) => Promise<void>;
  /**
   * 依法删除. Removes a field of an entry from the store, and says in the chain who did it and why.
   * @throws DomainError `missing`, `rule` where the field may not be removed, `conflict`, `unavailable`
   */
  readonly redact: (
    id: string,
    redaction: Redaction,
    meta?: Meta,
  ) => Promise<Stored<State> & { readonly changed: boolean }>;
}

/** Aggregates of one kind: load, decide, save in one write, publish. */
export interface DeciderStore<State, Command, Event> {
  /** @throws DomainError of the decider, `conflict` after three lost races, `unavailable` without a store. */
  readonly handle: (
    id: string,
    command: Command,
    meta?: Meta,
    sealed?: Sealed | null,
  ) => Promise<Stored<State> & { readonly changed: boolean; readonly before: State }>;
  /** Many aggregates in one read and one write. Answers in the order of the items. @throws DomainError `unavailable` */
  readonly handleMany: (items: readonly Item<Command>[], options?: BatchOptions) => Promise<readonly Outcome<State>[]>;
  readonly load: (id: string) => Promise<Stored<State> | undefined>;
  /** Whether a command with this message id was decided and saved; of the last messages of this one. */
  readonly hasHandled: (id: string, messageId: string) => Promise<boolean>;
  readonly history: (id: string) => Promise<readonly HistoryEntry<Event>[]>;
  readonly find: (query: Query) => Promise<readonly Stored<State>[]>;
  /** In one pass over the store, some at a time, however many there are. */
  readonly scan: (scan: Scan) => AsyncIterable<readonly Stored<State>[]>;
  /** How many there are for each value found at `path`. */
  readonly countBy: (path: string, where: Where) => Promise<ReadonlyMap<string, number>>;
  /**
   * Brings up to `limit` data keys under the sealer's current master key; `recordOf` gives the name that the record of an id
   * was sealed by. @returns how many it saw; fewer than the limit: it was the rest.
   */
  readonly rewrap: (sealer: Sealer, recordOf: (id: string) => string, limit: number) => Promise<number>;
  readonly chain: Chain<State, Event>;
  /**
   * Takes whole aggregates away for good, of a collection that was opened as `forgettable`; what has an outbox stays.
   * @returns how many
   */
  readonly forget: (where: Where) => Promise<number>;
  /** Publishes what an earlier process saved and did not publish. */
  readonly sweep: () => Promise<number>;
  /** What this process has saved and not brought to the bus yet. */
  readonly backlog: () => Backlog;
  /** Resolves when everything saved so far is on the bus and cleared. */
  readonly flush: () => Promise<void>;
  readonly stop: () => Promise<void>;
}
