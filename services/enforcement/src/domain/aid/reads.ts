import type { Decider } from "@wangge/kit/domain";

/** 查阅记录. One look at what is shared, or one that was refused. */
export interface Look {
  readonly account: string;
  readonly street?: string | undefined;
  readonly how: "read" | "streamOpened" | "streamFrame" | "streamEnded" | "acted";
  /** `given`, or the code of the refusal. */
  readonly outcome: string;
  readonly at: string;
}

/** Of one aid on one day: the history is what counts, the state only says how many. */
export interface LooksState {
  readonly aid?: string;
  readonly given: number;
  readonly refused: number;
}

export interface NoteLook {
  readonly type: "NoteLook";
  readonly aid: string;
  readonly look: Look;
}

export interface LookNoted {
  readonly type: "LookNoted";
  readonly data: Look & { readonly aid: string };
}

export const looksDecider: Decider<LooksState, NoteLook, LookNoted> = {
  name: "enforcement.aid_looks",
  initial: { given: 0, refused: 0 },
  decide: ({ aid, look }) => [{ type: "LookNoted", data: { ...look, aid } }],
  evolve: ({ given, refused }, { data: { aid, outcome } }) =>
    outcome === "given" ? { aid, given: given + 1, refused } : { aid, given, refused: refused + 1 },
};
