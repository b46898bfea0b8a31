/** 政府购买服务. One purchase from the need to its closing; what is not there yet has not happened. */
import type { Fen } from "../money.ts";
import type { Method } from "./rules.ts";

export interface Buyer {
  readonly kind: "department" | "street" | "community";
  readonly code: string;
}

/** 采购需求 */
export interface Need {
  readonly title: string;
  readonly reason: string;
  readonly buyer: Buyer;
  /** 服务类别 */
  readonly serviceClass: string;
  /** 预算项目 */
  readonly budgetLine: string;
  readonly amount: Fen;
  readonly from: string;
  readonly until: string;
  readonly method: Method;
  /** 单一来源: the only one who can do it, and why. */
  readonly single?: { readonly supplier: string; readonly why: string };
}

/** `price` is counted by the formula; every other criterion is judged. */
export const PRICE = "price";

export interface Criterion {
  readonly code: string;
  readonly label: string;
  /** Of 100. */
  readonly weight: number;
}

/** 供应商资格, besides being registered, with its reports and without a ban. */
export interface Eligibility {
  /** Forms of organization that may bid; none named: all. */
  readonly forms: readonly string[];
  readonly yearsRegistered: number;
}

/** 采购公告 */
export interface Call {
  readonly closesAt: string;
  readonly criteria: readonly Criterion[];
  readonly eligibility: Eligibility;
  readonly documents: readonly { readonly title: string; readonly digest: string }[];
}

export interface Offer {
  readonly amount: Fen;
  readonly plan: string;
}

/** Why a bid does not count: over the budget, a bidder of the same house, no longer eligible, or a challenge upheld. */
export type BidFault = "overBudget" | "sameHouse" | "notEligible" | "excluded";

/** 投标. Before the opening nobody can read what is in `sealed`, and nobody is shown that there is a bid. */
export interface Bid {
  readonly id: string;
  readonly organization: string;
  readonly handedAt: string;
  readonly sealed: string;
  readonly offer?: Offer;
  readonly fault?: BidFault;
}

/** `named`: has said nothing of ties yet, and sees nothing. `replaced`: somebody else came in its place. */
export interface Member {
  readonly account: string;
  readonly standing: "named" | "declared" | "recused" | "replaced";
}

/** Points of one member for one bid, 0–100 for each criterion but the price. */
export interface Score {
  readonly by: string;
  readonly bid: string;
  readonly points: Readonly<Record<string, number>>;
}

/** Points in ten-thousandths. */
export interface Ranked {
  readonly bid: string;
  readonly organization: string;
  readonly amount: Fen;
  readonly price: number;
  readonly quality: number;
  readonly total: number;
}

/** 拟成交结果, as it is made public. */
export interface Proposal {
  readonly round: number;
  readonly supplier: string;
  readonly amount: Fen;
  /** The best first; empty where there was no competition. */
  readonly ranking: readonly Ranked[];
  readonly publicityUntil: string;
  readonly proposedAt: string;
  readonly by: string;
}

/** 质疑 of one proposal. */
export interface Challenge {
  readonly id: string;
  readonly round: number;
  readonly organization: string;
  readonly grounds: string;
  readonly madeAt: string;
  readonly answerBy: string;
  readonly late?: true;
  readonly answer?: { readonly upheld: boolean; readonly reason: string; readonly by: string; readonly at: string };
}

export interface Milestone {
  readonly id: string;
  readonly title: string;
  readonly amount: Fen;
  readonly due: string;
}

export interface MilestoneState extends Milestone {
  readonly status: "due" | "delivered" | "accepted";
  readonly deliveredAt?: string;
  readonly judgedAt?: string;
}

export interface Addition {
  readonly milestone: string;
  readonly amount: Fen;
  readonly reason: string;
  readonly at: string;
}

export interface Contract {
  readonly number: string;
  /** As it was signed; what was added stands beside it. */
  readonly amount: Fen;
  readonly from: string;
  readonly until: string;
  readonly manager: string;
  readonly signedAt: string;
  readonly milestones: readonly MilestoneState[];
  readonly additions: readonly Addition[];
}

