/** 资助项目. One grant from its offer to the last fen. */
import type { Fen } from "../../money.ts";
import type { Move } from "../fund/book.ts";
import type { Conditions, Indicator, Offer, PlannedTranche } from "./terms.ts";

export interface Tranche extends PlannedTranche {
  readonly status: "planned" | "requested" | "approved" | "paid";
  /** What is really asked for: an outcome or a proof may come to less than planned. */
  readonly asked?: Fen;
  readonly maker?: string;
  readonly checker?: string;
  readonly payer?: string;
  readonly paidAt?: string;
  readonly reference?: string;
}

export interface Milestone {
  readonly number: number;
  readonly title: string;
  readonly due: string;
  readonly status: "planned" | "reported" | "verified" | "failed";
  readonly reportedBy?: string;
  readonly verifiedBy?: string;
  readonly reason?: string;
}

export interface Receipt {
  readonly id: string;
  /** 票据号码: one invoice is accounted for once. */
  readonly number: string;
  readonly category: string;
  readonly amount: Fen;
  readonly on: string;
  /** The person that was paid, by account; absent: a supplier. */
  readonly person?: string;
  readonly status: "added" | "accepted" | "refused";
  readonly reason?: string;
}

/** What the organization says an indicator is, and what the grid worker found on site. */
export interface Reading {
  readonly id: string;
  readonly indicator: string;
  readonly value: number;
  readonly grid: string;
  readonly on: string;
  readonly by: string;
  readonly check?: { readonly by: string; readonly confirmed: boolean; readonly value: number };
}

/** What case data came to; made again from the same days it is the same. */
export interface Measured {
  readonly before: number;
  readonly after: number;
  /** SHA-256 of the case ids that were counted. */
  readonly cases: string;
  readonly earned: Fen;
  readonly at: string;
}

export interface Evaluation {
  readonly kind: "midTerm" | "final";
  readonly result: "qualified" | "unqualified" | "deferred";
  readonly by: string;
  readonly reason: string;
  readonly at: string;
}

export interface Demand {
  readonly because: "unqualified" | "breach" | "unspent";
  /** All that is to come back, with what came back before. */
  readonly total: Fen;
  readonly dueAt: string;
}

export interface Exit {
  readonly kind: "handover" | "selfSustaining" | "stop";
  /** Who has on what was bought: an organization, for a purpose that is no private one. */
  readonly assetsTo: string;
  readonly purpose: string;
  readonly by: string;
}

export type Outcome = "completed" | "stopped" | "breached" | "exited" | "lapsed";

export interface Ban {
  readonly from: string;
  readonly until: string;
  readonly reason: string;
}

/** `offered`: no agreement yet. `ending`: what it comes to is known, and its money is settled. */
export interface Grant extends Offer {
  readonly status: "offered" | "active" | "ending" | "closed";
  readonly offeredAt: string;
  readonly signBy: string;
  readonly conditions?: Conditions;
  readonly signed: { readonly organization?: string; readonly office?: string };
  readonly agreedAt?: string;
  readonly firstTrancheBy?: string;
  readonly firstTrancheLate?: true;
  readonly tranches: readonly Tranche[];
  readonly milestones: readonly Milestone[];
  readonly evaluations: readonly Evaluation[];
  readonly receipts: readonly Receipt[];
  /** Of all receipts: what a grant is found by. */
  readonly receiptNumbers: readonly string[];
  readonly readings: readonly Reading[];
  readonly measured?: Measured;
  readonly paid: Fen;
  readonly repaid: Fen;
  readonly ownProven: Fen;
  readonly ownReferences: readonly string[];
  readonly repayments: readonly string[];
  readonly demand?: Demand;
  readonly outcome?: Outcome;
  readonly exit?: Exit;
  readonly ban?: Ban;
  /** The ban stands in the register of organizations. */
  readonly banned?: true;
  /** Movements that the book of the fund does not have yet. */
  readonly moves: readonly Move[];
  readonly lastMove: number;
  /** Absent: it waits for nothing by itself. */
  readonly wakeAt?: string;
  /** The book or the register of organizations has to be told something. */
  readonly owes?: true;
}

export type GrantState = Grant | { readonly status: "none" };
export const initialGrant: GrantState = { status: "none" };

/** Who asks, and who has ties to the organization: they are one side and never the other. */
export interface Caller {
  readonly account: string;
  readonly organization?: string | undefined;
}

interface Asks<Type extends string, Data = object> {
  readonly type: Type;
  readonly data: Data;
  readonly by: Caller;
  /** Accounts of the people of the organization. */
  readonly party: readonly string[];
  readonly at: string;
}

