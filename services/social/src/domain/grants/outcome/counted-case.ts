import type { Decider } from "@wangge/kit/domain";

/**
 * 计数案件. What the bus said of one case, in whatever order and however often it was said: enough to count by grid, class and day of filing, and to name
 * every case that was counted.
 */
export interface CountedCase {
  readonly grid?: string;
  readonly category?: string;
  /** A day of the district's calendar. */
  readonly filedOn?: string;
  readonly closedAt?: string;
  readonly reopenedAt?: string;
  /** Voided, or merged into another: it counts as none. */
  readonly gone?: true;
}

export interface HearOfCase {
  readonly type: "HearOfCase";
  readonly data: CountedCase;
}

export interface CountedCaseEvent {
  readonly type: "CaseHeard";
  readonly data: CountedCase;
}

/** The last of two instants: a case may be closed and reopened several times. */
const later = (one: string | undefined, other: string | undefined): string | undefined =>
  one === undefined || (other !== undefined && other > one) ? other : one;

const merged = (before: CountedCase, news: CountedCase): CountedCase => {
  const closedAt = later(before.closedAt, news.closedAt);
  const reopenedAt = later(before.reopenedAt, news.reopenedAt);
  return {
    ...before,
    ...news,
    ...(closedAt === undefined ? {} : { closedAt }),
    ...(reopenedAt === undefined ? {} : { reopenedAt }),
  };
};

const KEYS = ["grid", "category", "filedOn", "closedAt", "reopenedAt", "gone"] as const;

export const countedCaseDecider: Decider<CountedCase, HearOfCase, CountedCaseEvent> = {
  name: "social.counted-case",
  initial: {},
  decide: ({ data }, state) => {
    const after = merged(state, data);
    return KEYS.every((key) => after[key] === state[key]) ? [] : [{ type: "CaseHeard", data }];
  },
  evolve: (state, { data }) => merged(state, data),
};
