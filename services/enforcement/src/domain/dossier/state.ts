/** What a dossier is. Texts are in its history alone: what is removed there is nowhere. */
import type { Governing, Remedy, UrgentApproval } from "./events.ts";
import type {
  Act,
  Adopted,
  Day,
  Deadline,
  EvidenceIds,
  Fen,
  Finding,
  Instalment,
  MeasureKind,
  Norm,
  Party,
  Penalty,
  RemedyOutcome,
  ReviewGround,
  Source,
} from "./words.ts";

export const STATUSES = [
  "opened",
  "refused",
  "investigating",
  "proposed",
  "informed",
  "hearing",
  "decided",
  "delivered",
  "applied",
  "transferred",
  "annulled",
  "closed",
  "withdrawn",
  "handedOver",
] as const;
export type DossierStatus = (typeof STATUSES)[number];

export interface Investigator {
  readonly account: string;
  readonly force: string;
  readonly body: string;
  /** He may act no more, but has done so: he is no chair and no member of the discussion either. */
  readonly left?: true;
}

/** 登记保存, 查封扣押 */
export interface Measure {
  readonly id: string;
  readonly kind: MeasureKind;
  readonly evidence: EvidenceIds;
  /** `refused`: taken in an emergency, and the lead said no: to be given back at once. */
  readonly status: "approved" | "held" | "ended" | "lapsed" | "refused";
  readonly extended: boolean;
  /** 当场实施 and not decided by the lead yet. */
  readonly urgent?: (UrgentApproval & { readonly missed?: true }) | undefined;
}

export interface Proposal {
  readonly on: Day;
  readonly finding: Finding;
  readonly penalty: Penalty;
  readonly norm?: Norm | undefined;
  readonly hearingRight: boolean;
  readonly reviewGrounds: readonly ReviewGround[];
  readonly needsDiscussion: boolean;
  readonly evidence: EvidenceIds;
  /** 法定情节 */
  readonly circumstances: readonly string[];
}

/** 告知 and what came of it. */
export interface Informed {
  readonly on: Day;
  /** What the party was told: nothing heavier follows for having been answered. */
  readonly penalty: Penalty;
  readonly defence: "open" | "received" | "considered" | "waived" | "lapsed";
  readonly adopted?: Adopted | undefined;
  readonly hearing: "none" | "open" | "requested" | "scheduled" | "held" | "forgone" | "lapsed";
}

export interface Hearing {
  readonly requestedOn: Day;
  readonly on?: Day | undefined;
  readonly chair?: string | undefined;
  readonly members: readonly string[];
  readonly record?: string | undefined;
}

export interface Decision {
  readonly number: string;
  readonly procedure: "ordinary" | "summary";
  readonly finding: Finding;
  readonly penalty: Penalty;
  readonly body: string;
  readonly on: Day;
  readonly law: Governing;
  readonly norm?: Norm | undefined;
  readonly remedies: readonly Remedy[];
  readonly deliveredOn?: Day | undefined;
  readonly corrections: number;
  readonly annulled?: true;
  /** 生效 */
  readonly finalOn?: Day | undefined;
}

export interface Payment {
  readonly id: string;
  readonly amount: number;
  readonly on: Day;
  /** 当场收缴: who has it in his hands, until it is with the body and then in the bank. */
  readonly onSpot?: { readonly by: string; readonly handedInOn?: Day; readonly bankedInOn?: Day } | undefined;
}

/** 执行协议 */
export interface Agreement {
  readonly document: string;
  readonly on: Day;
  readonly instalments: readonly Instalment[];
  /** Of the surcharge; nothing is let off where the agreement is broken. */
  readonly letOff: Fen;
  readonly paidBefore: Fen;
  readonly broken?: true | undefined;
}

/** 退款 */
export interface Refund {
  readonly id: string;
  readonly amount: Fen;
  readonly proposedBy: string;
  readonly status: "proposed" | "approved" | "refused" | "paid";
  readonly decidedBy?: string | undefined;
  readonly paidOn?: Day | undefined;
}

export interface Execution {
  readonly payments: readonly Payment[];
  readonly instalments: readonly Instalment[];
  readonly agreement?: Agreement | undefined;
  readonly refunds?: readonly Refund[] | undefined;
  readonly urgedOn?: Day | undefined;
  readonly appliedOn?: Day | undefined;
  /** Other than money: what was done, by kind. */
  readonly performed: readonly string[];
  readonly court?: "refused" | "executed" | "ended" | undefined;
}

export interface RemedyCourse {
  readonly kind: "reconsideration" | "suit";
  readonly from: Day;
  readonly until?: Day | undefined;
  readonly outcome?: RemedyOutcome | undefined;
}

export interface IssuedDeadline extends Deadline {
  readonly status: "running" | "kept" | "passed";
}

export interface Dossier {
  readonly status: DossierStatus;
  readonly process: string;
  readonly procedure: "ordinary" | "summary";
  readonly number: string;
  readonly source: Source;
  readonly item: string;
  readonly body: string;
  readonly area: string;
  readonly party: Party;
  /** How often what is sealed of the party has changed. */
  readonly partyEdits: number;
  readonly act: Act;
  readonly operationId?: string | undefined;
  readonly openedAt: string;
  readonly openedBy: string;
  readonly filedOn?: Day | undefined;
  readonly filedBy?: string | undefined;
  readonly investigators: readonly Investigator[];
  readonly recusals: readonly { readonly account: string; readonly status: "asked" | "granted" | "refused" }[];
  readonly investigations: number;
  readonly measures: readonly Measure[];
  readonly proposal?: Proposal | undefined;
  readonly informed?: Informed | undefined;
  readonly hearing?: Hearing | undefined;
  /** Of the proposal as it stands; a new proposal or a hearing takes it away. */
  readonly review?: { readonly by: string; readonly passed: boolean } | undefined;
  readonly discussion?: { readonly members: readonly string[]; readonly carried: boolean } | undefined;
  /** 备案 of what was decided on the spot. */
  readonly summaryRecordedOn?: Day | undefined;
  readonly extensions: number;
  readonly decision?: Decision | undefined;
  readonly execution: Execution;
  readonly electronicConsent?: string | undefined;
  readonly publicity: "none" | "published" | "withdrawn";
  readonly remedies: readonly RemedyCourse[];
  readonly transfer?:
    { readonly to: string; readonly on: Day; readonly acknowledged?: boolean; readonly returnedOn?: Day } | undefined;
  readonly dispute?: { readonly with: string; readonly other: string; readonly settledFor?: string } | undefined;
  readonly deadlines: readonly IssuedDeadline[];
  /** The day on which it came to an end, as it stands; what is sealed is kept for a time from here. */
  readonly endedOn?: Day | undefined;
  readonly erased?: true | undefined;
  /** The day after the earliest last day that is still running: the sweep looks then. */
  readonly wakeOn?: Day | undefined;
}

export type DossierState = { readonly status: "none" } | Dossier;
