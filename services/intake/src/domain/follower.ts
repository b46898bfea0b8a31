import type { Decider } from "@wangge/kit/domain";

/**
 * 关注. Somebody who wants to know what becomes of a report or matter, or what is reported in a grid, in a courtyard or of a category.
 * How he is reached lies sealed beside this; until he has shown that the phone or address is his, nothing is sent there.
 */
export interface Following {
  /** `report/<id>`, `matter/<id>`, `grid/<code>`, `courtyard/<id>`, `category/<code>` */
  readonly subject: string;
  readonly channel: "sms" | "email";
  readonly language: "zh" | "en";
}

export type FollowerState =
  | { readonly status: "none" }
  | ({ readonly status: "following"; readonly since: string; readonly isConfirmed: boolean } & Following)
  | { readonly status: "ended"; readonly endedAt: string };

export type FollowerCommand =
  | { readonly type: "Follow"; readonly data: Following; readonly at: string }
  | { readonly type: "ConfirmFollower"; readonly at: string }
  | { readonly type: "EndFollowing"; readonly at: string };

export type FollowerEvent =
  | { readonly type: "Followed"; readonly data: Following & { readonly at: string } }
  | { readonly type: "FollowerConfirmed"; readonly data: { readonly at: string } }
  | { readonly type: "FollowingEnded"; readonly data: { readonly at: string } };

/** One phone follows one thing once: its id is made of both. */
export const followerDecider: Decider<FollowerState, FollowerCommand, FollowerEvent> = {
  name: "intake.follower",
  initial: { status: "none" },
  decide: (command, state) => {
    const { at } = command;
    switch (command.type) {
      case "Follow":
        return state.status === "following" ? [] : [{ type: "Followed", data: { ...command.data, at } }];
      case "ConfirmFollower":
        return state.status === "following" && !state.isConfirmed ? [{ type: "FollowerConfirmed", data: { at } }] : [];
      case "EndFollowing":
        return state.status === "following" ? [{ type: "FollowingEnded", data: { at } }] : [];
    }
  },
  evolve: (state, event) => {
    switch (event.type) {
      case "Followed": {
        const { at: since, ...following } = event.data;
        return { status: "following", ...following, since, isConfirmed: false };
      }
      case "FollowerConfirmed":
        return state.status === "following" ? { ...state, isConfirmed: true } : state;
      case "FollowingEnded":
        return { status: "ended", endedAt: event.data.at };
    }
  },
};
