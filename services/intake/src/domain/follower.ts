import type { Decider } from "@wangge/kit/domain";

/** 关注: somebody else who wants to know what becomes of a report. How he is reached lies sealed beside this. */
export type FollowerState =
  { readonly status: "none" } | { readonly status: "following"; readonly report: string; readonly since: string };

export interface Follow {
  readonly type: "Follow";
  readonly data: { readonly report: string };
  readonly at: string;
}

export interface Followed {
  readonly type: "Followed";
  readonly data: { readonly report: string; readonly at: string };
}

/** One phone follows one report once: its id is made of both. */
export const followerDecider: Decider<FollowerState, Follow, Followed> = {
  name: "intake.follower",
  initial: { status: "none" },
  decide: ({ data, at }, state) => (state.status === "none" ? [{ type: "Followed", data: { ...data, at } }] : []),
  evolve: (_state, { data: { report, at: since } }) => ({ status: "following", report, since }),
};
