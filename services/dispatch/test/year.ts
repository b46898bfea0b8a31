/**
 * 一年. A year of the district through the real decider, minute by minute of its own time: cases come in by the shape of a real week,
 * people are made up, and somebody looks at every instant at which something is due. What comes of it is checked against a calendar
 * that is counted out by the slow reference.
 */
import { readFileSync } from "node:fs";
import type { Limit } from "@wangge/calendar";
import { minutesIn, slowAdd, slowElapsed } from "@wangge/calendar/reference";
import { filedStandards } from "./builders.ts";
import {
  caseDecider,
  clocksOf,
  firstProcess,
  firstRules,
  isOverdue,
  type CaseCommand,
  type CaseEvent,
  type CaseState,
  type Line,
  type Problem,
} from "../src/domain/index.ts";

const MINUTE = 60_000;
const HOUR = 3_600_000;
const OFFSET = 8 * HOUR;

export interface YearOptions {
  readonly year: number;
  readonly casesADay: number;
  readonly seed: number;
  /** One in so many deadlines is counted minute by minute as well. */
  readonly sampleEvery: number;
}

export interface Year {
  readonly cases: number;
  readonly events: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly types: Readonly<Record<string, number>>;
  readonly orders: number;
  readonly late: number;
  readonly breaches: number;
  readonly tellings: number;
  readonly deadlines: number;
  readonly sampled: number;
  /** What does not fit; a year that is right has none. */
  readonly problems: readonly string[];
}

/** Small and with a fixed beginning: the same seed gives the same year. */
const randomFrom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const GRIDS = 748;
const STREETS = 14;

const grids = Array.from({ length: GRIDS }, (_, index) => {
  const street = (index % STREETS) + 1;
  const number = Math.floor(index / STREETS) + 1;
  return `510108${String(street).padStart(3, "0")}${String((number % 8) + 1).padStart(3, "0")}${String(number).padStart(3, "0")}`;
});

/** Every twentieth grid has nobody at the middle post. */
const lineOf = (grid: string): Line => ({
  gridResponsible: `w-g${grid}`,
  ...(grids.indexOf(grid) % 20 === 0 ? {} : { communitySecretary: `w-c${grid.slice(0, 12)}` }),
  streetDirector: `w-s${grid.slice(0, 9)}`,
});

const { counts: week } = JSON.parse(readFileSync(new URL("data/hour-of-week.json", import.meta.url), "utf8")) as {
  readonly counts: readonly (readonly number[])[];
};
const weekTotal = week.flat().reduce((sum, count) => sum + count, 0);

/** Minutes at which cases come in, in order. */
const arrivals = (year: number, casesADay: number, random: () => number): readonly number[] => {
  const found: number[] = [];
  const end = Date.UTC(year + 1, 0, 1) - OFFSET;
  for (let hour = Date.UTC(year, 0, 1) - OFFSET; hour < end; hour += HOUR) {
    const local = new Date(hour + OFFSET);
    const share = (week[(local.getUTCDay() + 6) % 7]?.[local.getUTCHours()] ?? 0) / weekTotal;
    // So many tries of which each may or may not: the sum has the spread of what comes by chance.
    const tries = Math.ceil(casesADay * 7);
    const of: number[] = [];
    for (let one = 0; one < tries; one += 1) if (random() < share) of.push(hour + Math.floor(random() * 60) * MINUTE);
    found.push(...of.sort((a, b) => a - b));
  }
  return found;
};

/** Working minutes counted out one by one by the slow reference, then looked up. */
const countedOut = (year: number) => {
  const origin = Date.UTC(year, 0, 1) - OFFSET;
  // Orders of the last days are due in the year after, and may be reopened, suspended and extended.
  const minutes = (Date.UTC(year + 3, 0, 1) - OFFSET - origin) / MINUTE;
  const workedBefore = new Int32Array(minutes + 1);
  const endOfWorked: number[] = [0];
  for (let minute = 0; minute < minutes; minute += 1) {
    const at = origin + minute * MINUTE;
    const runs = slowElapsed(at, at + MINUTE, "workingHour");
    workedBefore[minute + 1] = (workedBefore[minute] ?? 0) + runs;
    if (runs === 1) endOfWorked.push(at + MINUTE);
  }
  return (start: number, { amount, kind }: Limit): number => {
    const left = Math.round(amount * minutesIn[kind]);
    if (left === 0) return start;
    if (kind === "urgentHour" || kind === "naturalDay") return start + left * MINUTE;
    return endOfWorked[(workedBefore[(start - origin) / MINUTE] ?? 0) + left] ?? Number.NaN;
  };
};

