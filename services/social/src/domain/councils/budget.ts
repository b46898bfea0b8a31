/** 院落微预算. Residents of a courtyard propose projects, vote how its money is spent, and see what became of it. */
import { dayAfter, dayOf } from "@wangge/calendar";
import { DomainError } from "@wangge/kit/errors";
import type { Decider } from "@wangge/kit/domain";
import { sumOf, type Fen } from "../money.ts";
import { winnersOf, type OrderRule, type Priced, type Won } from "./order.ts";
import { checkPlan, moved, phaseOn, type Phase, type PhaseBegin, type PhaseRule } from "./phases.ts";
import { existing, refusals, type Asked, type Words } from "./terms.ts";
import type { CaseWanted } from "./topic.ts";

/** Who carries a project out: 自治组织 or 社会组织, or the bodies that work on cases. */
export type Execution = { readonly organization: string } | { readonly wanted: CaseWanted };

export interface Project {
  readonly id: string;
  readonly proposer: string;
  readonly words: Words;
  /** As proposed; once valued, as valued. */
  readonly cost: Fen;
  readonly withdrawn?: true;
  readonly ineligible?: string;
  readonly selected?: boolean;
  readonly valuation?: { readonly feasible: boolean; readonly words: Words; readonly by: string };
  readonly execution?: Execution;
}

export interface Spending {
  readonly project: string;
  readonly amount: Fen;
  readonly by: string;
  readonly on: string;
}

export interface Budget {
  readonly status: "live" | "decided";
  readonly community: string;
  /** 院落, by its record in the register. */
  readonly courtyard: string;
  readonly title: Words;
  readonly amount: Fen;
  /** Who has one vote. */
  readonly unit: "household" | "resident";
  readonly rule: OrderRule;
  /** Of the rules that it was opened under. */
  readonly rules: string;
  readonly plan: readonly PhaseBegin[];
  readonly projects: readonly Project[];
  /** Told so far. */
  readonly entered: readonly Phase[];
  /** The day of the next phase that was not told. */
  readonly wakeOn?: string;
  readonly winners?: readonly Won[];
  readonly ballots?: number;
  readonly spendings: readonly Spending[];
  readonly reports: readonly { readonly project: string; readonly words: Words; readonly by: string }[];
}
export type BudgetState = { readonly status: "none" } | Budget;

type Opened = Pick<Budget, "community" | "courtyard" | "title" | "amount" | "unit" | "rule" | "plan">;

export type BudgetCommand =
  | (Asked & { readonly type: "OpenBudget" } & Opened)
  | (Asked & { readonly type: "MovePhase"; readonly phase: Phase; readonly from: string })
  | (Asked & { readonly type: "ProposeProject"; readonly project: Pick<Project, "id" | "words" | "cost"> })
  | (Asked & { readonly type: "WithdrawProject"; readonly project: string })
  | (Asked & { readonly type: "ExcludeProject"; readonly project: string; readonly reason: string })
  | (Asked & { readonly type: "SelectProject"; readonly project: string; readonly selected: boolean })
  | (Asked & {
      readonly type: "ValuateProject";
      readonly project: string;
      readonly cost: Fen;
      readonly feasible: boolean;
      readonly words: Words;
      readonly execution: Execution;
    })
  /** Says that a phase has begun. */
  | { readonly type: "EnterPhases"; readonly at: string }
  | { readonly type: "DecideBudget"; readonly slips: readonly string[]; readonly at: string }
  | (Asked & { readonly type: "RecordSpending"; readonly project: string; readonly amount: Fen })
  | (Asked & { readonly type: "ReportProject"; readonly project: string; readonly words: Words });

type Fact<Type extends string, Data = unknown> = {
  readonly type: Type;
  readonly data: Data & { readonly at: string };
};
type ByFact<Type extends string, Data = unknown> = Fact<Type, Data & { readonly by: string }>;

export type BudgetEvent =
  | ByFact<"BudgetOpened", Opened & { readonly rules: string }>
  | ByFact<"PhaseMoved", { readonly plan: readonly PhaseBegin[] }>
  | ByFact<"ProjectProposed", { readonly project: Pick<Project, "id" | "words" | "cost"> }>
  | ByFact<"ProjectWithdrawn", { readonly project: string }>
  | ByFact<"ProjectExcluded", { readonly project: string; readonly reason: string }>
  | ByFact<"ProjectSelected", { readonly project: string; readonly selected: boolean }>
  | ByFact<
      "ProjectValuated",
      {
        readonly project: string;
        readonly cost: Fen;
        readonly feasible: boolean;
        readonly words: Words;
        readonly execution: Execution;
      }
    >
  | Fact<"PhaseEntered", { readonly phase: Phase; readonly from: string }>
  | Fact<"BudgetDecided", { readonly winners: readonly Won[]; readonly ballots: number }>
  | ByFact<"SpendingRecorded", { readonly project: string; readonly amount: Fen }>
  | ByFact<"ProjectReported", { readonly project: string; readonly words: Words }>;

