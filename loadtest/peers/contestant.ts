/** 对比. Who is compared, and what each of them has to do: the same micro-job, each in its own terms. */

/** `strict`: synced to the disk before it is acknowledged, at every step. `relaxed`: a power cut may take the last second. `none`: nothing is stored. */
export type Durability = "strict" | "relaxed" | "none";

/** `engine`: our own service's batch lane. `job`: one at a time. `batch`: hundreds in a hand. `floor`: bare calls, no decision. */
export type Mode = "engine" | "http" | "job" | "batch" | "floor";

export interface Job {
  readonly id: string;
  readonly grid: string;
  /** The report's envelope as intake publishes it: every contestant stores and carries these bytes. */
  readonly body: string;
}

/** What stands in the contestant's own store at the end, asked of the store and not of a counter. */
export interface Audit {
  /** Orders that are closed. */
  readonly closed: number;
  /** Facts "closed" that were published, and of how many jobs; undefined where a contestant keeps none. */
  readonly published: { readonly facts: number; readonly jobs: number } | undefined;
}

export interface Opened {
  /** Resolves when all of them are durably accepted. */
  readonly accept: (jobs: readonly Job[]) => Promise<void>;
  /** Work before the time runs, such as making documents for a floor. */
  readonly prepare?: (jobs: readonly Job[]) => Promise<void>;
  /** Resolves when everything that follows from what was closed is published too. */
  readonly settle?: () => Promise<void>;
  readonly audit: () => Promise<Audit>;
  /** The roots of its servers' processes; undefined where they run elsewhere. */
  readonly serverPids: () => readonly number[] | undefined;
  readonly close: () => Promise<void>;
}

export interface Contestant {
  readonly name: string;
  readonly durability: Durability;
  readonly mode: Mode;
  /** Calls `closed` once for every job, when its closing is stored. Gives a reason instead where it cannot be had here. */
  readonly open: (closed: (id: string) => void) => Promise<Opened | { readonly missing: string }>;
}
