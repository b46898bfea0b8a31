/** Books of funds and the grants that are paid from them: every book balances, and both say the same of every grant. */
import type { Problem } from "./problem.ts";

interface Line {
  readonly account: string;
  readonly amount: number;
}

interface BookSeen {
  readonly balances?: Readonly<Record<string, number>>;
}

interface GrantSeen {
  readonly status: string;
  readonly book?: string;
  readonly amount?: number;
  readonly paid?: number;
  readonly repaid?: number;
  readonly moves?: readonly unknown[];
}

interface Document {
  readonly _id: string;
  readonly state: unknown;
  readonly history: readonly { readonly event: unknown }[];
}

export interface LedgerCheck {
  readonly seeBook: (document: Document) => void;
  readonly seeGrant: (document: Document) => void;
  readonly problems: () => readonly Problem[];
}

/** Accounts in which what is more stands as a debit. */
const isDebit = (account: string): boolean => /^(cash$|paid:|ownDue:)/.test(account);

const linesOf = ({ event }: { readonly event: unknown }): readonly Line[] =>
  (event as { readonly data?: { readonly lines?: readonly Line[] } }).data?.lines ?? [];

/** What a grant says that its fund owes it, and has paid it, while it lives. */
const expectedOf = ({ status, amount = 0, paid = 0, repaid = 0 }: GrantSeen) => ({
  committed: status === "offered" ? amount : 0,
  payable: status === "active" || status === "ending" ? amount - repaid : 0,
  paid: status === "active" || status === "ending" ? paid - repaid : 0,
});

export const ledgerChecker = (): LedgerCheck => {
  const books = new Map<string, Readonly<Record<string, number>>>();
  const grants = new Map<string, GrantSeen>();
  const found: Problem[] = [];
  const problem = (subject: string, detail: string): void => void found.push({ check: "ledger", subject, detail });

  return {
    seeBook: ({ _id, state, history }) => {
      const { balances = {} } = state as BookSeen;
      books.set(_id, balances);
      const sums = new Map<string, number>();
      for (const [index, entry] of history.entries()) {
        const lines = linesOf(entry);
        if (lines.reduce((sum, { amount }) => sum + amount, 0) !== 0)
          problem(`social/fund-books/${_id}`, `entry ${String(index + 1)} does not balance`);
        for (const { account, amount } of lines)
          sums.set(account, (sums.get(account) ?? 0) + (isDebit(account) ? amount : -amount));
      }
      for (const account of new Set([...sums.keys(), ...Object.keys(balances)])) {
        const [told, added] = [balances[account] ?? 0, sums.get(account) ?? 0];
        if (told !== added)
          problem(`social/fund-books/${_id}`, `${account} is ${String(told)}, its entries come to ${String(added)}`);
        if (added < 0) problem(`social/fund-books/${_id}`, `${account} is below zero: ${String(added)}`);
      }
    },
    seeGrant: ({ _id, state }) => {
      grants.set(_id, state as GrantSeen);
    },
    problems: () => {
      for (const [id, grant] of grants) {
        if (grant.book === undefined) continue;
        const waiting = grant.moves?.length ?? 0;
        if (waiting > 0) problem(`social/grants/${id}`, `${String(waiting)} movements are not in its book`);
        const balances = books.get(grant.book) ?? {};
        for (const [kind, expected] of Object.entries(expectedOf(grant))) {
          const told = balances[`${kind}:${id}`] ?? 0;
          if (waiting === 0 && told !== expected)
            problem(`social/grants/${id}`, `${kind} is ${String(expected)}, its book says ${String(told)}`);
        }
      }
      return found;
    },
  };
};