export interface BudgetRules {
  readonly version: string;
  readonly phases: readonly PhaseRule[];
  readonly ineligible: Readonly<Record<string, unknown>>;
}

const refuse = refusals("budget");

export const phaseAt = ({ plan }: Pick<Budget, "plan">, at: string): Phase | undefined => phaseOn(plan, dayOf(at));

/** @throws DomainError `social.budget.wrong_phase` */
export const mustBeIn = (budget: Pick<Budget, "plan">, at: string, ...phases: readonly Phase[]): void => {
  const phase = phaseAt(budget, at);
  if (phase === undefined || !phases.includes(phase))
    throw refuse("wrong_phase", "Not possible in this phase", { phase, phases });
};

const has = ({ plan }: Pick<Budget, "plan">, phase: Phase): boolean => plan.some((one) => one.phase === phase);

/** What can be voted for: in the order of proposal, which every slip is written in. */
export const ballotOf = (budget: Pick<Budget, "plan" | "projects" | "amount">): readonly Priced[] =>
  budget.projects
    .filter(
      ({ withdrawn, ineligible, selected, valuation, cost }) =>
        withdrawn === undefined &&
        ineligible === undefined &&
        cost <= budget.amount &&
        (selected === true || !has(budget, "selecting")) &&
        (valuation?.feasible === true || !has(budget, "valuating")),
    )
    .map(({ id, cost }) => ({ id, cost }))
    .toSorted((one, other) => (one.id < other.id ? -1 : 1));

const projectOf = ({ projects }: Budget, id: string): Project => {
  const found = projects.find((one) => one.id === id);
  if (found === undefined) throw new DomainError("missing", "social.budget.project_unknown", "No such project");
  if (found.withdrawn === true) throw refuse("project_withdrawn", "The project was withdrawn");
  return found;
};

export const spentOn = ({ spendings }: Pick<Budget, "spendings">, project: string): Fen =>
  sumOf(spendings.filter((one) => one.project === project).map(({ amount }) => amount));

type Work = Extract<
  BudgetCommand,
  { type: "ProposeProject" | "WithdrawProject" | "ExcludeProject" | "SelectProject" | "ValuateProject" }
>;

const onProjects = (command: Work, budget: Budget, rules: BudgetRules): BudgetEvent[] => {
  const { by, at } = command;
  if (command.type === "ProposeProject") {
    const { project } = command;
    if (budget.projects.some(({ id }) => id === project.id)) return [];
    mustBeIn(budget, at, "accepting");
    if (project.cost > budget.amount)
      throw refuse("project_too_dear", "It costs more than there is", { amount: budget.amount });
    return [{ type: "ProjectProposed", data: { project, by, at } }];
  }
  const project = projectOf(budget, command.project);
  switch (command.type) {
    case "WithdrawProject":
      mustBeIn(budget, at, "accepting");
      if (project.proposer !== by) throw refuse("not_your_project", "Only who proposed it withdraws it");
      return [{ type: "ProjectWithdrawn", data: { project: project.id, by, at } }];
    case "ExcludeProject": {
      const { reason } = command;
      mustBeIn(budget, at, "accepting", "reviewing");
      if (!(reason in rules.ineligible))
        throw refuse("reason_unknown", "There is no such reason", { reasons: Object.keys(rules.ineligible) });
      return [{ type: "ProjectExcluded", data: { project: project.id, reason, by, at } }];
    }
    case "SelectProject": {
      const { selected } = command;
      mustBeIn(budget, at, "selecting");
      if (project.ineligible !== undefined) throw refuse("ineligible", "It was found not eligible");
      return [{ type: "ProjectSelected", data: { project: project.id, selected, by, at } }];
    }
    case "ValuateProject": {
      const { cost, feasible, words, execution } = command;
      mustBeIn(budget, at, "valuating");
      if (project.ineligible !== undefined) throw refuse("ineligible", "It was found not eligible");
      if (project.proposer === by) throw refuse("own_project", "Another than who proposed it values it");
      if ("wanted" in execution && !execution.wanted.grid.startsWith(budget.community))
        throw refuse("outside_community", "The place is not in this community");
      return [{ type: "ProjectValuated", data: { project: project.id, cost, feasible, words, execution, by, at } }];
    }
  }
};

const enter = (at: string, { plan, entered }: Budget): BudgetEvent[] => {
  const today = dayOf(at);
  return plan
    .filter(({ phase, from }) => from <= today && !entered.includes(phase))
    .map((begun) => ({ type: "PhaseEntered", data: { ...begun, at } }));
};