const iso = (at: number): string => new Date(at).toISOString();

const categories = filedStandards().filter((standard) => standard.default);

/** How long somebody takes, in whole minutes. */
type Delay = (from: number, to: number) => number;

interface Step {
  readonly minutes: number;
  readonly make?: (at: string) => CaseCommand;
}

const roles = {
  dispatcher: { account: "acc-p", roles: ["dispatcher"] },
  secondDispatcher: { account: "acc-p2", roles: ["dispatcher"] },
  clerk: { account: "acc-c", roles: ["clerk"] },
  supervisor: { account: "acc-s", roles: ["supervisor"] },
} as const;

/** What people do next about a case, and after how long; nothing: it is left to itself. */
const nextStep = (state: CaseState, now: number, random: () => number): Step | undefined => {
  const within: Delay = (from, to) => from + Math.floor(random() * (to - from));
  const chance = (share: number): boolean => random() < share;
  const holder = () => {
    if (!("assignment" in state)) return roles.dispatcher;
    const { department, worker } = state.assignment;
    return worker === undefined
      ? { account: `acc-${department}`, department, roles: ["department"] }
      : { account: `acc-${worker}`, worker, roles: ["gridWorker"] };
  };
  switch (state.status) {
    case "verifying":
      return {
        minutes: within(2, 45),
        make: (at) => ({
          type: "VerifyCase",
          data: chance(0.9)
            ? { confirmed: true, body: { department: state.standard.department } }
            : { confirmed: false, reason: "notFound" },
          at,
        }),
      };
    case "filed": {
      const body = { department: state.standard.department };
      return {
        minutes: within(1, 25),
        make: (at) =>
          state.returns >= firstRules.rulingAfterReturns(at)
            ? { type: "RuleCase", data: { ...body, reason: "ruled" }, by: roles.supervisor, at }
            : { type: "AssignCase", data: chance(0.7) ? body : { department: "housing" }, at },
      };
    }
    case "assigned":
      return {
        minutes: chance(0.15) ? within(15, 120) : within(1, 15),
        make: (at) =>
          chance(0.04) && state.assignment.worker === undefined
            ? { type: "ReturnCase", data: { reason: "not ours" }, by: holder(), at }
            : { type: "AcceptCase", by: holder(), at },
      };
    case "accepted": {
      if (state.request !== undefined) {
        const { turn } = state.request;
        const { department } = state.assignment;
        const by =
          turn === "dispatcher"
            ? roles.dispatcher
            : { account: `acc-of-${department}`, department, roles: ["department"] };
        return {
          minutes: within(5, 240),
          make: (at) => ({
            type: "DecideRequest",
            data: chance(0.7) && !isOverdue(state, at) ? { granted: true } : { granted: false, reason: "no" },
            by,
            at,
          }),
        };
      }
      const left = Math.max(30, (Date.parse(state.assignment.dueAt) - now) / MINUTE);
      if (chance(0.06) && !isOverdue(state, iso(now)) && (state.assignment.extensions ?? 0) < 2)
        return {
          minutes: Math.ceil(left * 0.5 * random()) + 1,
          make: (at) => ({ type: "MakeRequest", data: { kind: "extension", reason: "rain" }, by: holder(), at }),
        };
      if (chance(0.02) && (state.assignment.suspensions ?? 0) < 1)
        return {
          minutes: within(5, 60),
          make: (at) => ({
            type: "MakeRequest",
            data: { kind: "suspension", reason: "frost", until: iso(Date.parse(at) + within(1, 20) * 24 * HOUR) },
            by: holder(),
            at,
          }),
        };
      // Mostly well before the deadline, with a tail beyond it.
      const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
      return {
        minutes: Math.ceil(Math.min(left * 20, left * Math.exp(-0.8 + 0.75 * normal))) + 1,
        make: (at) => ({ type: "ReportHandled", by: holder(), at }),
      };
    }
    case "suspended":
      // Half of them wait for their day.
      return chance(0.5)
        ? { minutes: (Date.parse(state.until) - now) / MINUTE + 1 }
        : {
            minutes: within(60, Math.max(61, Math.floor((Date.parse(state.until) - now) / MINUTE))),
            make: (at) => ({ type: "ResumeCase", data: {}, by: roles.dispatcher, at }),
          };
    case "handled":
      return {
        minutes: chance(0.1) ? within(30, 24 * 60) : within(2, 30),
        make: (at) => ({
          type: "CheckCase",
          data: chance(0.93) ? { passed: true } : { passed: false, reason: "still there" },
          by: roles.supervisor,
          at,
        }),
      };
    case "closed": {
      const { appeal, assignment } = state;
      if (appeal?.outcome !== undefined) return undefined;
      const reviewer = appeal?.endorsedBy === undefined ? roles.secondDispatcher : roles.clerk;
      if (appeal !== undefined)
        return {
          minutes: within(60, 2_000),
          make: (at) => ({ type: "ReviewAppeal", data: { granted: true }, by: reviewer, at }),
        };
      if (isOverdue(state, iso(now)) && chance(0.2)) {
        const by = { account: "acc-d", department: assignment.department, roles: ["department"] };
        return {
          minutes: within(60, 4_000),
          make: (at) => ({ type: "MakeAppeal", data: { reason: "flood" }, by, at }),
        };
      }
      return chance(0.02) ? { minutes: within(60, 4_000), make: (at) => ({ type: "ReopenCase", at }) } : undefined;
    }
    default:
      return undefined;
  }
};

