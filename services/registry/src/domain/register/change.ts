/** 变更. One line of the register's journal: numbered without gaps, never altered. */
import type { Decider } from "@wangge/kit/domain";
import { DomainError } from "@wangge/kit/errors";
import type { Happening } from "./happenings.ts";
import type { Day } from "./timeline.ts";

export interface ChangeData {
  /** 1 for the first change. */
  readonly number: number;
  /** Marks what this writer wrote: two may try for the same number, and one wins. */
  readonly attempt: string;
  readonly effectiveFrom: Day;
  /** Why, and by whose decision. */
  readonly reason: string;
  /** How many records it touched, by kind. */
  readonly records: Readonly<Record<string, number>>;
  readonly assertions: number;
  /** How many facts others hear of it. */
  readonly happenings: number;
  /** The request's idempotency key. */
  readonly request?: string | undefined;
  /** Hash of what was asked under that key: tells a repeat from another request. */
  readonly fingerprint?: string | undefined;
  readonly by?: string | undefined;
}

export type ChangeState =
  { readonly status: "none" } | ({ readonly status: "recorded"; readonly recordedAt: string } & ChangeData);

export interface RecordChange {
  readonly type: "RecordChange";
  readonly data: ChangeData;
  readonly at: string;
}

export interface ChangeRecorded {
  readonly type: "ChangeRecorded";
  readonly data: ChangeData & { readonly recordedAt: string };
}

/** One aggregate a number. Whoever comes second with another change is told so and decides anew. */
export const changeDecider: Decider<ChangeState, RecordChange, ChangeRecorded> = {
  name: "registry.change",
  initial: { status: "none" },
  decide: ({ data, at }, state) => {
    if (state.status === "none") return [{ type: "ChangeRecorded", data: { ...data, recordedAt: at } }];
    if (state.attempt === data.attempt) return [];
    throw new DomainError("conflict", "registry.change.lost", "Another change came first", { number: data.number });
  },
  evolve: (_state, { data }) => ({ status: "recorded", ...data }),
};

/** What others hear of a change, in portions. */
export interface TellChange {
  readonly type: "TellChange";
  readonly data: { readonly change: number; readonly happenings: readonly Happening[] };
}
/** One fact of a portion. */
export interface HappeningTold {
  readonly type: "HappeningTold";
  readonly data: { readonly change: number; readonly happening: Happening };
}
export interface TellingState {
  /** How many facts have been told. */
  readonly count: number;
}

/** One aggregate a portion: told once. */
export const tellingDecider: Decider<TellingState, TellChange, HappeningTold> = {
  name: "registry.telling",
  initial: { count: 0 },
  decide: ({ data: { change, happenings } }, { count }) =>
    count > 0 ? [] : happenings.map((happening) => ({ type: "HappeningTold", data: { change, happening } })),
  evolve: ({ count }) => ({ count: count + 1 }),
};
