import type { Calendar, Limit } from "@wangge/calendar";
import type { BasisPoints, Fen } from "../money.ts";

/** 采购方式: 公开招标, 竞争性磋商, 单一来源. */
export type Method = "openTender" | "consultation" | "singleSource";

export interface BidRules {
  /** From the publication of the call to its closing, at least. */
  readonly window: Limit;
  /** Fewer valid bids than these: the purchase has failed (废标). */
  readonly minBids: number;
  /** The least size of a committee, by the amount of the need from which it holds; the first is from 0. */
  readonly committee: readonly { readonly from: Fen; readonly members: number }[];
  /** Of 100. */
  readonly priceWeight: { readonly least: number; readonly most: number };
}

export interface SplitRules {
  /** So many days apart two purchases are still looked at together. */
  readonly spanDays: number;
  /** From this likeness of two titles on they are about one subject. */
  readonly likeness: BasisPoints;
}

export interface PurchaseRules {
  readonly version: string;
  /** 公开招标数额标准. From this amount on a competition has to be an open tender. */
  readonly openFrom: Fen;
  readonly methods: Readonly<Record<Exclude<Method, "singleSource">, BidRules>>;
  /** 公示与质疑期, of a proposed award and of a notice that there is one supplier only. */
  readonly publicity: Readonly<Record<"award" | "singleSource", Limit>>;
  /** 质疑答复期限 */
  readonly answer: Limit;
  /** From the award to the signing of the contract. */
  readonly contract: Limit;
  /** What may be added to a contract in all, of its first amount. */
  readonly addition: BasisPoints;
  readonly split: SplitRules;
}

/** What decisions on purchases need from outside: the calendar, and the rules of an instant. */
export interface PurchaseTerms {
  readonly calendar: Calendar;
  /** @throws DomainError `social.purchase_rules.not_in_force` */
  readonly rulesAt: (at: string) => PurchaseRules;
}

/** The least number of members for this amount. */
export const committeeSize = ({ committee }: BidRules, amount: Fen): number =>
  committee.findLast(({ from }) => from <= amount)?.members ?? 0;
