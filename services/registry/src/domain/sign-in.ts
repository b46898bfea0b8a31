import type { Decider } from "@wangge/kit/domain";
import { reject } from "@wangge/kit/errors";

/** Whose sign-ins: all of an account (`sub`), or one token (`jti`). */
export type SignInSubject =
  { readonly account: string; readonly token?: never } | { readonly token: string; readonly account?: never };

export type SignInState =
  | { readonly status: "none" }
  | (SignInSubject & {
      readonly status: "withdrawn" | "closed" | "reopened";
      /** Tokens issued up to then are not good; of a closed account none is. */
      readonly notBefore: string;
      readonly changedAt: string;
    });

interface Said {
  readonly subject: SignInSubject;
  readonly by: string;
  /** 理由: a short code, as it stands in a history for all who may read it. */
  readonly reason: string;
}

export type SignInCommand = { readonly at: string } & Said & {
    readonly type: "WithdrawSignIns" | "CloseAccount" | "ReopenAccount";
  };

export interface SignInEvent {
  readonly type: "SignInsWithdrawn" | "AccountClosed" | "AccountReopened";
  readonly data: Said & { readonly at: string };
}

const EVENTS = {
  WithdrawSignIns: "SignInsWithdrawn",
  CloseAccount: "AccountClosed",
  ReopenAccount: "AccountReopened",
} as const;
const STATUSES = { SignInsWithdrawn: "withdrawn", AccountClosed: "closed", AccountReopened: "reopened" } as const;

/**
 * 登录撤销. The identity provider signs; a token that it has signed is good until its end, unless this says otherwise. What was withdrawn
 * stays so: a reopened account needs new tokens.
 */
export const signInDecider: Decider<SignInState, SignInCommand, SignInEvent> = {
  name: "registry.sign-in",
  initial: { status: "none" },
  decide: ({ type, at, ...said }, { status }) => {
    if (type === "CloseAccount" && status === "closed") return [];
    if (type === "ReopenAccount") {
      if (status === "reopened") return [];
      if (status !== "closed") throw reject("registry.account.not_closed", "This account is not closed");
    }
    // Nothing of a closed account is good anyway, and it stays closed.
    if (type === "WithdrawSignIns" && status === "closed") return [];
    return [{ type: EVENTS[type], data: { ...said, at } }];
  },
  evolve: (_state, { type, data: { subject, at } }) => ({
    ...subject,
    status: STATUSES[type],
    notBefore: at,
    changedAt: at,
  }),
};