const MOST_STEPS = 200;

/** One case from its report to its end. */
const live = (start: number, random: () => number): { readonly events: CaseEvent[]; readonly state: CaseState } => {
  const grid = grids[Math.floor(random() * GRIDS)] ?? "";
  const standard = categories[Math.floor(random() * categories.length)];
  if (standard === undefined) throw new Error("no standard");
  const { id, category, limit, department, handler, verifyBeforeFiling: verify } = standard;
  const problem: Problem = {
    grid,
    street: grid.slice(0, 9),
    category,
    reportedAt: iso(start),
    standard: { id: `${id}@simulated`, limit, department },
    process: firstProcess.version,
  };
  const worker = (number: number): string => `w-${grid.slice(9)}-${String(number)}`;
  const body = { department, ...(handler === "gridWorker" ? { worker: worker(1) } : {}) };
  const line = lineOf(grid);
  const events: CaseEvent[] = [];
  let state = caseDecider.initial;
  let now = start;
  const apply = (command: CaseCommand): void => {
    for (const event of caseDecider.decide(command, state)) {
      state = caseDecider.evolve(state, event);
      events.push(event);
    }
  };
  const wakeBefore = (end: number): void => {
    while (state.status !== "new" && state.wakeAt !== undefined && Date.parse(state.wakeAt) < end) {
      now = Math.max(now, Date.parse(state.wakeAt));
      apply({ type: "WakeCase", data: { line, next: worker(2) }, at: iso(now) });
    }
  };
  apply({ type: "OpenCase", data: { ...problem, verify, ...(verify ? {} : { body }) }, at: iso(now) });
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const next = nextStep(state, now, random);
    if (next === undefined) return { events, state };
    const at = now + next.minutes * MINUTE;
    const { status } = state;
    const order = "assignment" in state ? state.assignment : undefined;
    wakeBefore(at);
    now = at;
    // The order may have gone to somebody else meanwhile: whoever has it now sees to it.
    const isMoved = state.status !== status || ("assignment" in state && state.assignment.worker !== order?.worker);
    if (!isMoved && next.make !== undefined) apply(next.make(iso(now)));
  }
  throw new Error(`a case does not come to its end: ${JSON.stringify(state)}`);
};

interface Stretch {
  readonly from: number;
  to: number;
}

/** Every stretch in which a clock ran towards one and the same deadline. */
const stretchesOf = (events: readonly CaseEvent[]): ReadonlyMap<string, readonly Stretch[]> => {
  const found = new Map<string, Stretch[]>();
  const running = new Map<string, Stretch>();
  let state: CaseState = caseDecider.initial;
  for (const event of events) {
    const at = Date.parse(event.data.at);
    state = caseDecider.evolve(state, event);
    const keys = new Set(
      clocksOf(state).flatMap(({ about, dueAt, isStopped }) => (isStopped === true ? [] : [`${about} ${dueAt}`])),
    );
    for (const [key, stretch] of running)
      if (!keys.has(key)) {
        stretch.to = at;
        running.delete(key);
      }
    for (const key of keys)
      if (!running.has(key)) {
        const stretch = { from: at, to: Number.POSITIVE_INFINITY };
        running.set(key, stretch);
        found.set(key, [...(found.get(key) ?? []), stretch]);
      }
  }
  return found;
};

type Add = (start: number, limit: Limit) => number;

