/** 证据. One item each: what it is, who holds it, what was done with it. Names and words of people lie sealed beside it. */
import type { Point } from "@wangge/contracts/vocabulary";
import type { Competent, ProcedureStep } from "../dossier/words.ts";
import type { EvidenceKind, RecordForm } from "./rules.ts";

/** 来源: who or what gave it. */
export const ORIGINS = ["officer", "party", "witness", "expert", "authority", "monitoring"] as const;
export type Origin = (typeof ORIGINS)[number];

export const MEDIA_TYPES = [
  "image/jpeg",
  "image/png",
  "application/pdf",
  "video/mp4",
  "audio/mpeg",
  "audio/wav",
  "text/plain",
] as const;
export type MediaType = (typeof MEDIA_TYPES)[number];

/** The bytes as they were captured: never drawn anew, never altered. */
export interface Content {
  /** SHA-256, hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
  readonly mediaType: MediaType;
  /** Its name in the store of blobs. */
  readonly blob: string;
}

/** 物品: what lies in a store room. */
export interface Thing {
  /** 标签号 */
  readonly label: string;
  readonly count: number;
  readonly unit: string;
}

/** 电子技术监控设备: where it stands was published before it recorded. */
export interface Monitoring {
  readonly device: string;
  readonly site: string;
  /** 公布日期 and where: a gazette, a page. */
  readonly publishedOn: string;
  readonly publishedIn: string;
}

/** Who was by. An officer by his account; of anybody else the name is sealed under `name`. */
export type Witness =
  | { readonly role: "officer"; readonly account: string }
  | { readonly role: "party" | "bystander" | "representative"; readonly name: string };

/** 签名: Ed25519 over the canonical JSON of a statement, by the key that was on record for the account. */
export interface Signed {
  readonly account: string;
  readonly at: string;
  readonly key: string;
  readonly signature: string;
}

export const EXCLUSION_GROUNDS = [
  "illegalMeans",
  "forged",
  "unverifiable",
  "withoutCompetence",
  "surveillanceUnfit",
] as const;
export type ExclusionGround = (typeof EXCLUSION_GROUNDS)[number];

export const DISPOSALS = ["returned", "destroyed", "confiscated", "handedToJustice"] as const;
export type Disposal = (typeof DISPOSALS)[number];

/** 采集. All that stays as it was on the first day. */
export interface Capture {
  readonly dossierId: string;
  readonly kind: EvidenceKind;
  /** The rules of evidence of that day, and where the kind stands in them. */
  readonly edition: string;
  readonly article: string;
  readonly form: "original" | "copy";
  readonly origin: Origin;
  readonly capturedAt: string;
  readonly point?: Point | undefined;
  /** 采集设备 */
  readonly device?: string | undefined;
  /** Commits to title, description, provider and place, which lie sealed. */
  readonly words: string;
  readonly content?: Content | undefined;
  readonly thing?: Thing | undefined;
  readonly step?: ProcedureStep | undefined;
  /** 全过程记录 of that step. */
  readonly record?: RecordForm | undefined;
  readonly monitoring?: Monitoring | undefined;
}

export interface Custody {
  readonly holder: string;
  readonly place: string;
  readonly since: string;
}

export interface Offer {
  readonly from: string;
  readonly to: string;
  readonly place: string;
  readonly expiresAt: string;
  /** SHA-256 of the statement that was signed: the answer names it. */
  readonly statement: string;
}

export interface Kept extends Capture {
  readonly status: "kept" | "disposed";
  readonly capturedBy: readonly string[];
  readonly custody: Custody;
  readonly offer?: Offer | undefined;
  /** 封条号 */
  readonly seal?: string | undefined;
  readonly usedSeals: readonly string[];
  readonly copies: number;
  readonly expert?: { readonly institution: string; readonly opinion?: string | undefined } | undefined;
  readonly review?: { readonly fit: boolean } | undefined;
  readonly exclusion?: { readonly ground: ExclusionGround } | undefined;
  readonly disposal?: Disposal | undefined;
  /** How many names of witnesses are sealed beside it. */
  readonly names: number;
  /** 销毁: what was sealed beside it is gone, and its file with it. */
  readonly erased?: true | undefined;
}

export type EvidenceState = { readonly status: "none" } | Kept;

export interface EventData {
  readonly EvidenceCaptured: Capture & {
    readonly officers: readonly Competent[];
    readonly holder: string;
    readonly place: string;
    readonly seal?: string | undefined;
  };
  readonly CustodyOffered: {
    readonly from: string;
    readonly to: string;
    readonly place: string;
    readonly reason: string;
    readonly expiresAt: string;
    readonly statement: string;
    readonly signed: Signed;
  };
  readonly CustodyAccepted: { readonly offer: string; readonly seal?: string | undefined; readonly signed: Signed };
  readonly CustodyRefused: { readonly offer: string; readonly reason: string };
  readonly OfferWithdrawn: { readonly offer: string };
  readonly StorageMoved: { readonly place: string };
  readonly EvidenceSealed: { readonly seal: string; readonly witnesses: readonly Witness[] };
  readonly SealBroken: { readonly seal: string; readonly reason: string; readonly witnesses: readonly Witness[] };
  readonly CopiesMade: { readonly count: number; readonly purpose: string; readonly checkedBy: string };
  readonly ExpertAppointed: { readonly institution: string; readonly question: string };
  /** `opinion`: the evidence that holds it. */
  readonly ExpertAnswered: { readonly opinion: string };
  readonly MonitoringReviewed: {
    readonly officer: Competent;
    readonly article: string;
    /** 真实、清晰、完整、准确 */
    readonly genuine: boolean;
    readonly clear: boolean;
    readonly complete: boolean;
    readonly accurate: boolean;
    readonly fit: boolean;
  };
  readonly EvidenceExcluded: { readonly ground: ExclusionGround; readonly reason: string };
  readonly EvidenceDisposed: {
    readonly way: Disposal;
    readonly document: string;
    readonly approvedBy: string;
    readonly witnesses: readonly Witness[];
  };
  readonly WordsErased: { readonly basis: string; readonly order: string };
}
export type EventType = keyof EventData;
export type EvidenceEvent = {
  readonly [Type in EventType]: {
    readonly type: Type;
    readonly data: EventData[Type] & { readonly by: string; readonly at: string };
  };
}[EventType];

/** Free text of officers: may be removed by order of the law. */
export const REDACTABLE: Readonly<Partial<Record<EventType, readonly string[]>>> = {
  CustodyOffered: ["data.reason"],
  CustodyRefused: ["data.reason"],
  SealBroken: ["data.reason"],
  CopiesMade: ["data.purpose"],
  ExpertAppointed: ["data.question"],
  EvidenceExcluded: ["data.reason"],
};

/** Whether a decision may rest on it, and if not, why. */
export const standingOf = (state: Kept): "usable" | "excluded" | "unreviewed" | "unfit" => {
  if (state.exclusion !== undefined) return "excluded";
  if (state.monitoring === undefined) return "usable";
  if (state.review === undefined) return "unreviewed";
  return state.review.fit ? "usable" : "unfit";
};
