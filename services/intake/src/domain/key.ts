import type { Decider } from "@wangge/kit/domain";

/** 幂等键: which report a client's key stands for. */
export type KeyState = { readonly status: "free" } | { readonly status: "taken"; readonly reportId: string };

export interface TakeKey {
  readonly type: "TakeKey";
  readonly reportId: string;
}

export interface KeyTaken {
  readonly type: "KeyTaken";
  readonly reportId: string;
}

/** The first one to take a key has it; all later ones learn whose it is. */
export const keyDecider: Decider<KeyState, TakeKey, KeyTaken> = {
  name: "intake.key",
  initial: { status: "free" },
  decide: ({ reportId }, state) => (state.status === "free" ? [{ type: "KeyTaken", reportId }] : []),
  evolve: (_state, { reportId }) => ({ status: "taken", reportId }),
};
