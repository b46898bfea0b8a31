import type { Decider } from "@wangge/kit/domain";
import { ofDeclaration } from "./refuse.ts";

/** 利益关系 between whoever judges and an organization. */
export const tieKinds = ["works", "board", "volunteers", "kin", "business", "money", "dispute", "other"] as const;
export interface Tie {
  readonly organization: string;
  readonly kind: (typeof tieKinds)[number];
}

/**
 * 回避申报. What one person says of his ties in one round: to which organizations of the whole register, whoever applies. It
 * grows and never shrinks.
 */
export type DeclarationState =
  | { readonly status: "none" }
  | { readonly status: "declared"; readonly round: string; readonly account: string; readonly ties: readonly Tie[] };

interface Said {
  readonly round: string;
  readonly account: string;
  /** All of them; none is a declaration too. */
  readonly ties: readonly Tie[];
  readonly at: string;
}
export type DeclarationCommand = { readonly type: "DeclareTies"; readonly hasClosed: boolean } & Said;
export type DeclarationEvent = { readonly type: "TiesDeclared"; readonly data: Said };

export const declarationDecider: Decider<DeclarationState, DeclarationCommand, DeclarationEvent> = {
  name: "social.declaration",
  initial: { status: "none" },
  decide: ({ type: _, hasClosed, ...data }, state) => {
    // Before the close the parties are not known: a declaration would have to be made again.
    if (!hasClosed) throw ofDeclaration.rule("too_early", "Ties are declared when the round has closed");
    const known = state.status === "none" ? [] : state.ties;
    const ties = data.ties.filter(({ organization }) => known.every((one) => one.organization !== organization));
    return state.status === "declared" && ties.length === 0 ? [] : [{ type: "TiesDeclared", data: { ...data, ties } }];
  },
  evolve: (state, { data: { round, account, ties } }) => ({
    ...{ status: "declared", round, account },
    ties: [...(state.status === "none" ? [] : state.ties), ...ties],
  }),
};

export interface Candidacy {
  readonly account: string;
  readonly ties: readonly Tie[];
}

/** Those of one application: its parties and their houses, the people of these, and the accounts that wrote it. */
export interface Interests {
  readonly organizations: readonly string[];
  readonly people: readonly string[];
  readonly writers: readonly string[];
}

export type RecusedBecause = "declared" | "register" | "wrote";

/** Why somebody may not judge it. Undefined: nothing is known against it. */
export const tieTo = ({ account, ties }: Candidacy, of: Interests): RecusedBecause | undefined =>
  ties.some(({ organization }) => of.organizations.includes(organization))
    ? "declared"
    : of.people.includes(account)
      ? "register"
      : of.writers.includes(account)
        ? "wrote"
        : undefined;
