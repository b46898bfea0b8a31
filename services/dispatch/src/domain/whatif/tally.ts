/** 统计. What a life comes to, for one department after the other: what the rows of a comparison add up. */
import { clocksOf, evolve, initial, isOverdue, type CaseState, type Running } from "../case.ts";
import { stoppedAtOf } from "../clock.ts";
import type { CaseEvent } from "../events.ts";

export interface Tally {
  cases: number;
  closed: number;
  /** Cases of which the order was late. */
  late: number;
  orders: number;
  met: number;
  missed: number;
  /** Of the missed deadlines, by what they were about. */
  readonly missedOf: Record<string, number>;
  /** How many were told, by level. */
  readonly escalations: Record<string, number>;
  exhausted: number;
  returns: number;
  handOns: number;
  granted: number;
  refused: number;
  suspensions: number;
}

export const noTally = (): Tally => ({
  cases: 0,
  closed: 0,
  late: 0,
  orders: 0,
  met: 0,
  missed: 0,
  missedOf: {},
  escalations: {},
  exhausted: 0,
  returns: 0,
  handOns: 0,
  granted: 0,
  refused: 0,
  suspensions: 0,
});

const addAll = (into: Record<string, number>, from: Readonly<Record<string, number>>): void => {
  for (const [name, count] of Object.entries(from)) into[name] = (into[name] ?? 0) + count;
};

const COUNTS = [
  "cases",
  "closed",
  "late",
  "orders",
  "met",
  "missed",
  "exhausted",
  "returns",
  "handOns",
  "granted",
  "refused",
  "suspensions",
] as const;

export const add = (into: Tally, from: Tally): void => {
  for (const name of COUNTS) into[name] += from[name];
  addAll(into.missedOf, from.missedOf);
  addAll(into.escalations, from.escalations);
};

const departmentOf = (state: CaseState): string => {
  if (state.status === "new") return "";
  if ("assignment" in state) return state.assignment.department;
  if (state.status === "filed" && state.stopped !== undefined) return state.stopped.department;
  return state.standard.department;
};

const kindOf = (about: Running["about"]): string => about.split(":", 1)[0] ?? about;

const partyOf = (state: CaseState, about: Running["about"]): string =>
  about.startsWith("assist:") ? about.slice("assist:".length) : departmentOf(state);

/** A clock that stands still came to its end when it was stopped. */
const endOf = (state: CaseState, { about, isStopped }: Running, at: string): string => {
  if (isStopped !== true || state.status === "new") return at;
  const order = "assignment" in state ? state.assignment : state.status === "filed" ? state.stopped : undefined;
  const clock =
    about === "handling" ? order : state.assists?.find(({ department }) => `assist:${department}` === about);
  return (clock === undefined ? undefined : stoppedAtOf(clock)) ?? at;
};

const keyOf = ({ about, dueAt }: Running): string => `${about} ${dueAt}`;

/** Deadlines that were moved by the rules, and not ended by anybody. */
const MOVING: ReadonlySet<CaseEvent["type"]> = new Set(["CaseExtended", "CaseResumed"]);

/** What happened until this instant, by department. */
export const tallyOf = (events: readonly CaseEvent[], until: string): ReadonlyMap<string, Tally> => {
  const tallies = new Map<string, Tally>();
  const of = (department: string): Tally => {
    const known = tallies.get(department) ?? noTally();
    tallies.set(department, known);
    return known;
  };
  const ended = (state: CaseState, clock: Running, at: string): void => {
    if (clock.about === "suspension") return;
    const tally = of(partyOf(state, clock.about));
    if (endOf(state, clock, at) <= clock.dueAt) {
      tally.met += 1;
      return;
    }
    tally.missed += 1;
    addAll(tally.missedOf, { [kindOf(clock.about)]: 1 });
  };
  let state: CaseState = initial;
  let asked: "extension" | "suspension" | undefined;
  for (const event of events) {
    const next = evolve(state, event);
    const running = new Set(clocksOf(next).map(keyOf));
    const isMoving = MOVING.has(event.type) || (event.type === "CaseAssigned" && event.data.resumes === true);
    for (const clock of clocksOf(state))
      if (
        !running.has(keyOf(clock)) &&
        !(isMoving && (clock.about === "handling" || clock.about.startsWith("assist:")))
      )
        ended(state, clock, event.data.at);
    const tally = of(departmentOf(next));
    switch (event.type) {
      case "CaseAssigned":
      case "CaseReworked":
        tally.orders += 1;
        break;
      case "CaseEscalated":
        addAll(tally.escalations, { [String(event.data.level)]: 1 });
        break;
      case "LadderExhausted":
        tally.exhausted += 1;
        break;
      case "CaseReturned":
        tally.returns += 1;
        break;
      case "OrderHandedOn":
        tally.handOns += 1;
        break;
      case "RequestMade":
        asked = event.data.kind;
        break;
      case "RequestRefused":
        if (asked === "extension") tally.refused += 1;
        break;
      case "CaseExtended":
        tally.granted += 1;
        break;
      case "CaseSuspended":
        tally.suspensions += 1;
        break;
      default:
    }
    state = next;
  }
  for (const clock of clocksOf(state)) if (clock.isStopped !== true && clock.dueAt < until) ended(state, clock, until);
  const last = of(departmentOf(state));
  if (state.status !== "new") last.cases += 1;
  if (state.status === "closed") last.closed += 1;
  if (isOverdue(state, until)) last.late += 1;
  return tallies;
};
