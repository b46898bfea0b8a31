import type { Form } from "./organization.ts";

/** What a form has to have to be registered. */
export interface FormRule {
  readonly code: Form;
  /** First two characters of its credit code. Absent: it cannot be registered. */
  readonly category?: string | undefined;
  /** Any of these is enough. */
  readonly members?: { readonly individuals: number; readonly units: number; readonly mixed: number } | undefined;
}

/** One edition of what the law and the district ask of organizations. */
export interface OrganizationRules {
  readonly version: string;
  readonly forms: readonly FormRule[];
  readonly decisionDays: number;
  /** Last days in the year after: `03-31`. */
  readonly reports: { readonly supervisor: string; readonly registrar: string };
  /** Whole years of a ban, by reason. */
  readonly banYears: Readonly<Record<string, number>>;
  /** Agreements of a hub: how long at most, what graduation asks for, and how long after its end the tie makes partial. */
  readonly hubs: { readonly mostMonths: number; readonly leastMinutes: number; readonly tieMonths: number };
}
export type RulesAt = (at: string) => OrganizationRules;