/** 支付: asked for by one, decided by another. */
export interface Payment {
  readonly id: string;
  readonly milestone: string;
  readonly amount: Fen;
  readonly askedBy: string;
  readonly askedAt: string;
  readonly status: "asked" | "paid" | "refused";
  readonly decidedBy?: string;
  readonly decidedAt?: string;
}

/**
 * Why purchases look like one that was cut in pieces (化整为零): `sameLine` is the rule of the law, one budget line and class within a
 * fiscal year; `sameSubject` and `sameHouse` are signs of it where the lines differ.
 */
export type FindingKind = "sameLine" | "sameSubject" | "sameHouse";

export interface Finding {
  readonly kind: FindingKind;
  readonly purchases: readonly string[];
  /** Of them and this one together. */
  readonly sum: Fen;
  readonly threshold: Fen;
  readonly answer?: FindingAnswer;
}

/** Why it is none all the same. The first two are those that the law has. */
export interface FindingAnswer {
  readonly kind: "budgetAdjusted" | "otherwiseApproved" | "otherSubject";
  readonly reason: string;
  readonly by: string;
  readonly at: string;
}

export type PurchaseStatus =
  /** Waits for approval. */
  | "stated"
  | "refused"
  | "approved"
  /** The call is open, or closed and not yet opened. */
  | "published"
  | "opened"
  /** In publicity: challenges may come. */
  | "proposed"
  | "awarded"
  | "contracted"
  | "closed"
  | "terminated"
  /** 废标: by the rules. */
  | "failed"
  /** 终止采购: by the buyer. */
  | "cancelled";

export interface Purchase {
  readonly status: PurchaseStatus;
  readonly need: Need;
  readonly statedBy: string;
  readonly statedAt: string;
  readonly approvedBy?: string;
  /** The rules of this instant hold for the rest of it. */
  readonly approvedAt?: string;
  readonly findings: readonly Finding[];
  readonly call?: Call;
  readonly publishedAt?: string;
  readonly bids: readonly Bid[];
  /** Who was at the opening. */
  readonly attended: readonly string[];
  readonly openedAt?: string;
  readonly committee: readonly Member[];
  readonly scores: readonly Score[];
  readonly proposal?: Proposal;
  /** Proposals that a challenge brought down. */
  readonly setAside: readonly Proposal[];
  readonly challenges: readonly Challenge[];
  readonly award?: {
    readonly supplier: string;
    readonly amount: Fen;
    readonly at: string;
    readonly contractBy: string;
  };
  readonly contract?: Contract;
  readonly payments: readonly Payment[];
  /** How it ended, if not as it should. */
  readonly ended?: { readonly at: string; readonly reason: string };
  /** 履约评价, 0–100. */
  readonly evaluation?: { readonly grade: number; readonly note: string; readonly at: string };
  /** When to look what is due by itself. */
  readonly wakeAt?: string;
}

export type PurchaseState = { readonly status: "none" } | Purchase;

export const initial: PurchaseState = { status: "none" };

/** Bids that were opened and count. */
export const countedBids = ({ bids }: Purchase): readonly (Bid & { readonly offer: Offer })[] =>
  bids.flatMap((bid) => (bid.offer === undefined || bid.fault !== undefined ? [] : [{ ...bid, offer: bid.offer }]));

export const openChallenges = ({ challenges, proposal }: Purchase): readonly Challenge[] =>
  challenges.filter(({ round, answer }) => round === proposal?.round && answer === undefined);

export const unanswered = ({ findings }: Purchase): readonly Finding[] =>
  findings.filter(({ answer }) => answer === undefined);

/** Whoever may gain from it: all bidders, and the one supplier that a need names. */
export const interestedOrganizations = ({ bids, need }: Purchase): readonly string[] => [
  ...new Set([
    ...bids.map(({ organization }) => organization),
    ...(need.single === undefined ? [] : [need.single.supplier]),
  ]),
];
