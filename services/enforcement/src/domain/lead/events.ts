import type { CaseFact } from "./commands.ts";
import type { CaseClock, DeclineReason, LeadOutcome } from "./lead.ts";

type Fact<Type extends string, Data = unknown> = {
  readonly type: Type;
  readonly data: Data & { readonly at: string };
};

export type LeadEvent =
  | Fact<"CaseHeard", CaseFact>
  | Fact<"ClockHeard", CaseClock>
  /** With the body, and nobody has taken it up: its clock runs. */
  | Fact<"LeadOpened", { readonly acceptBy: string; readonly calendar: string }>
  | Fact<"LeadAccepted", { readonly by: string }>
  | Fact<"LeadDeclined", { readonly by: string; readonly reason: DeclineReason }>
  | Fact<"LeadConcluded", { readonly by: string; readonly outcome: LeadOutcome }>
  /** The answer is told once more: the case could not take it the first time. */
  | Fact<"AnswerRepeated">
  | Fact<"DossierLinked", { readonly dossierId: string; readonly attempt?: number }>
  | Fact<"DossierEnded", { readonly dossierId: string; readonly outcome: LeadOutcome }>
  | Fact<"LeadOverdue", { readonly acceptBy: string }>;
