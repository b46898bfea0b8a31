/** 程序证明. What was looked at, by which rule, what was found, and whether that is as it must be. */
import type { DossierEvent, EventType } from "../dossier/index.ts";
import type { DistrictRules } from "../dossier/rules.ts";
import type { Day, ProcedureStep, Purpose } from "../dossier/words.ts";
import type { EvidenceEvent } from "../evidence/index.ts";
import type { LawBook } from "../law/index.ts";

/** `met`; `open`, where it may still be done; else what is wrong with it or why it no longer matters. */
export const VERDICTS = ["met", "breached", "late", "overdue", "open", "lapsed", "superseded", "ended"] as const;
export type Verdict = (typeof VERDICTS)[number];
export const isBreach = (verdict: Verdict): boolean => ["breached", "late", "overdue"].includes(verdict);

export interface Check {
  readonly code: string;
  /** Which entry of the dossier's history it is about. */
  readonly entry: number;
  /** Whom or what of it: an officer, a deadline, an item of evidence. */
  readonly of?: string | undefined;
  readonly rule: { readonly edition: string; readonly article: string };
  readonly required: Readonly<Record<string, unknown>>;
  readonly found: Readonly<Record<string, unknown>>;
  readonly verdict: Verdict;
}

export interface CertificateRules {
  readonly version: string;
  readonly articles: Readonly<Record<string, Readonly<Record<"informed" | "heard" | "decider" | "governing", string>>>>;
  /** What whoever took the step had to be competent for. */
  readonly steps: Readonly<Partial<Record<EventType, ProcedureStep>>>;
  /** Taken part in by office: whoever does needs no enforcement certificate. */
  readonly byOffice: readonly ProcedureStep[];
  /** Steps of a lead who names others: those count, he does not. */
  readonly namesOfficers: readonly EventType[];
  readonly together: readonly EventType[];
  /** What keeps a deadline; `binds`: the body must keep it, else a right or a measure ends with it. */
  readonly kept: Readonly<Partial<Record<Purpose, { readonly by: readonly EventType[]; readonly binds: boolean }>>>;
  readonly ends: readonly EventType[];
}

export interface Placed<Event extends DossierEvent = DossierEvent> {
  readonly entry: number;
  readonly on: Day;
  readonly event: Event;
}

/** All that a certificate is made of. */
export interface Proceeding {
  readonly course: readonly Placed[];
  readonly evidence: ReadonlyMap<string, readonly EvidenceEvent[]>;
  readonly law: LawBook;
  readonly districtOn: (day: Day) => DistrictRules;
  readonly rules: CertificateRules;
}
