/** The words that commands, events and the state of a dossier share. */

import type { Competence, Competent, Norm, PenaltyKind } from "../authority/index.ts";
import type { Day, Fen, Period } from "../law/index.ts";

export type { Competence, Competent, Day, Fen, Norm, PenaltyKind, Period };
export type { ProcedureStep } from "../authority/index.ts";

/** Another officer who acts with who asks, and what the registers say of him for this step, today. */
export interface Colleague {
  readonly account: string;
  readonly competence: Competence;
}

/** Who asks. `competence`: what the registers say of him for this step, today. */
export interface Caller {
  readonly account: string;
  readonly roles: readonly string[];
  readonly body?: string | undefined;
  readonly competence?: Competence | undefined;
}

/** Who did it, as it is recorded: in which role, for which body. */
export interface Acting {
  readonly account: string;
  readonly role?: string | undefined;
  readonly body?: string | undefined;
  readonly competence?: Competent | undefined;
}

/** 立案来源 */
export type Source =
  | { readonly kind: "case"; readonly caseId: string }
  | { readonly kind: "inspection" | "report" | "transfer"; readonly reference?: string | undefined };

/** 当事人. Name, number, phone and address lie sealed beside the state. */
export interface Party {
  readonly kind: "citizen" | "organization";
  /** Accounts of officers that are related to him or have an interest (回避). */
  readonly related: readonly string[];
}

/** 违法行为 */
export interface Act {
  /** Tells one act from another, in whatever dossiers it appears: 一事不再罚. */
  readonly actId: string;
  readonly committedOn: Day;
  /** 连续或继续状态: the day on which it ended; absent: on the day itself. */
  readonly endedOn?: Day | undefined;
  readonly foundOn: Day;
  /** 危害生命健康安全、金融安全且有危害后果: the longer limitation. */
  readonly harmful: boolean;
}

/** What is proposed or decided against the party; fines and confiscations in fen. */
export interface Penalty {
  readonly kinds: readonly PenaltyKind[];
  readonly fine: Fen;
  readonly confiscated: Fen;
}

/** 裁量. What the benchmark said; a deviation has its reason. */
export interface Discretion {
  readonly benchmark: string;
  /** By which of its rules. */
  readonly rules: readonly string[];
  /** 法定情节 that are met: they also say whether a later law is milder. */
  readonly circumstances: readonly string[];
  /** `exempt`: the law says that there is no penalty. */
  readonly outcome: "fine" | "exempt" | "mayExempt";
  readonly range: { readonly least: Fen; readonly most: Fen };
  readonly deviation?: string | undefined;
}

/** 结论: what an investigation comes to (第五十七条). */
export type Finding = "penalty" | "exempt" | "notEstablished" | "crime";

/** 法制审核的情形 that the officers name themselves; that there was a hearing is seen. */
export const REVIEW_GROUNDS = ["publicInterest", "complex", "prescribed"] as const;
export type ReviewGround = (typeof REVIEW_GROUNDS)[number];

export type MeasureKind = "preservation" | "seizure";

/** 清单. What was seized stands on a list that is handed over at once, with the decision. */
export interface Handover {
  /** 查封、扣押清单: the evidence. */
  readonly list: string;
  /** Who is not there, or is nobody's, has a witness in his place. */
  readonly signed: "signed" | "refused" | "absent";
  readonly witnesses?: readonly string[] | undefined;
}

/** 送达方式 */
export const DELIVERY_METHODS = ["direct", "left", "mail", "entrusted", "forwarded", "notice", "electronic"] as const;
export type DeliveryMethod = (typeof DELIVERY_METHODS)[number];

export interface Delivery {
  readonly method: DeliveryMethod;
  /** The day on which it counts as delivered, but of a public notice: the day on which that was put up. */
  readonly on: Day;
  /** 送达回证: the evidence that proves it. */
  readonly receipt: string;
  /** 留置送达: who saw it, or `video`. */
  readonly witnesses?: readonly string[] | undefined;
  /** 电子送达确认书: the party's consent in writing. */
  readonly consent?: string | undefined;
  /** 公告送达: the methods that failed before. */
  readonly failed?: readonly DeliveryMethod[] | undefined;
}

/** What a deadline is for. */
export const PURPOSES = [
  "preservation",
  "seizure",
  "release",
  "defence",
  "hearingRequest",
  "hearingNotice",
  "decision",
  "delivery",
  "payment",
  "surchargeCap",
  "handIn",
  "bankIn",
  "summaryRecord",
  "reconsideration",
  "suit",
  "suitAfterReconsideration",
  "urgeAnswer",
  "courtApplication",
  "publicityWithdrawal",
] as const;
export type Purpose = (typeof PURPOSES)[number];

/** 期限. Issued once, with where it comes from: a later edition of law or calendar leaves it alone. */
export interface Deadline {
  readonly purpose: Purpose;
  /** Tells several of one purpose apart: a preservation, an instalment. */
  readonly of?: string | undefined;
  readonly lastDay: Day;
  /** `penalty@2021`, or the district's own rules. */
  readonly edition: string;
  readonly article: string;
  /** The day that it is counted from; itself not counted. */
  readonly from: Day;
  readonly period: Period;
}

/** 复议决定, 判决. `ordered`: annulled, and to be decided anew. */
export const REMEDY_OUTCOMES = ["upheld", "annulled", "ordered", "changed", "withdrawn"] as const;
export type RemedyOutcome = (typeof REMEDY_OUTCOMES)[number];

/** A part of what is owed, and its last day. */
export interface Instalment {
  readonly amount: Fen;
  readonly payBy: Day;
}

/** 陈述申辩 and its consideration. */
export type Adopted = "full" | "partly" | "none";

/** The evidence that a text or a step refers to. */
export type EvidenceIds = readonly string[];
