/** 离线队列: what a telephone asked for while it was away, and what became of it. */
import type { Decider } from "@wangge/kit/domain";
import type { CaseState } from "./case.ts";

export type SyncOutcome =
  /** It took effect, or had nothing new to say. */
  | "applied"
  /** 冲突: the case went on by others since it was loaded; nothing was done. */
  | "conflict"
  /** 暂缓: it stands behind a conflict of its case. */
  | "held"
  /** The rules say no, with `code`. */
  | "refused";

/** The answer to one command of a telephone, for ever. What it was about stands in the history of the case. */
export interface SyncAnswer {
  readonly clientId: string;
  readonly account: string;
  readonly caseId: string;
  readonly command: string;
  readonly baseVersion: number;
  /** By the clock of the telephone: told, and never counted by. */
  readonly madeAt: string;
  /** By the server's clock: this one counts. */
  readonly at: string;
  /** The telephone's clock less the server's; absent where it did not say what time it has. */
  readonly skewMs?: number | undefined;
  readonly outcome: SyncOutcome;
  /** How far the case was when this was answered. */
  readonly version: number;
  readonly code?: string | undefined;
  /** 暂缓: the command that it stands behind. */
  readonly behind?: string | undefined;
  /** Tells a repeat from another command under the same id. */
  readonly fingerprint: string;
}

export type SyncState = { readonly status: "none" } | ({ readonly status: "answered" } & SyncAnswer);
export interface RecordAnswer {
  readonly type: "RecordAnswer";
  readonly data: SyncAnswer;
}
export interface AnswerRecorded {
  readonly type: "AnswerRecorded";
  readonly data: SyncAnswer;
}

/** The first answer counts, whoever else was at it. */
export const syncDecider: Decider<SyncState, RecordAnswer, AnswerRecorded> = {
  name: "dispatch.sync",
  initial: { status: "none" },
  decide: ({ data }, state) => (state.status === "none" ? [{ type: "AnswerRecorded", data }] : []),
  evolve: (_state, { data }) => ({ status: "answered", ...data }),
};

/** What a command relies on: how far the case is, and whose order it is. */
const standingOf = (state: CaseState): string => {
  if (!("assignment" in state)) return state.status;
  const { department, worker = "", attempt } = state.assignment;
  return [state.status, department, worker, attempt].join(" ");
};

export interface Step<Event> {
  readonly event: Event;
  readonly by?: string | undefined;
}

/**
 * Whether others have moved the case on since this version was loaded. What one did oneself meanwhile, and what leaves order and
 * status as they were, is no conflict: then the rules decide. A history only grows, so that the answer is the same whenever a
 * queue is sent, in however many parts.
 */
export const isOvertaken = <Event>(
  { initial, evolve }: Pick<Decider<CaseState, never, Event>, "initial" | "evolve">,
  history: readonly Step<Event>[],
  { baseVersion, account }: Pick<SyncAnswer, "baseVersion" | "account">,
): boolean => {
  let state = history.slice(0, baseVersion).reduce((before, { event }) => evolve(before, event), initial);
  for (const { event, by } of history.slice(baseVersion)) {
    const next = evolve(state, event);
    if (by !== account && standingOf(next) !== standingOf(state)) return true;
    state = next;
  }
  return false;
};
