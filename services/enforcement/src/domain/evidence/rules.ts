import { reject } from "@wangge/kit/errors";
import type { ProcedureStep } from "../authority/index.ts";
import type { EvidenceKind } from "../law/index.ts";

/** 证据种类, as the editions list them; which of them a day knows, its edition says. */
export const EVIDENCE_KINDS = [
  "document",
  "physical",
  "audioVisual",
  "electronic",
  "witness",
  "party",
  "expert",
  "inspection",
] as const satisfies readonly EvidenceKind[];
export type { EvidenceKind };

/** 全过程记录: the forms that a step may be recorded in. */
export const RECORD_FORMS = ["text", "audio", "video"] as const;
export type RecordForm = (typeof RECORD_FORMS)[number];

/** An edition of the rules of evidence. */
export interface EvidenceRules {
  readonly version: string;
  readonly effectiveFrom: string;
  readonly kinds: readonly {
    readonly code: EvidenceKind;
    readonly zh: string;
    readonly en: string;
    readonly article: string;
  }[];
  /** 电子技术监控: absent where the law of the day says nothing of it. */
  readonly monitoring?: { readonly article: string } | undefined;
  readonly limits: { readonly maxBytes: number; readonly mostPerDossier: number };
  /** How long an offer of custody stands. */
  readonly offerHours: number;
  /** How far the time that somebody signed may be from the time it arrives. */
  readonly signatureMinutes: number;
  /** 全过程记录: any one of the forms will do for a step. */
  readonly recordings: readonly {
    readonly step: ProcedureStep;
    readonly forms: readonly RecordForm[];
    readonly article: string;
  }[];
}

/** @throws DomainError `enforcement.evidence.kind_unknown` */
export const kindBy = (rules: EvidenceRules, code: EvidenceKind) => {
  const kind = rules.kinds.find((one) => one.code === code);
  if (kind === undefined)
    throw reject("enforcement.evidence.kind_unknown", "The law of this day knows no such kind of evidence", {
      kind: code,
      edition: rules.version,
    });
  return kind;
};

export interface Recorded {
  readonly step?: string | undefined;
  readonly record?: RecordForm | undefined;
}

/** Steps that were taken and of which no record of a form that will do is there. */
export const missingRecordings = (
  rules: EvidenceRules,
  stepsTaken: readonly string[],
  items: readonly Recorded[],
): EvidenceRules["recordings"] =>
  rules.recordings.filter(
    ({ step, forms }) =>
      stepsTaken.includes(step) &&
      !items.some((item) => item.step === step && item.record !== undefined && forms.includes(item.record)),
  );
