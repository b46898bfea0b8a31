import type { Fen } from "../../money.ts";
import { refusals } from "../refuse.ts";

const { refuse } = refusals("ledger");

/**
 * 会计科目. Where the money of a fund is, and who may count on it. With a colon behind some of them stands whose it is: `paid:01JD…`.
 *
 * | account      | side   | what                                                                 |
 * | ------------ | ------ | -------------------------------------------------------------------- |
 * | `cash`       | debit  | in the fund's bank account                                           |
 * | `paid`       | debit  | with the organization of a grant, its use not yet accounted for      |
 * | `ownDue`     | debit  | co-funding that the organization still has to bring in (memorandum)  |
 * | `free`       | credit | promised to nobody                                                   |
 * | `earmarked`  | credit | kept for a programme                                                 |
 * | `reserved`   | credit | kept for a round that is being allocated                             |
 * | `committed`  | credit | determined for a grant that has no agreement yet                     |
 * | `payable`    | credit | owed by agreement, until paid *and* accounted for                    |
 * | `ownPledged` | credit | the other side of `ownDue`                                           |
 *
 * No account is ever below zero on its own side.
 */
const SIDE = {
  ...{ cash: 1, paid: 1, ownDue: 1 },
  ...{ free: -1, earmarked: -1, reserved: -1, committed: -1, payable: -1, ownPledged: -1 },
} as const;

export type AccountKind = keyof typeof SIDE;

/** A debit above zero, a credit below. */
export interface Line {
  readonly account: string;
  readonly amount: Fen;
}

/** Each on its own side; what is not there is zero. */
export type Balances = Readonly<Record<string, Fen>>;

export const accountOf = (kind: AccountKind, whose: string): string => `${kind}:${whose}`;

export const balanceOf = (balances: Balances, account: string): Fen => balances[account] ?? 0;

const kindOf = (account: string): AccountKind => account.split(":", 1)[0] as AccountKind;

const isBalanced = (lines: readonly Line[]): boolean => lines.reduce((sum, { amount }) => sum + amount, 0) === 0;

/** So much from one account to another: what the first loses on its side the second gains, or both sides shrink or grow together. */
export const debitCredit = (debit: string, credit: string, amount: Fen): readonly Line[] =>
  amount === 0
    ? []
    : [
        { account: debit, amount },
        { account: credit, amount: -amount },
      ];

export const afterLines = (balances: Balances, lines: readonly Line[]): Balances => {
  const after: Record<string, Fen> = { ...balances };
  for (const { account, amount } of lines) after[account] = balanceOf(after, account) + amount * SIDE[kindOf(account)];
  return Object.fromEntries(Object.entries(after).filter(([, balance]) => balance !== 0));
};

/** @throws DomainError `social.ledger.unbalanced`, `social.ledger.overdrawn` */
export const mustPost = (balances: Balances, lines: readonly Line[]): void => {
  if (!isBalanced(lines) || !lines.every(({ amount }) => Number.isSafeInteger(amount)))
    throw refuse("unbalanced", "Debits and credits of a movement come to the same whole fen");
  const short = Object.entries(afterLines(balances, lines)).find(([, balance]) => balance < 0);
  if (short !== undefined)
    throw refuse("overdrawn", "There is not so much in this account", { account: short[0], short: -short[1] });
};
