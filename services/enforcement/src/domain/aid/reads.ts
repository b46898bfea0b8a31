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

/** Of one account in one aid on one day: the history is what counts, the state only says how many. */
export interface LooksState {
  readonly aid?: string;
  readonly given: number;
  readonly refused: number;
  /** The last frame of a live view that is noted. */
  readonly frameAt?: string;
}

/** Who goes on watching is noted once in this time: frames come by the second, and the day's document has to stay small. */
const WATCHING_MS = 60_000;

const goesOn = ({ frameAt }: LooksState, { how, outcome, at }: Look): boolean =>
  how === "streamFrame" &&
  outcome === "given" &&
  frameAt !== undefined &&
  Date.parse(at) - Date.parse(frameAt) < WATCHING_MS;

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
  decide: ({ aid, look }, state) => (goesOn(state, look) ? [] : [{ type: "LookNoted", data: { ...look, aid } }]),
  evolve: ({ given, refused, ...state }, { data: { aid, outcome, how, at } }) => ({
    ...state,
    aid,
    ...(outcome === "given" ? { given: given + 1, refused } : { given, refused: refused + 1 }),
    ...(how === "streamFrame" ? { frameAt: at } : {}),
  }),
};
