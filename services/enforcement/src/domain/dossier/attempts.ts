/** 被拒绝的操作. Who tried what and was refused, by code alone; nothing is taken out of it and nothing put in later. */
import type { Decider } from "@wangge/kit/domain";

export interface Attempt {
  readonly account: string;
  /** The type of the command. */
  readonly asked: string;
  readonly code: string;
  readonly at: string;
}

export interface AttemptsState {
  readonly count: number;
  readonly last?: Attempt | undefined;
}

export interface NoteAttempt {
  readonly type: "NoteAttempt";
  readonly data: Attempt;
}
export interface AttemptNoted {
  readonly type: "AttemptNoted";
  readonly data: Attempt;
}

/** The same again within so long is one attempt: an impatient finger does not fill the record. */
const AGAIN_MS = 60_000;

const isAgain = ({ account, asked, code, at }: Attempt, last: Attempt | undefined): boolean =>
  last?.account === account &&
  last.asked === asked &&
  last.code === code &&
  Date.parse(at) - Date.parse(last.at) < AGAIN_MS;

export const attemptsDecider: Decider<AttemptsState, NoteAttempt, AttemptNoted> = {
  name: "enforcement.attempt",
  initial: { count: 0 },
  decide: ({ data }, { last }) => (isAgain(data, last) ? [] : [{ type: "AttemptNoted", data }]),
  evolve: ({ count }, { data }) => ({ count: count + 1, last: data }),
};