/** Who has to be told when, counted from the missed deadline alone: `level instant`. */
const tellingsDue = (breach: number, stretches: readonly Stretch[], line: Line, add: Add): readonly string[] => {
  const { levels, exhaustedAfter } = firstProcess.ladder;
  const due: string[] = [];
  let at = breach;
  for (let level = 1; level <= levels.length + 1; level += 1) {
    const stretch = stretches.find(({ to }) => to > at);
    if (stretch === undefined) return due;
    due.push(`${level > levels.length ? "exhausted" : String(level)} ${iso(Math.max(at, stretch.from))}`);
    const rung = levels[level - 1];
    if (rung === undefined) return due;
    // A post that nobody holds: the next one at once.
    if (line[rung.post] !== undefined) at = add(at, levels[level]?.after ?? exhaustedAfter);
  }
  return due;
};

const tellingsIn = (events: readonly CaseEvent[]): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>();
  for (const event of events)
    if (event.type === "CaseEscalated" || event.type === "LadderExhausted") {
      const key = `${event.data.about} ${event.data.breachedAt}`;
      const level = event.type === "CaseEscalated" ? String(event.data.level) : "exhausted";
      found.set(key, [...(found.get(key) ?? []), `${level} ${event.data.at}`]);
    }
  return found;
};

/** @param bend to see a fault be found */
export const simulateYear = (
  { year, casesADay, seed, sampleEvery }: YearOptions,
  bend: (events: readonly CaseEvent[], index: number) => readonly CaseEvent[] = (events) => events,
): Year => {
  const random = randomFrom(seed);
  const add = countedOut(year);
  const problems: string[] = [];
  const statuses: Record<string, number> = {};
  const types: Record<string, number> = {};
  const starts = arrivals(year, casesADay, random);
  let eventCount = 0;
  let orders = 0;
  let late = 0;
  let breaches = 0;
  let tellings = 0;
  let deadlines = 0;
  let sampled = 0;

  const checkDeadline = (index: number, said: string, start: string, limit: Limit): void => {
    deadlines += 1;
    const from = Date.parse(start);
    if (iso(add(from, limit)) !== said)
      problems.push(`case ${String(index)}: due ${said}, counted ${iso(add(from, limit))}`);
    if (deadlines % sampleEvery !== 0) return;
    sampled += 1;
    const slow = iso(slowAdd(from, Math.round(limit.amount * minutesIn[limit.kind]), limit.kind));
    if (slow !== said) problems.push(`case ${String(index)}: due ${said}, walked ${slow}`);
  };

  const checkTellings = (index: number, events: readonly CaseEvent[], line: Line): void => {
    const told = tellingsIn(events);
    for (const [key, stretches] of stretchesOf(events)) {
      const [about = "", dueAt = ""] = key.split(" ");
      const breach = Date.parse(dueAt);
      if (about === "suspension") continue;
      const isMissed = stretches.some(({ to }) => to > breach);
      if (about === "acceptance") {
        if (isMissed) {
          breaches += 1;
          const next = events.find((event) => event.type === "OrderHandedOn" && event.data.at === dueAt);
          if (next === undefined) problems.push(`case ${String(index)}: ${key} is not handed on at its time`);
        }
        continue;
      }
      const due = isMissed ? tellingsDue(breach, stretches, line, add) : [];
      const said = told.get(key) ?? [];
      if (isMissed) breaches += 1;
      tellings += said.length;
      if (due.join() !== said.join())
        problems.push(`case ${String(index)}: ${key}: told ${said.join() || "nobody"}, due ${due.join() || "nobody"}`);
    }
  };

  for (const [index, start] of starts.entries()) {
    const lived = live(start, random);
    const events = bend(lived.events, index);
    const { state } = lived;
    eventCount += events.length;
    statuses[state.status] = (statuses[state.status] ?? 0) + 1;
    if (state.status === "new") continue;
    if (isOverdue(state, "9999-12-31T00:00:00.000Z")) late += 1;
    for (const event of events) {
      types[event.type] = (types[event.type] ?? 0) + 1;
      if (event.type === "CaseReworked" || (event.type === "CaseAssigned" && event.data.resumes !== true)) {
        orders += 1;
        checkDeadline(index, event.data.dueAt, event.data.at, state.standard.limit);
      }
      if (event.type === "CaseHandled")
        checkDeadline(index, event.data.checkBy, event.data.at, firstProcess.stages.check);
    }
    checkTellings(index, events, lineOf(state.grid));
  }
  const ended = Object.entries(statuses).reduce((sum, [, count]) => sum + count, 0);
  if (ended !== starts.length)
    problems.push(`${String(starts.length)} cases came in, ${String(ended)} are accounted for`);
  for (const status of Object.keys(statuses))
    if (status !== "closed" && status !== "rejected") problems.push(`cases end as ${status}`);
  return {
    cases: starts.length,
    events: eventCount,
    statuses,
    types,
    orders,
    late,
    breaches,
    tellings,
    deadlines,
    sampled,
    problems,
  };
};
