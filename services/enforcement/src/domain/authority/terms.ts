/** 权责与执法资格. Which body decides what by which law, who may act for it, and on which days. */
import type { Day, Fen, Text } from "../law/index.ts";

/** 交警 巡警 社区民警 刑警 消防 城管 综治 */
export const FORCES = ["traffic", "patrol", "community", "criminal", "fire", "urbanManagement", "governance"] as const;
export type Force = (typeof FORCES)[number];

/** Whose powers a force has: those of the police are nobody else's, and the police have no others. */
export type ForceFamily = "police" | "fire" | "civil";

/** 环节. What may be done in a dossier; each needs a competent person on that day. */
export const PROCEDURE_STEPS = [
  "file",
  "investigate",
  "preserve",
  "seize",
  "inform",
  "hear",
  "review",
  "discuss",
  "decide",
  "summary",
  "deliver",
  "collect",
  "urge",
  "execute",
  "close",
  "withdraw",
  "transfer",
] as const;
export type ProcedureStep = (typeof PROCEDURE_STEPS)[number];

/** 处罚种类 */
export const PENALTY_KINDS = [
  "warning",
  "fine",
  "confiscation",
  "lowerQualification",
  "revokeLicence",
  "stopBusiness",
  "restrictOccupation",
  "detention",
] as const;
export type PenaltyKind = (typeof PENALTY_KINDS)[number];

/** 法律依据. One provision that forbids the act and says what follows. */
export interface Norm {
  /** `norm-0001`; stays the same over the editions of its law. */
  readonly code: string;
  /** 法律名称, with its edition. */
  readonly title: string;
  readonly article: string;
  readonly penalties: readonly PenaltyKind[];
  /** Absent where it knows no fine. */
  readonly fine?: { readonly least: Fen; readonly most: Fen } | undefined;
}

/** 授权: the delegate decides in its own name. 委托: it acts, and decides, in the name of the body that entrusts it. */
export interface Delegation {
  readonly kind: "authorisation" | "entrustment";
  /** 受权/受委托 body. */
  readonly to: string;
  /** 公布的决定. Without a day of publication it gives nothing. */
  readonly decision: {
    readonly title: string;
    readonly number?: string | undefined;
    readonly publishedOn?: Day | undefined;
  };
  readonly from: Day;
  /** Its last day. */
  readonly until?: Day | undefined;
  /** What of the item's steps is handed down; absent: all of them. */
  readonly steps?: readonly ProcedureStep[] | undefined;
}

/** 事项内容. What one version of a power item says. */
export interface PowerItemContent {
  readonly name: Text;
  /** 行政处罚, 行政强制, 行政检查 */
  readonly kind: "penalty" | "compulsion" | "inspection";
  readonly norms: readonly Norm[];
  readonly family: ForceFamily;
  /** 法定机关: the body whose power it is by law; it decides, unless authorisation has handed that to another. */
  readonly body: string;
  readonly delegation?: Delegation | undefined;
  readonly steps: readonly ProcedureStep[];
  readonly forces: readonly Force[];
  /** Codes of districts or streets; what lies below them is in. */
  readonly areas: readonly string[];
  /** Not read in the district's own list, but made for this project. */
  readonly standIn: boolean;
  /** Fields that are supposed and not known. */
  readonly assumed: readonly string[];
}

export interface PowerItemVersion {
  /** `power-0001@2` */
  readonly id: string;
  readonly content: PowerItemContent;
  /** SHA-256 of the canonical content, hex. */
  readonly hash: string;
  readonly effectiveFrom: Day;
  readonly draftedBy: string;
  readonly publishedBy: string;
  readonly publishedAt: string;
}

/** 权责事项. Versions by their first day, oldest first. */
export interface PowerItem {
  readonly code: string;
  readonly versions: readonly PowerItemVersion[];
  readonly draft?: { readonly content: PowerItemContent; readonly hash: string; readonly by: string } | undefined;
  /** 取消: not in force from this day on. Final. */
  readonly withdrawnFrom?: Day | undefined;
}

/** 执法证. Its number is kept as a keyed hash; the last four are for the eye. */
export interface Certificate {
  readonly hash: string;
  readonly last4: string;
  readonly issuedOn: Day;
  /** Its last day. */
  readonly expiresOn: Day;
}

/** 任职. What an officer is, and may do, from a day on, until the next posting. */
export interface Posting {
  readonly from: Day;
  readonly force: Force;
  /** The body whose officer this is: a department, or a street. */
  readonly body: string;
  /** 执法队 */
  readonly team?: string | undefined;
  readonly areas: readonly string[];
  /** Power items held: `power-0001`. */
  readonly powers: readonly string[];
  readonly steps: readonly ProcedureStep[];
}

export interface Suspension {
  readonly from: Day;
  /** The first day on which it no longer holds. */
  readonly until?: Day | undefined;
  readonly reason: string;
}

/** 执法人员, by account. Everything dated: what he may do is asked of a day. */
export interface Officer {
  readonly account: string;
  readonly postings: readonly Posting[];
  readonly certificates: readonly Certificate[];
  /** Those of the certificates once more: what a store can look for. */
  readonly certificateHashes: readonly string[];
  readonly suspensions: readonly Suspension[];
  readonly revokedFrom?: Day | undefined;
  /** 国家统一法律职业资格, for legal review. */
  readonly legalQualificationFrom?: Day | undefined;
}

export type OfficerState =
  | { readonly status: "none" }
  | ({ readonly status: "registered" } & Officer)
  | ({ readonly status: "revoked" } & Officer);
export type PowerItemState =
  { readonly status: "none" } | ({ readonly status: "draft" | "published" | "withdrawn" } & PowerItem);

/** Why somebody may not do a step. As a refusal: `enforcement.authority.<reason>`. */
export const INCOMPETENCE = [
  "not_registered",
  "not_posted",
  "revoked",
  "suspended",
  "no_certificate",
  "certificate_expired",
  "police_power",
  "not_police_work",
  "wrong_force",
  "other_body",
  "outside_area",
  "power_not_held",
  "step_not_held",
  "no_legal_qualification",
  "item_not_in_force",
  "item_outside_area",
  "step_not_allowed",
  "delegation_not_published",
  "delegation_not_begun",
  "delegation_expired",
  "step_not_delegated",
] as const;
export type Incompetence = (typeof INCOMPETENCE)[number];

/** What makes an officer competent, as a fact that can be written down and checked again without the registers. */
export interface Competent {
  readonly ok: true;
  /** His account. */
  readonly officer: string;
  readonly force: Force;
  /** The body that he is of. */
  readonly body: string;
  readonly step: ProcedureStep;
  readonly area: string;
  readonly on: Day;
  /** Absent only where he takes part by office: legal review and collective discussion. */
  readonly certificate?: Pick<Certificate, "hash" | "issuedOn" | "expiresOn"> | undefined;
  /** Power items that he holds on this day. */
  readonly powers: readonly string[];
  /** `power-0001@2` */
  readonly item: string;
  readonly itemHash: string;
  /** In whose name it is decided. */
  readonly decidingBody: string;
  /** Where he acts by it. */
  readonly delegation?: Delegation | undefined;
}

export type Competence = Competent | { readonly ok: false; readonly reasons: readonly Incompetence[] };

export interface CompetenceQuestion {
  readonly officer: OfficerState | undefined;
  readonly item: PowerItemState | undefined;
  readonly step: ProcedureStep;
  /** Code of the street or district where it is done. */
  readonly area: string;
  readonly on: Day;
}
