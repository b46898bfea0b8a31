import type { Fen } from "../money.ts";
import type { BidFault, Call, FindingAnswer, FindingKind, Milestone, Need, Offer } from "./purchase.ts";
import type { Ineligible } from "./eligible.ts";
import type { Alike } from "./split.ts";

/** Who asks. `tiedTo`: of the organizations that may gain from this purchase, those that this account belongs to. */
export interface By {
  readonly account: string;
  readonly organization?: string | undefined;
  readonly tiedTo: readonly string[];
}

interface Asks<Type extends string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
  readonly by: By;
  readonly at: string;
}

/** A bid as it was under its seal, and what the opening found against it. */
export interface OpenedBid {
  readonly bid: string;
  readonly offer: Offer;
  readonly fault?: Exclude<BidFault, "overBudget" | "excluded">;
}

/** This purchase and those of the same buyer, to see whether one was cut in pieces. */
export interface Compared {
  readonly own: Alike;
  readonly others: readonly Alike[];
}

export type PurchaseCommand =
  | Asks<"StateNeed", { readonly need: Need }>
  | Asks<"ApproveNeed", { readonly compared: Compared }>
  | Asks<"RefuseNeed", { readonly reason: string }>
  | Asks<
      "AnswerFinding",
      { readonly kind: FindingKind } & Pick<FindingAnswer, "reason"> & { readonly answer: FindingAnswer["kind"] }
    >
  | Asks<"PublishCall", { readonly call: Call; readonly compared: Compared }>
  /** 单一来源公示 of the price that was agreed on. */
  | Asks<"NoticeSingle", { readonly amount: Fen; readonly against: readonly Ineligible[]; readonly compared: Compared }>
  /** The first bid of an organization, or another in its place. */
  | Asks<"HandInBid", { readonly bid: string; readonly sealed: string; readonly against: readonly Ineligible[] }>
  | Asks<"WithdrawBid">
  /** `opened`: all bids, where this is the second person there. */
  | Asks<"AttendOpening", { readonly opened?: readonly OpenedBid[] }>
  | Asks<"NameCommittee", { readonly members: readonly string[] }>
  | Asks<"DeclareTies", { readonly organizations: readonly string[] }>
  | Asks<"ReplaceMember", { readonly member: string; readonly by: string }>
  | Asks<"ScoreBid", { readonly bid: string; readonly points: Readonly<Record<string, number>> }>
  /** `houses`: of each bidder, those of the same house, to compare with others once the supplier is known. */
  | Asks<"ProposeAward", { readonly compared: Compared; readonly houses: Readonly<Record<string, readonly string[]>> }>
  | Asks<"MakeChallenge", { readonly challenge: string; readonly grounds: string }>
  | Asks<"AnswerChallenge", { readonly challenge: string; readonly reason: string; readonly upheld: boolean }>
  | Asks<
      "SignContract",
      {
        readonly number: string;
        readonly amount: Fen;
        readonly from: string;
        readonly until: string;
        readonly manager: string;
        /** Whether the manager belongs to the supplier. */
        readonly isManagerTied: boolean;
        readonly milestones: readonly Milestone[];
        readonly lateReason?: string;
      }
    >
  | Asks<"AddToContract", { readonly milestone: Milestone; readonly reason: string }>
  | Asks<"DeliverMilestone", { readonly milestone: string }>
  | Asks<"JudgeMilestone", { readonly milestone: string; readonly accepted: boolean; readonly reason: string }>
  | Asks<"AskPayment", { readonly payment: string; readonly milestone: string }>
  | Asks<"DecidePayment", { readonly payment: string; readonly paid: boolean }>
  | Asks<"TerminateContract", { readonly reason: string }>
  | Asks<"ClosePurchase", { readonly grade: number; readonly note: string }>
  | Asks<"CancelPurchase", { readonly reason: string }>
  | { readonly type: "WakePurchase"; readonly at: string };

export type Asked<Type extends PurchaseCommand["type"]> = Extract<PurchaseCommand, { readonly type: Type }>;