export type GrantCommand =
  | Asks<"OfferGrant", Offer>
  | Asks<"DraftAgreement", Conditions>
  | Asks<"SignAgreement">
  | Asks<"DeclineOffer">
  | Asks<"ReportMilestone", { readonly milestone: number }>
  | Asks<"VerifyMilestone", { readonly milestone: number; readonly passed: boolean; readonly reason: string }>
  | Asks<"Evaluate", Pick<Evaluation, "kind" | "result" | "reason">>
  | Asks<"RequestTranche", { readonly tranche: number }>
  | Asks<"ApproveTranche", { readonly tranche: number }>
  | Asks<"RefuseTranche", { readonly tranche: number }>
  | Asks<"PayTranche", { readonly tranche: number; readonly reference: string }>
  | Asks<"AddReceipt", Omit<Receipt, "status" | "reason">>
  | Asks<"JudgeReceipt", { readonly id: string; readonly accepted: boolean; readonly reason: string }>
  | Asks<"ProveOwn", { readonly reference: string; readonly amount: Fen }>
  | Asks<"ReadIndicator", Omit<Reading, "by" | "check">>
  | Asks<"CheckReading", { readonly id: string; readonly confirmed: boolean; readonly value: number }>
  | Asks<"MeasureOutcome", Pick<Measured, "before" | "after" | "cases">>
  | Asks<"DemandRepayment">
  | Asks<"RecordRepayment", { readonly reference: string; readonly amount: Fen }>
  | Asks<"DeclareBreach", { readonly reason: string }>
  | Asks<"ExitGrant", Omit<Exit, "by">>
  | Asks<"CloseGrant">
  | Asks<"WakeGrant">
  | Asks<"MarkPosted", { readonly number: number }>
  | Asks<"MarkBanned">;

interface Fact<Type extends string, Data = object> {
  readonly type: Type;
  readonly data: Data & { readonly at: string };
}

interface Moves {
  readonly moves: readonly Move[];
}

export type GrantEvent =
  | Fact<"GrantOffered", Offer & { readonly signBy: string }>
  | Fact<"AgreementDrafted", Conditions & { readonly by: string; readonly tranches: readonly PlannedTranche[] }>
  | Fact<"AgreementSigned", { readonly side: "organization" | "office"; readonly by: string }>
  | Fact<"GrantAgreed", Moves & { readonly firstTrancheBy: string }>
  | Fact<"GrantLapsed", Moves & { readonly declined: boolean }>
  | Fact<"MilestoneReported", { readonly milestone: number; readonly by: string }>
  | Fact<
      "MilestoneVerified",
      { readonly milestone: number; readonly passed: boolean; readonly reason: string; readonly by: string }
    >
  | Fact<"GrantEvaluated", Omit<Evaluation, "at">>
  | Fact<"TrancheRequested", { readonly tranche: number; readonly amount: Fen; readonly by: string }>
  | Fact<"TrancheApproved" | "TrancheRefused", { readonly tranche: number; readonly by: string }>
  | Fact<
      "TranchePaid",
      Moves & { readonly tranche: number; readonly amount: Fen; readonly by: string; readonly reference: string }
    >
  | Fact<"FirstTrancheLate">
  | Fact<"ReceiptAdded", Omit<Receipt, "status" | "reason"> & { readonly by: string }>
  | Fact<
      "ReceiptJudged",
      { readonly id: string; readonly accepted: boolean; readonly reason: string; readonly by: string }
    >
  | Fact<"OwnProven", Moves & { readonly reference: string; readonly amount: Fen; readonly by: string }>
  | Fact<"IndicatorRead", Omit<Reading, "check">>
  | Fact<
      "ReadingChecked",
      { readonly id: string; readonly confirmed: boolean; readonly value: number; readonly by: string }
    >
  | Fact<"OutcomeMeasured", Omit<Measured, "at">>
  | Fact<"RepaymentDemanded", Demand & { readonly amount: Fen; readonly by: string }>
  | Fact<"Repaid", Moves & { readonly reference: string; readonly amount: Fen }>
  | Fact<"BreachDeclared", Ban & { readonly by: string }>
  | Fact<"GrantExited", Exit>
  | Fact<"GrantClosed", Moves & { readonly used: Fen }>
  | Fact<"MovesPosted", { readonly number: number }>
  | Fact<"BanNoted">;

/** What the organization has of the grant now. */
export const netPaid = ({ paid, repaid }: Pick<Grant, "paid" | "repaid">): Fen => paid - repaid;

const acceptedOf = ({ receipts }: Pick<Grant, "receipts">): readonly Receipt[] =>
  receipts.filter(({ status }) => status === "accepted");

export const acceptedSum = (
  grant: Pick<Grant, "receipts">,
  isCounted: (receipt: Receipt) => boolean = () => true,
): Fen =>
  acceptedOf(grant)
    .filter(isCounted)
    .reduce((sum, { amount }) => sum + amount, 0);

/** What of the money with the organization is accounted for: by receipts, or by a final report where its rule asks for no receipts. */
export const provenOf = (grant: Grant): Fen => {
  const isReported = !grant.rule.receipts && (grant.outcome === "completed" || grant.outcome === "exited");
  return isReported ? netPaid(grant) : Math.min(netPaid(grant), acceptedSum(grant));
};

/** What stands verified of an indicator: the last reading that a grid worker looked at, with his value. */
export const verifiedValue = ({ readings }: Pick<Grant, "readings">, indicator: Indicator["id"]): number | undefined =>
  readings
    .filter((one) => one.indicator === indicator && one.check !== undefined)
    .toSorted((one, other) => (one.on < other.on ? -1 : one.on > other.on ? 1 : 0))
    .at(-1)?.check?.value;
