import { Instant } from "@wangge/contracts";
import { SIGN_IN_HOURS, WithdrawnSignIns, type Withdrawn } from "@wangge/contracts/calls";
import {
  action,
  idFrom,
  pagesOf,
  Role,
  type CallContext,
  type Clock,
  type DeciderStore,
  type Stored,
  type Where,
} from "@wangge/kit";
import { z } from "zod";
import type { SignInCommand, SignInEvent, SignInState, SignInSubject } from "../domain/index.ts";

export type SignInStore = DeciderStore<SignInState, SignInCommand, SignInEvent>;

export interface SignInEdge {
  readonly signIns: SignInStore;
  readonly clock: Clock;
}

const Account = z.string().min(1).max(200).describe("`sub` of its tokens");
const Token = z.string().min(1).max(200).describe("`jti`");
const Reason = z.enum(["lost", "left", "misused", "other"]).describe("遗失, 离岗, 冒用, 其他");
const Done = z.object({ changedAt: Instant.describe("gateways know it within five seconds") });

/** Found again without the account's name being an id in the store's indexes. */
const idOf = (subject: SignInSubject): string =>
  subject.account === undefined ? idFrom("token", subject.token) : idFrom("account", subject.account);

/** So many at once; who is told more asks again. */
const PAGE = 500;
const HOUR_MS = 3_600_000;
const changedAfter = (after: string): Where => ({ "state.changedAt": { gt: after } });

type Known = Exclude<SignInState, { readonly status: "none" }>;
const known = (state: SignInState): readonly Known[] => (state.status === "none" ? [] : [state]);

const withdrawnOf = ({ state }: Stored<SignInState>): readonly Withdrawn[] =>
  known(state).map(({ account, token, status, notBefore, changedAt }) => ({
    ...(account === undefined ? { token } : { account, notBefore }),
    ...{ closed: status === "closed", changedAt },
  }));

/** 登录撤销与账号停用: what the identity provider has signed, taken back before its end. */
export const signInActions = ({ signIns, clock }: SignInEdge) => {
  const say = async (
    type: SignInCommand["type"],
    subject: SignInSubject,
    reason: string,
    { actor, meta }: CallContext,
  ) => {
    const by = actor?.id ?? "service";
    const { state } = await signIns.handle(idOf(subject), { type, subject, reason, by, at: clock.now() }, meta);
    return { changedAt: known(state)[0]?.changedAt ?? clock.now() };
  };

  const changedSince = (after: string, limit: number) =>
    signIns.find({ where: changedAfter(after), by: { path: "state.changedAt" }, limit });

  const allClosed = async () => {
    const all: Stored<SignInState>[] = [];
    for await (const page of pagesOf(signIns, { "state.status": "closed" }, PAGE)) all.push(...page);
    return all;
  };

  return {
    withdrawSignIns: action({
      rest: "POST /sign-ins/withdraw",
      summary: "撤销登录: all tokens of an account that were issued until now, or one token, are not taken any more",
      access: ["admin"],
      idempotent: true,
      input: z
        .strictObject({ account: Account.optional(), token: Token.optional(), reason: Reason })
        .refine(({ account, token }) => (account === undefined) !== (token === undefined), "an account or a token"),
      output: Done,
      run: ({ account, token = "", reason }, context) =>
        say("WithdrawSignIns", account === undefined ? { token } : { account }, reason, context),
    }),
    endOwnSignIns: action({
      rest: "POST /sign-ins/end",
      summary: "退出登录: all tokens of one's own that were issued until now are not taken any more, on any device",
      access: Role.options,
      idempotent: true,
      input: z.strictObject({}),
      output: Done,
      run: (_input, context) => say("WithdrawSignIns", { account: context.actor?.id ?? "" }, "own", context),
    }),
    closeAccount: action({
      rest: "POST /accounts/close",
      summary: "停用账号: no token of the account is taken any more, whenever it was issued",
      access: ["admin"],
      idempotent: true,
      input: z.strictObject({ account: Account, reason: Reason }),
      output: Done,
      run: ({ account, reason }, context) => say("CloseAccount", { account }, reason, context),
    }),
    reopenAccount: action({
      rest: "POST /accounts/reopen",
      summary: "恢复账号: tokens that are issued from now on are taken again",
      access: ["admin"],
      idempotent: true,
      input: z.strictObject({ account: Account, reason: Reason }),
      output: Done,
      run: ({ account, reason }, context) => say("ReopenAccount", { account }, reason, context),
    }),
    signInsWithdrawn: action({
      rest: "GET /sign-ins/withdrawn",
      summary: "已撤销的登录与停用的账号, in the order in which they were changed",
      access: ["admin"],
      input: z.strictObject({ after: Instant.optional(), limit: z.coerce.number().int().min(1).max(500).default(100) }),
      output: z.object({
        withdrawn: z.array(
          z.object({
            account: z.string().optional(),
            token: z.string().optional(),
            status: z.enum(["withdrawn", "closed", "reopened"]),
            changedAt: Instant,
          }),
        ),
      }),
      run: async ({ after = "", limit }) => ({
        withdrawn: (await changedSince(after, limit))
          .flatMap(({ state }) => known(state))
          .map(({ account, token, status, changedAt }) => ({
            ...(account === undefined ? { token } : { account }),
            ...{ status, changedAt },
          })),
      }),
    }),
    withdrawnSignIns: action({
      summary: "For gateways: what was withdrawn since; first of all what still counts",
      access: "service",
      idempotent: true,
      input: WithdrawnSignIns.input,
      output: WithdrawnSignIns.output,
      run: async ({ after }) => {
        const since = after ?? new Date(Date.parse(clock.now()) - SIGN_IN_HOURS * HOUR_MS).toISOString();
        const [closed, changed] = await Promise.all([
          after === undefined ? allClosed() : [],
          changedSince(since, PAGE),
        ]);
        return { withdrawn: [...closed, ...changed].flatMap(withdrawnOf), more: changed.length === PAGE };
      },
    }),
  };
};
