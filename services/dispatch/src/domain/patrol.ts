import type { Decider } from "@wangge/kit/domain";
import { DomainError, reject } from "@wangge/kit/errors";
import type { Frame } from "./ground.ts";

/** 巡查任务: one walk through one grid, as it was planned. Its cells are those of that day, whatever becomes of the grid. */
export interface PlannedPatrol {
  readonly grid: string;
  readonly street: string;
  readonly day: string;
  readonly from: string;
  readonly to: string;
  /** Missed from then on. */
  readonly lapsesAt: string;
  /** The version of the plan. */
  readonly plan: string;
  readonly enough: number;
  readonly frame: Frame;
  readonly cells: readonly number[];
}

interface Walked extends PlannedPatrol {
  readonly worker: string;
  readonly startedAt: string;
  /** 已巡查单元, ascending: which, not when and not in what order. */
  readonly visited: readonly number[];
}

export type PatrolState =
  | { readonly status: "none" }
  | ({ readonly status: "planned" } & PlannedPatrol)
  | ({ readonly status: "walking" } & Walked)
  | ({ readonly status: "finished"; readonly finishedAt: string } & Walked)
  /** 漏巡: nobody came, or nobody finished. */
  | ({ readonly status: "missed"; readonly missedAt: string } & PlannedPatrol & Partial<Walked>);

export type Patrol = Exclude<PatrolState, { readonly status: "none" }>;

export type PatrolCommand =
  | { readonly type: "PlanPatrol"; readonly data: PlannedPatrol; readonly at: string }
  | { readonly type: "StartPatrol"; readonly worker: string; readonly at: string }
  | { readonly type: "PassCheckpoints"; readonly worker: string; readonly cells: readonly number[] }
  | { readonly type: "FinishPatrol"; readonly worker: string; readonly at: string }
  | { readonly type: "MissPatrol"; readonly at: string };

export type PatrolEvent =
  | { readonly type: "PatrolPlanned"; readonly data: PlannedPatrol & { readonly at: string } }
  | { readonly type: "PatrolStarted"; readonly data: { readonly worker: string; readonly at: string } }
  /** Without a time: a history of times and places would be the track of a person. */
  | { readonly type: "CellsCovered"; readonly data: { readonly cells: readonly number[] } }
  | { readonly type: "PatrolFinished"; readonly data: { readonly at: string } }
  | { readonly type: "PatrolMissed"; readonly data: { readonly at: string } };

export const unknownPatrol = (): DomainError =>
  new DomainError("missing", "dispatch.patrol.unknown", "There is no such patrol");

const refuse = (reason: string, message: string): DomainError => reject(`dispatch.patrol.${reason}`, message);

const walkingOf = (state: PatrolState, worker: string): Extract<PatrolState, { readonly status: "walking" }> => {
  if (state.status !== "walking") throw refuse("not_walking", "Nobody is on this patrol now");
  if (state.worker !== worker) throw notYours();
  return state;
};

const notYours = (): DomainError =>
  new DomainError("forbidden", "dispatch.patrol.not_yours", "Somebody else is on this patrol");

const start = (state: Patrol, worker: string, at: string): PatrolEvent[] => {
  if (state.status === "walking") {
    if (state.worker === worker) return [];
    throw notYours();
  }
  if (state.status !== "planned") throw refuse("over", "This patrol is finished or missed");
  if (at < state.from) throw refuse("too_early", "The time of this patrol has not begun");
  if (at > state.to) throw refuse("over", "The time of this patrol is over");
  return [{ type: "PatrolStarted", data: { worker, at } }];
};

const pass = (state: PatrolState, worker: string, cells: readonly number[]): PatrolEvent[] => {
  const { cells: own, visited } = walkingOf(state, worker);
  const fresh = own.filter((cell) => cells.includes(cell) && !visited.includes(cell));
  return fresh.length === 0 ? [] : [{ type: "CellsCovered", data: { cells: fresh } }];
};

const decide = (command: PatrolCommand, state: PatrolState): readonly PatrolEvent[] => {
  if (command.type === "PlanPatrol")
    return state.status === "none" ? [{ type: "PatrolPlanned", data: { ...command.data, at: command.at } }] : [];
  if (state.status === "none") throw unknownPatrol();
  switch (command.type) {
    case "StartPatrol":
      return start(state, command.worker, command.at);
    case "PassCheckpoints":
      return pass(state, command.worker, command.cells);
    case "FinishPatrol":
      if (state.status === "finished" && state.worker === command.worker) return [];
      walkingOf(state, command.worker);
      return [{ type: "PatrolFinished", data: { at: command.at } }];
    case "MissPatrol": {
      const isOpen = state.status === "planned" || state.status === "walking";
      return isOpen && command.at > state.lapsesAt ? [{ type: "PatrolMissed", data: { at: command.at } }] : [];
    }
  }
};

const misplaced = (state: PatrolState, event: PatrolEvent): Error =>
  new Error(`${event.type} in a patrol that is ${state.status}`);

const evolve = (state: PatrolState, event: PatrolEvent): PatrolState => {
  switch (event.type) {
    case "PatrolPlanned": {
      const { at: _at, ...planned } = event.data;
      return { status: "planned", ...planned };
    }
    case "PatrolStarted": {
      if (state.status !== "planned") throw misplaced(state, event);
      const { worker, at: startedAt } = event.data;
      return { ...state, status: "walking", worker, startedAt, visited: [] };
    }
    case "CellsCovered":
      if (state.status !== "walking") throw misplaced(state, event);
      return { ...state, visited: [...state.visited, ...event.data.cells].sort((one, other) => one - other) };
    case "PatrolFinished":
      if (state.status !== "walking") throw misplaced(state, event);
      return { ...state, status: "finished", finishedAt: event.data.at };
    case "PatrolMissed":
      if (state.status !== "planned" && state.status !== "walking") throw misplaced(state, event);
      return { ...state, status: "missed", missedAt: event.data.at };
  }
};

export const patrolDecider: Decider<PatrolState, PatrolCommand, PatrolEvent> = {
  name: "dispatch.patrol",
  initial: { status: "none" },
  decide,
  evolve,
};

export const visitedOf = (state: Patrol): readonly number[] => ("visited" in state ? (state.visited ?? []) : []);

/** Whether it saw enough of its grid. */
export const sawEnough = (state: Patrol): boolean => visitedOf(state).length >= state.enough * state.cells.length;
