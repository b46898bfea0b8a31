import { chinaCalendarData as calendar } from "@wangge/calendar";
import { canonicalJson, signJws, type HistoryEntry, type PublicJwk, type SigningKey } from "@wangge/kit";
import { createHash } from "node:crypto";
import articles from "../../../data/certificate/rules.json" with { type: "json" };
import { courseOf, findingsOf, type CertificateRules, type Findings } from "../../domain/certificate/index.ts";
import { districtEditions, districtOn, type DossierEvent } from "../../domain/dossier/index.ts";
import type { EvidenceEvent } from "../../domain/evidence/index.ts";
import type { LawBook } from "../../domain/law/index.ts";
import { exportedHistory, type ExportedHistory } from "./entries.ts";

export const CERTIFICATE_TYP = "wangge-procedure-certificate+json";
export const certificateRules = articles as unknown as CertificateRules;

/** What it was judged by, in full: whoever checks it needs nothing of ours. */
export interface Bases {
  readonly law: LawBook["editions"];
  readonly district: typeof districtEditions;
  readonly calendar: typeof calendar;
  readonly rules: CertificateRules;
}

export interface Certificate extends Findings {
  readonly format: "wangge.procedure-certificate.v1";
  readonly dossierId: string;
  readonly number: string;
  readonly history: ExportedHistory;
  readonly evidence: readonly ExportedHistory[];
  readonly bases: Bases;
  /** SHA-256 of the canonical JSON of each, to be compared with what the office publishes. */
  readonly hashes: Readonly<Record<keyof Bases, string>>;
  readonly key: PublicJwk;
  /** JWS (EdDSA, typ `wangge-procedure-certificate+json`) over the canonical JSON of all the rest. */
  readonly signature: string;
}

export interface CertificateParts {
  readonly dossierId: string;
  readonly number: string;
  readonly history: readonly HistoryEntry<DossierEvent>[];
  readonly evidence: readonly { readonly id: string; readonly history: readonly HistoryEntry<EvidenceEvent>[] }[];
  readonly law: LawBook;
}

const hashOf = (value: unknown): string => createHash("sha256").update(canonicalJson(value)).digest("hex");

export const basesOf = (law: LawBook): Bases => ({
  law: law.editions,
  district: districtEditions,
  calendar,
  rules: certificateRules,
});

const isEvidenceEvent = (event: { readonly type: string }): boolean => event.type !== "FieldRedacted";

/** 程序证明. The same history is the same text: it speaks of the day of its last entry. */
export const certificateOf = (
  { dossierId, number, history, evidence, law }: CertificateParts,
  key: SigningKey,
): Certificate => {
  const findings = findingsOf({
    course: courseOf(history.map(({ event }) => event)),
    evidence: new Map(
      evidence.map((one) => [one.id, one.history.map(({ event }) => event).filter(isEvidenceEvent)] as const),
    ),
    law,
    districtOn,
    rules: certificateRules,
  });
  const bases = basesOf(law);
  const body = {
    format: "wangge.procedure-certificate.v1" as const,
    dossierId,
    number,
    ...findings,
    history: exportedHistory("enforcement.dossier", dossierId, history),
    evidence: evidence.map((one) => exportedHistory("enforcement.evidence", one.id, one.history)),
    bases,
    hashes: {
      law: hashOf(bases.law),
      district: hashOf(bases.district),
      calendar: hashOf(bases.calendar),
      rules: hashOf(bases.rules),
    },
    key: key.publicJwk,
  };
  return { ...body, signature: signJws(CERTIFICATE_TYP, canonicalJson(body), key).signature };
};