const execute = (
  command: Extract<BudgetCommand, { type: "RecordSpending" | "ReportProject" }>,
  budget: Budget,
): BudgetEvent[] => {
  const { by, at, project } = command;
  const won = budget.winners?.find(({ id }) => id === project);
  if (won === undefined) throw refuse("not_won", "Only projects that won are carried out", { project });
  if (command.type === "ReportProject")
    return [{ type: "ProjectReported", data: { project, words: command.words, by, at } }];
  const { amount } = command;
  const left = won.cost - spentOn(budget, project);
  if (amount > left) throw refuse("overspent", "More than was voted for it", { left });
  return [{ type: "SpendingRecorded", data: { project, amount, by, at } }];
};

const decideWith =
  (rulesAt: (at: string) => BudgetRules) =>
  (command: BudgetCommand, state: BudgetState): readonly BudgetEvent[] => {
    const { at } = command;
    if (command.type === "OpenBudget") {
      if (state.status !== "none") return [];
      const { type: _type, ...opened } = command;
      const { phases, version: rules } = rulesAt(at);
      checkPlan(opened.plan, phases);
      const first = opened.plan[0];
      if (first !== undefined && first.from < dayOf(at)) throw refuse("phase_in_past", "It begins today or later");
      return [{ type: "BudgetOpened", data: { ...opened, rules } }];
    }
    const budget = existing("budget", state);
    switch (command.type) {
      case "MovePhase": {
        const { phase, from, by } = command;
        const plan = moved(budget.plan, { phase, from }, dayOf(at));
        return plan === budget.plan ? [] : [{ type: "PhaseMoved", data: { plan, by, at } }];
      }
      case "EnterPhases":
        return enter(at, budget);
      case "DecideBudget": {
        if (budget.status === "decided") return [];
        mustBeIn(budget, at, "finished");
        const winners = winnersOf(command.slips, ballotOf(budget), budget.amount);
        return [{ type: "BudgetDecided", data: { winners, ballots: command.slips.length, at } }];
      }
      case "RecordSpending":
      case "ReportProject":
        return execute(command, budget);
      default:
        return onProjects(command, budget, rulesAt(at));
    }
  };

const nextWake = ({ plan, entered }: Budget): string | undefined =>
  plan.find(({ phase }) => !entered.includes(phase))?.from;

/** Looked at again when the next phase begins, and after the last until it is decided. */
const withWake = (budget: Budget): Budget => {
  const { wakeOn: _before, ...rest } = budget;
  if (budget.status === "decided") return rest;
  const wakeOn = nextWake(budget) ?? budget.plan.at(-1)?.from;
  return wakeOn === undefined ? rest : { ...rest, wakeOn };
};

const withProject = (budget: Budget, id: string, change: Partial<Project>): Budget => ({
  ...budget,
  projects: budget.projects.map((project) => (project.id === id ? { ...project, ...change } : project)),
});

const evolve = (state: BudgetState, event: BudgetEvent): BudgetState => {
  if (event.type === "BudgetOpened") {
    const { by: _by, at: _at, ...opened } = event.data;
    return withWake({ status: "live", ...opened, projects: [], entered: [], spendings: [], reports: [] });
  }
  if (state.status === "none") return state;
  switch (event.type) {
    case "PhaseMoved":
      return withWake({ ...state, plan: event.data.plan });
    case "ProjectProposed": {
      const { project, by: proposer } = event.data;
      return { ...state, projects: [...state.projects, { ...project, proposer }] };
    }
    case "ProjectWithdrawn":
      return withProject(state, event.data.project, { withdrawn: true });
    case "ProjectExcluded":
      return withProject(state, event.data.project, { ineligible: event.data.reason });
    case "ProjectSelected":
      return withProject(state, event.data.project, { selected: event.data.selected });
    case "ProjectValuated": {
      const { project, cost, feasible, words, execution, by } = event.data;
      return withProject(state, project, { cost, valuation: { feasible, words, by }, execution });
    }
    case "PhaseEntered":
      return withWake({ ...state, entered: [...state.entered, event.data.phase] });
    case "BudgetDecided": {
      const { winners, ballots } = event.data;
      return withWake({ ...state, status: "decided", winners, ballots });
    }
    case "SpendingRecorded": {
      const { project, amount, by, at } = event.data;
      return { ...state, spendings: [...state.spendings, { project, amount, by, on: dayOf(at) }] };
    }
    case "ProjectReported": {
      const { project, words, by } = event.data;
      return { ...state, reports: [...state.reports, { project, words, by }] };
    }
  }
};

/** The last day of a phase; undefined of the last phase, which does not end. */
export const lastDayOf = (plan: readonly PhaseBegin[], phase: Phase): string | undefined => {
  const next = plan[plan.findIndex((one) => one.phase === phase) + 1];
  return next === undefined ? undefined : dayAfter(next.from, -1);
};

export const budgetDeciderWith = (
  rulesAt: (at: string) => BudgetRules,
): Decider<BudgetState, BudgetCommand, BudgetEvent> => ({
  name: "social.courtyard-budget",
  initial: { status: "none" },
  decide: decideWith(rulesAt),
  evolve,
});
