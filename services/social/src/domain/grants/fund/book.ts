/** 资金账簿. The money of one fund in one period: what came in, what is promised, what went out, by double entry. */
import type { Fen } from "../../money.ts";
import type { Balances, Line } from "./accounts.ts";

/** 福彩公益金, 区级财政, 捐赠. */
export type FundSource = "welfareLottery" | "districtBudget" | "donor";

export interface BookTerms {
  /** The fund: `welfare-lottery`. It has a book for each period. */
  readonly fund: string;
  readonly title: string;
  readonly source: FundSource;
  readonly period: { readonly from: string; readonly until: string };
  /** ISO 4217. Amounts are hundredths of it. */
  readonly currency: string;
  /** 资金盘子: no more is taken in for the period, and so no more promised. */
  readonly envelope: Fen;
}

export interface Deposit {
  readonly id: string;
  readonly amount: Fen;
  /** 凭证号 of the bank or the treasury. */
  readonly reference: string;
  readonly status: "proposed" | "approved" | "refused";
  readonly proposedBy: string;
}

/** What a round keeps: so much of it from the earmark of its programme, the rest from what was free. */
export interface Reservation {
  readonly amount: Fen;
  readonly programme: string;
  readonly fromEarmark: Fen;
}

export interface Book extends BookTerms {
  readonly status: "open" | "closed";
  readonly deposits: readonly Deposit[];
  readonly balances: Balances;
  readonly reservations: Readonly<Record<string, Reservation>>;
  readonly settledRounds: readonly string[];
  /** The number of the last movement of each grant. */
  readonly moved: Readonly<Record<string, number>>;
}

export type BookState = Book | { readonly status: "none" };
export const initialBook: BookState = { status: "none" };

/**
 * What a grant may do to the money of its fund. `agree`: promised becomes owed; `lapse`: promised becomes free again; `pay`; `prove`: the use of so much is
 * accounted for; `repay`: it comes back, and is free again; `release`: so much of what is owed will never be paid; `ownProven`, `ownWaived`: the
 * co-funding came, or will not come.
 */
export type MoveKind = "agree" | "lapse" | "pay" | "prove" | "repay" | "release" | "ownProven" | "ownWaived";

export interface Move {
  /** Counted from 1 for each grant: a number that is behind us was a repetition. */
  readonly number: number;
  readonly kind: MoveKind;
  readonly amount: Fen;
  /** With `agree`: the co-funding that is agreed. */
  readonly own?: Fen;
}

export interface Promised {
  readonly grant: string;
  readonly amount: Fen;
}

interface Asks<Type extends string, Data = object> {
  readonly type: Type;
  readonly data: Data;
  readonly by: string;
  readonly at: string;
}

export type BookCommand =
  | Asks<"OpenBook", BookTerms>
  | Asks<"ProposeDeposit", { readonly id: string; readonly amount: Fen; readonly reference: string }>
  | Asks<"JudgeDeposit", { readonly id: string; readonly approved: boolean }>
  | Asks<"Earmark", { readonly programme: string; readonly amount: Fen }>
  | Asks<"LiftEarmark", { readonly programme: string; readonly amount: Fen }>
  /** For a round, before it is allocated: two rounds never count on the same money. */
  | Asks<"Reserve", { readonly round: string; readonly programme: string; readonly amount: Fen }>
  /** The round is decided: what it promised is committed, the rest goes back where it came from. */
  | Asks<"SettleRound", { readonly round: string; readonly promised: readonly Promised[] }>
  | Asks<"Move", { readonly grant: string; readonly move: Move }>
  /** What is left goes back to the source, when nobody counts on anything of it any more. */
  | Asks<"CloseBook">;

interface Fact<Type extends string, Data = object> {
  readonly type: Type;
  readonly data: Data & { readonly at: string };
}

export interface Posted {
  readonly lines: readonly Line[];
}

export type BookEvent =
  | Fact<"BookOpened", BookTerms>
  | Fact<
      "DepositProposed",
      { readonly id: string; readonly amount: Fen; readonly reference: string; readonly by: string }
    >
  | Fact<"DepositApproved", Posted & { readonly id: string; readonly amount: Fen }>
  | Fact<"DepositRefused", { readonly id: string }>
  | Fact<"Earmarked" | "EarmarkLifted", Posted & { readonly programme: string; readonly amount: Fen }>
  | Fact<"RoundReserved", Posted & Reservation & { readonly round: string }>
  | Fact<"RoundSettled", Posted & { readonly round: string; readonly promised: readonly Promised[] }>
  | Fact<"Moved", Posted & { readonly grant: string; readonly move: Move }>
  | Fact<"BookClosed", Posted & { readonly amount: Fen }>;
