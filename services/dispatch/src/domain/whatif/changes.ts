/**
 * 规则变更. What is to be otherwise in a replay, one rule at a time, so that an outcome can be traced to the rule that changed it.
 * What is not listed is as it was.
 */
import { calendarsOf, type Calendar, type Limit } from "@wangge/calendar";
import type { Rules } from "../decide.ts";
import type { Problem, Standard } from "../events.ts";
import type { Process, Step } from "../process.ts";

/** Whom a problem goes to: a department, itself or by a worker of the grid. */
export interface Routed {
  readonly department: string;
  readonly handler: "gridWorker" | "department";
  /** The routing rule and its edition. */
  readonly rule?: string;
}

/** @returns undefined where nobody is named. */
export type BodyFor = (problem: Pick<Problem, "category" | "grid" | "street">) => Routed | undefined;

export interface ChangedStandard {
  /** Without the edition: `event-0110-1`. */
  readonly id: string;
  readonly edition: string;
  readonly limit: Limit;
  readonly department: string;
  /** Whether somebody looks before filing (核实): only where that is otherwise than it was. */
  readonly verify?: "dropped" | "demanded";
}

export type Change =
  | { readonly kind: "process"; readonly rule: string; readonly to: (was: Process) => Process }
  | { readonly kind: "standard"; readonly rule: string; readonly to: ChangedStandard }
  | { readonly kind: "routing"; readonly rule: string; readonly was: BodyFor; readonly to: BodyFor }
  | { readonly kind: "ruling"; readonly rule: string; readonly to: number }
  | { readonly kind: "calendar"; readonly rule: string; readonly to: Calendar };

/** `event-0110-1@2026.1` → `event-0110-1`. */
export const standardIdOf = ({ id }: Pick<Standard, "id">): string => id.split("@", 1)[0] ?? id;

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const differing = <Group extends object>(was: Group, is: Group): readonly (keyof Group & string)[] =>
  (Object.keys(is) as (keyof Group & string)[]).filter((name) => !isSame(was[name], is[name]));

const deciding = (step: Step | undefined) => step && [step.from, step.to, step.roles, step.guards];

/** Each part in which two editions of the process differ. What names or orders the steps decides nothing. */
export const processChanges = (was: Process, is: Process): readonly Change[] => {
  const changes: Change[] = [];
  const add = (rule: string, to: (process: Process) => Process): void => {
    changes.push({ kind: "process", rule: `process.${rule}`, to });
  };
  for (const name of differing(was.stages, is.stages))
    add(`stages.${name}`, (process) => ({ ...process, stages: { ...process.stages, [name]: is.stages[name] } }));
  for (const name of differing(was.limits, is.limits))
    add(`limits.${name}`, (process) => ({ ...process, limits: { ...process.limits, [name]: is.limits[name] } }));
  if (!isSame(was.ladder, is.ladder)) add("ladder", (process) => ({ ...process, ladder: is.ladder }));
  const before = new Map(was.steps.map((step) => [step.command, step]));
  const after = new Map(is.steps.map((step) => [step.command, step]));
  for (const command of new Set([...before.keys(), ...after.keys()])) {
    const step = after.get(command);
    if (isSame(deciding(before.get(command)), deciding(step))) continue;
    add(`steps.${(step ?? before.get(command))?.id ?? command}`, (process) => ({
      ...process,
      steps: [...process.steps.filter((one) => one.command !== command), ...(step === undefined ? [] : [step])],
    }));
  }
  return changes;
};

/** The rules of a replay. */
export interface Changed {
  readonly rules: Rules;
  readonly standardFor: (recorded: Standard) => Standard;
  readonly verifyFor: (recorded: Standard) => ChangedStandard["verify"];
  /** "same" where the changed rules name the same department and the same kind of body as those that were. */
  readonly bodyFor: (problem: Problem) => Routed | "same";
}

export const changed = (base: Rules, list: readonly Change[]): Changed => {
  const processes = list.filter((change) => change.kind === "process");
  const standards = new Map(list.flatMap((change) => (change.kind === "standard" ? [[change.to.id, change.to]] : [])));
  const routings = list.filter((change) => change.kind === "routing");
  const calendar = list.find((change) => change.kind === "calendar");
  const ruling = list.find((change) => change.kind === "ruling");
  const made = new Map<string, Process>();
  return {
    rules: {
      ...base,
      ...(ruling === undefined ? {} : { rulingAfterReturns: () => ruling.to }),
      calendars: calendar === undefined ? base.calendars : calendarsOf([calendar.to]),
      // A case keeps the name of its edition; what the name stands for is what changed.
      processOf: (version) => {
        const process = made.get(version) ?? processes.reduce((was, { to }) => to(was), base.processOf(version));
        made.set(version, process);
        return process;
      },
    },
    standardFor: (recorded) => {
      const to = standards.get(standardIdOf(recorded));
      if (to === undefined) return recorded;
      const { id, edition, limit, department } = to;
      const isAsItWas =
        limit.amount === recorded.limit.amount &&
        limit.kind === recorded.limit.kind &&
        department === recorded.department;
      return isAsItWas ? recorded : { id: `${id}@${edition}`, limit, department };
    },
    verifyFor: (recorded) => standards.get(standardIdOf(recorded))?.verify,
    bodyFor: (problem) => {
      for (const { was, to } of routings) {
        const before = was(problem);
        const now = to(problem);
        if (now !== undefined && (now.department !== before?.department || now.handler !== before.handler)) return now;
      }
      return "same";
    },
  };
};

/** Those that can matter to a case by its standard and place; the others need not be tried one by one. */
export const concerning = (list: readonly Change[], problem: Problem): readonly Change[] =>
  list.filter((change) => {
    if (change.kind === "standard") return change.to.id === standardIdOf(problem.standard);
    if (change.kind === "routing") return changed({} as Rules, [change]).bodyFor(problem) !== "same";
    return true;
  });
