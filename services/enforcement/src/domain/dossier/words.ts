/** The words that commands, events and the state of a dossier share. */

/** A day of the district, Asia/Shanghai: `2021-07-15`. */
export type Day = string;

/** 环节. What an officer may be competent for; a power item names the steps that it allows. */
export const STEPS = [
  "file",
  "investigate",
  "preserve",
  "seize",
  "inform",
  "hear",
  "review",
  "decide",
  "summary",
  "deliver",
  "execute",
  "close",
] as const;
export type ProcedureStep = (typeof STEPS)[number];

/** What the registers said of an officer on the day of the act: recorded with it, so that it can be checked again without them. */
export interface Competent {
  readonly ok: true;
  readonly account: string;
  readonly step: ProcedureStep;
  readonly on: Day;
  /** The street or district that he acted in. */
  readonly area: string;
  readonly force: string;
  /** The body that he belongs to. */
  readonly body: string;
  readonly certificate: { readonly hash: string; readonly issuedOn: Day; readonly expiresOn: Day };
  /** `power-0001@2`: the version of the power item in force on that day. */
  readonly item: string;
  readonly decidingBody: string;
  readonly delegation?: Delegation | undefined;
}

export interface Incompetent {
  readonly ok: false;
  readonly account: string;
  readonly step: ProcedureStep;
  readonly on: Day;
  readonly reasons: readonly string[];
}

export type CompetenceFact = Competent | Incompetent;

/** 授权, 委托. By which document another body or team acts, and until when. */
export interface Delegation {
  readonly kind: "authorisation" | "entrustment";
  /** 文号 */
  readonly document: string;
  readonly from: Day;
  readonly until?: Day | undefined;
}

/** Who asks. `competence`: what the registers say of him for this step, today. */
export interface Caller {
  readonly account: string;
  readonly roles: readonly string[];
  readonly body?: string | undefined;
  readonly competence?: CompetenceFact | undefined;
}

/** Who did it, as it is recorded. */
export interface Acting {
  readonly account: string;
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

/** 处罚种类 */
export const PENALTY_KINDS = [
  "warning",
  "criticism",
  "fine",
  "confiscateGains",
  "confiscateGoods",
  "suspendLicence",
  "lowerQualification",
  "revokeLicence",
  "restrictBusiness",
  "suspendBusiness",
  "closeBusiness",
  "restrictProfession",
  "detention",
] as const;
export type PenaltyKind = (typeof PENALTY_KINDS)[number];

/** 法律规范. One rule that the act violates, and what it allows. Fines in fen. */
export interface Norm {
  /** `城市市容和环境卫生管理条例 第三十四条` */
  readonly basis: string;
  readonly kinds: readonly PenaltyKind[];
  readonly fine?: { readonly min: number; readonly max: number } | undefined;
}

/** What is proposed or decided against the party; fines and confiscations in fen. */
export interface Penalty {
  readonly kinds: readonly PenaltyKind[];
  readonly fine: number;
  readonly confiscated: number;
}

/** 裁量. What the benchmark said; a deviation has its reason. */
export interface Discretion {
  readonly benchmark: string;
  readonly rules: readonly string[];
  readonly range: { readonly min: number; readonly max: number };
  readonly deviation?: string | undefined;
}

/** 结论: what an investigation comes to (第五十七条). */
export type Finding = "penalty" | "exempt" | "notEstablished" | "crime";

/** 法制审核的情形 (第五十八条), and what makes a matter one for collective discussion. */
export const REVIEW_GROUNDS = ["publicInterest", "majorRights", "complexFacts", "otherLaw"] as const;
export type ReviewGround = (typeof REVIEW_GROUNDS)[number];

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
  readonly amount: number;
  readonly unit: "workingDay" | "day" | "month" | "year";
}

/** 陈述申辩 and its consideration. */
export type Adopted = "full" | "partly" | "none";

/** The evidence that a text or a step refers to. */
export type EvidenceIds = readonly string[];
