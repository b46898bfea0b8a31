import type { Decider } from "@wangge/kit/domain";
import { DomainError, reject } from "@wangge/kit/errors";

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

/** 验证码, as it is kept: what it is made from together with a key that is in no store. */
export interface IssuedCode {
  readonly issue: string;
  readonly at: string;
}

export type FollowerState =
  | { readonly status: "none" }
  | ({
      readonly status: "following";
      readonly since: string;
      readonly isConfirmed: boolean;
      /** The one code that counts now: a later one takes its place, and it counts once. */
      readonly code?: IssuedCode;
    } & Following)
  | { readonly status: "ended"; readonly endedAt: string };

export type FollowerCommand =
  /** `issue`: of the code that goes there, where codes are sent. */
  | { readonly type: "Follow"; readonly data: Following; readonly issue?: string | undefined; readonly at: string }
  | { readonly type: "ConfirmFollower"; readonly issue: string; readonly at: string }
  | { readonly type: "EndFollowing"; readonly at: string };

export type FollowerEvent =
  | { readonly type: "Followed"; readonly data: Following & { readonly at: string } }
  | { readonly type: "CodeIssued"; readonly data: IssuedCode }
  | { readonly type: "FollowerConfirmed"; readonly data: { readonly at: string } }
  | { readonly type: "FollowingEnded"; readonly data: { readonly at: string } };

/** ASVS 5.0 V6.5.5: no longer than ten minutes. */
const CODE_MS = 10 * 60_000;
/** Who asks again sooner has the code on its way. */
const ANOTHER_AFTER_MS = 60_000;

const ageOf = ({ at }: IssuedCode, now: string): number => Date.parse(now) - Date.parse(at);

export const isCodeGood = (code: IssuedCode, now: string): boolean => ageOf(code, now) < CODE_MS;

/** One answer for a wrong number, a wrong contact and a wrong code. */
export const unknownFollower = (): DomainError =>
  new DomainError("missing", "intake.follower.unknown", "Nobody follows under this number with this contact");

const follow = (
  { data, issue, at }: Extract<FollowerCommand, { type: "Follow" }>,
  state: FollowerState,
): readonly FollowerEvent[] => {
  const followed: readonly FollowerEvent[] =
    state.status === "following" ? [] : [{ type: "Followed", data: { ...data, at } }];
  const { isConfirmed = false, code } = state.status === "following" ? state : {};
  const isOnItsWay = code !== undefined && ageOf(code, at) < ANOTHER_AFTER_MS;
  return issue === undefined || isConfirmed || isOnItsWay
    ? followed
    : [...followed, { type: "CodeIssued", data: { issue, at } }];
};

const confirm = (
  { issue, at }: Extract<FollowerCommand, { type: "ConfirmFollower" }>,
  state: FollowerState,
): readonly FollowerEvent[] => {
  if (state.status !== "following" || state.code?.issue !== issue) throw unknownFollower();
  if (!isCodeGood(state.code, at)) throw reject("intake.follower.code_ended", "This code has ended: ask for another");
  return [{ type: "FollowerConfirmed", data: { at } }];
};

/** One phone follows one thing once: its id is made of both. */
export const followerDecider: Decider<FollowerState, FollowerCommand, FollowerEvent> = {
  name: "intake.follower",
  initial: { status: "none" },
  decide: (command, state) => {
    const { at } = command;
    switch (command.type) {
      case "Follow":
        return follow(command, state);
      case "ConfirmFollower":
        return confirm(command, state);
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
      case "CodeIssued":
        return state.status === "following" ? { ...state, code: event.data } : state;
      case "FollowerConfirmed": {
        if (state.status !== "following") return state;
        const { code: _, ...rest } = state;
        return { ...rest, isConfirmed: true };
      }
      case "FollowingEnded":
        return { status: "ended", endedAt: event.data.at };
    }
  },
};
