import { requiredAt } from "../run-card/index.ts";
import type { CommandOf, NewCommander } from "./commands.ts";
import type { EventOf, OperationEvent } from "./events.ts";
import {
  activePersons,
  openAlarms,
  type Live,
  type OperationPlan,
  type OperationState,
  type Person,
} from "./operation.ts";
import { liveOf, mustCommand, refuse, unknownOperation } from "./refuse.ts";

const mustBeSound = ({ from, to, level, card, forces, tasks, area, street }: OperationPlan): void => {
  if (to <= from) throw refuse("ends_before", "An operation ends after it begins");
  if (level < 1 || level > card.levels.length)
    throw refuse("level_unknown", "The run card knows no such level", { most: card.levels.length });
  if (new Set(tasks.map(({ id }) => id)).size < tasks.length) throw refuse("task_twice", "Two tasks have one id");
  const strange = tasks.find(({ force }) => force !== undefined && !forces.includes(force));
  if (strange !== undefined)
    throw refuse("force_missing", "A task is for a force that does not come", { task: strange.id });
  const outside = area.find((code) => !code.startsWith(street));
  if (outside !== undefined) throw refuse("area_outside", "The area lies in the street that leads", { code: outside });
};

export const plan = (command: CommandOf<"PlanOperation">, state: OperationState): readonly OperationEvent[] => {
  mustBeSound(command.plan);
  if (state.status !== "none") throw refuse("exists", "There is an operation of this number");
  return [{ type: "OperationPlanned", data: { plan: command.plan, by: command.by.account, at: command.at } }];
};

const known = (state: OperationState) => {
  if (state.status === "none") throw unknownOperation();
  return state;
};

/** A plan that is changed has to be approved again. */
export const revise = (command: CommandOf<"RevisePlan">, state: OperationState): readonly OperationEvent[] => {
  const { status } = known(state);
  if (status !== "planned" && status !== "approved")
    throw refuse("not_planned", "Too late for another plan", { status });
  mustBeSound(command.plan);
  return [{ type: "PlanRevised", data: { plan: command.plan, by: command.by.account, at: command.at } }];
};

export const approve = (
  { by, at }: CommandOf<"ApproveOperation">,
  given: OperationState,
): readonly OperationEvent[] => {
  const state = known(given);
  if (state.status === "approved" && state.approved.by === by.account) return [];
  if (state.status !== "planned") throw refuse("not_planned", "There is no plan to approve", { status: state.status });
  if (state.plannedBy === by.account) throw refuse("same_person", "Who plans an operation does not approve it");
  return [{ type: "OperationApproved", data: { by: by.account, at } }];
};

export const cancel = (command: CommandOf<"CancelOperation">, given: OperationState): readonly OperationEvent[] => {
  const { status } = known(given);
  if (status === "cancelled") return [];
  if (status !== "planned" && status !== "approved")
    throw refuse("has_run", "An operation that has begun is closed, not cancelled", { status });
  return [{ type: "OperationCancelled", data: { reason: command.reason, by: command.by.account, at: command.at } }];
};

const called = (commander: NewCommander, claim: string): Person => ({ ...commander, claim, status: "called" });

export const open = (command: CommandOf<"OpenOperation">, given: OperationState): readonly OperationEvent[] => {
  const { commander, claim, terms, unitTypes, by, at } = command;
  const state = known(given);
  if (state.status === "live" && state.persons[0]?.claim === claim) return [];
  if (state.status !== "approved") throw refuse("not_approved", "Nobody approved this", { status: state.status });
  if (state.voided.includes(claim)) throw refuse("claim_voided", "This took too long");
  if (commander.officer !== state.commander || (by.account !== state.commander && by.desk !== true))
    throw refuse("not_commander", "The commander of the plan opens it, or the control room for him");
  if (at >= state.to) throw refuse("over", "The time of this operation is over", { to: state.to });
  const needs = requiredAt(state.card, state.level);
  const data = { commander: called(commander, claim), terms, unitTypes, needs, by: by.account, at };
  return [{ type: "OperationOpened", data }];
};

export const reopen = (command: CommandOf<"ReopenOperation">, given: OperationState): readonly OperationEvent[] => {
  const { commander, claim, terms, reason, by, at } = command;
  const state = known(given);
  if (state.status === "live" && state.persons.some((one) => one.claim === claim)) return [];
  if (state.status !== "closed")
    throw refuse("not_closed", "Only what is closed is opened again", { status: state.status });
  if (state.voided.includes(claim)) throw refuse("claim_voided", "This took too long");
  return [
    { type: "OperationReopened", data: { commander: called(commander, claim), terms, reason, by: by.account, at } },
  ];
};

/** 收队. Everybody is out and heard of, and every task has its outcome. */
const close = (
  { summary, by, at }: CommandOf<"CloseOperation">,
  state: Live,
): readonly EventOf<"OperationClosed">[] => {
  mustCommand(state, by);
  const inside = activePersons(state).filter(({ status }) => status === "inside");
  if (inside.length > 0)
    throw refuse("inside", "Somebody has not come out", { officers: inside.map((one) => one.officer) });
  const alarms = openAlarms(state).map(({ id }) => id);
  if (alarms.length > 0) throw refuse("alarm_open", "An alarm is not resolved", { alarms });
  const tasks = state.tasks.filter(({ id }) => state.outcomes[id] === undefined).map(({ id }) => id);
  if (tasks.length > 0) throw refuse("task_open", "A task has no outcome yet", { tasks });
  return [{ type: "OperationClosed", data: { summary, by: by.account, at } }];
};

export const closeAny = (command: CommandOf<"CloseOperation">, state: OperationState): readonly OperationEvent[] =>
  state.status === "closed" ? [] : close(command, liveOf(state));

const VOIDED_KEPT = 50;

/** A claim that no assignment has used is over, in whatever status the operation is. */
export const voidClaim = (
  { claim, by, at }: CommandOf<"VoidClaim">,
  given: OperationState,
): readonly OperationEvent[] => {
  const state = known(given);
  const used = "persons" in state && [...state.persons, ...state.units].some((one) => one.claim === claim);
  if (used || state.voided.includes(claim)) return [];
  return [{ type: "ClaimVoided", data: { claim, by: by.account, at } }];
};

export const withVoided = (voided: readonly string[], claim: string): readonly string[] =>
  [...voided, claim].slice(-VOIDED_KEPT);
