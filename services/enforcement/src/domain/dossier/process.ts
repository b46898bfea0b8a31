/** 流程. Which steps there are, in which status, for whom, under which guards, with which limits. A dossier stays with its edition. */
import first from "../../../data/dossier/process.json" with { type: "json" };
import type { ProcedureStep } from "../authority/index.ts";
import type { StatuteCode } from "../law/index.ts";
import type { CommandType } from "./commands.ts";
import { STATUSES, type DossierStatus } from "./state.ts";

export interface Step {
  readonly command: CommandType;
  readonly from: readonly (DossierStatus | "none")[];
  /** In which of these roles; empty: only the service itself. */
  readonly roles: readonly string[];
  /** What each who takes it must be competent for. */
  readonly competence?: ProcedureStep | undefined;
  /** Names of `guards.ts`. */
  readonly guards: readonly string[];
  /** The refusal where the status does not allow it. */
  readonly refusal: string;
}

/** Where a limit comes from, and whom it binds: without `missedBy` a right or a measure ends with it. */
export type Term = { readonly missedBy?: "body" | "party" | undefined } & (
  { readonly statute: StatuteCode; readonly figure: string } | { readonly district: string }
);

export interface Process {
  readonly version: string;
  readonly effectiveFrom: string;
  readonly statuses: Readonly<
    Record<DossierStatus, { readonly name: { readonly zh: string; readonly en: string }; readonly end?: boolean }>
  >;
  readonly steps: readonly Step[];
  readonly terms: Readonly<Record<string, Term>>;
}

export const firstProcess = first as unknown as Process;

export const stepOf = (process: Process, command: CommandType): Step | undefined =>
  process.steps.find((step) => step.command === command);

interface Known {
  readonly guards: ReadonlySet<string>;
  readonly refusals: ReadonlySet<string>;
  readonly districtPeriods: ReadonlySet<string>;
  readonly figures: (statute: StatuteCode) => ReadonlySet<string>;
}

/** What is wrong with an edition; empty where it may be gone by. */
export const problemsOfProcess = ({ steps, statuses, terms }: Process, known: Known): readonly string[] => {
  const problems: string[] = [];
  const commands = new Set<string>();
  const from = new Set<string>();
  for (const step of steps) {
    if (commands.has(step.command)) problems.push(`${step.command} has two steps`);
    commands.add(step.command);
    for (const status of step.from) {
      from.add(status);
      if (status !== "none" && !(status in statuses)) problems.push(`${step.command}: unknown status ${status}`);
    }
    for (const guard of step.guards)
      if (!known.guards.has(guard)) problems.push(`${step.command}: unknown guard ${guard}`);
    if (!known.refusals.has(step.refusal)) problems.push(`${step.command}: unknown refusal ${step.refusal}`);
    if (step.competence === undefined && step.guards.includes("competent"))
      problems.push(`${step.command}: competent for what?`);
  }
  for (const status of STATUSES) if (!(status in statuses)) problems.push(`status ${status} has no name`);
  for (const [name, term] of Object.entries(terms)) {
    const isKnown =
      "district" in term ? known.districtPeriods.has(term.district) : known.figures(term.statute).has(term.figure);
    if (!isKnown) problems.push(`term ${name} stands nowhere`);
  }
  return problems;
};
