/** 对比. Two replays of the same lives: what the changed rules made of each, and which rule did. */
import type { CaseEvent, Problem } from "../events.ts";
import type { Line } from "../commands.ts";
import type { Rules } from "../decide.ts";
import { lifeOf, type Life, type Recorded } from "./acts.ts";
import { changed, concerning, type Change, type Changed } from "./changes.ts";
import { replay, type Impossible, type Replayed } from "./replay.ts";
import { add, noTally, tallyOf, type Tally } from "./tally.ts";

/** Of an event, what a comparison shows: no text, no person. */
export interface Glimpse {
  readonly type: CaseEvent["type"];
  readonly at: string;
  readonly department?: string;
  readonly about?: string;
  readonly level?: number;
  readonly dueAt?: string;
}

export interface Difference {
  readonly caseId: string;
  readonly street: string;
  readonly category: string;
  /** The rules that change its outcome, each by itself; or all of them together. */
  readonly rules: readonly string[];
  readonly onlyTogether?: true;
  /** The first event that is otherwise, counted from 0. */
  readonly first: { readonly index: number; readonly was?: Glimpse; readonly is?: Glimpse };
  readonly was: Outcome;
  readonly is: Outcome;
}

export interface Outcome {
  readonly status: string;
  readonly late: number;
  readonly met: number;
  readonly missed: number;
  readonly told: number;
  readonly orders: Readonly<Record<string, number>>;
}

export interface Row {
  readonly was: Tally;
  readonly is: Tally;
}

export interface Comparison {
  readonly cases: number;
  readonly events: { readonly recorded: number; readonly was: number; readonly is: number };
  /** The histories replayed under their own rules with the looks as they were: all the same, or which are not. */
  readonly proof: { readonly same: number; readonly different: readonly string[] };
  /** Those of which exact looks make another history than the looks that were: somebody looked late, or nobody did. */
  readonly lookedLate: number;
  readonly rules: readonly string[];
  readonly total: Row;
  readonly streets: Readonly<Record<string, Row>>;
  readonly departments: Readonly<Record<string, Row>>;
  readonly categories: Readonly<Record<string, Row>>;
  readonly changed: readonly Difference[];
  readonly impossible: readonly ({ readonly caseId: string } & Omit<Impossible, "act">)[];
  readonly undecided: readonly string[];
  /** Not read: it does not begin with an opening. */
  readonly unread: readonly string[];
}

export interface CompareOptions {
  readonly base: Rules;
  readonly changes: readonly Change[];
  readonly until: string;
  readonly lineOf: (grid: string) => Line;
}

/** Names of editions, and the standard that goes along: they differ by themselves; what counts is what comes of it. */
const LABELS: ReadonlySet<string> = new Set(["process", "calendar", "rule", "standard"]);

const plain = (event: CaseEvent, isExact: boolean): string =>
  JSON.stringify(event, (name, value: unknown) => (!isExact && LABELS.has(name) ? undefined : value));

/** Where two histories part, or undefined. Events that say the same in another order of their fields are the same. */
export const firstDifference = (
  one: readonly CaseEvent[],
  other: readonly CaseEvent[],
  isExact = true,
): number | undefined => {
  const length = Math.max(one.length, other.length);
  for (let index = 0; index < length; index += 1) {
    const a = one[index];
    const b = other[index];
    if (a === undefined || b === undefined) return index;
    if (plain(sorted(a), isExact) !== plain(sorted(b), isExact)) return index;
  }
  return undefined;
};

const sorted = <T>(value: T): T => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  ) as T;
};

const glimpse = (event: CaseEvent | undefined): Glimpse | undefined => {
  if (event === undefined) return undefined;
  const { at, department, about, level, dueAt } = event.data as Partial<Glimpse> & { readonly at: string };
  return {
    type: event.type,
    at,
    ...(department === undefined ? {} : { department }),
    ...(about === undefined ? {} : { about }),
    ...(level === undefined ? {} : { level }),
    ...(dueAt === undefined ? {} : { dueAt }),
  };
};

const sumOf = (tallies: ReadonlyMap<string, Tally>): Tally => {
  const sum = noTally();
  for (const tally of tallies.values()) add(sum, tally);
  return sum;
};

const outcomeOf = ({ state }: Replayed, tallies: ReadonlyMap<string, Tally>): Outcome => {
  const { late, met, missed, escalations } = sumOf(tallies);
  const told = Object.values(escalations).reduce((sum, count) => sum + count, 0);
  const orders = Object.fromEntries(
    [...tallies].flatMap(([department, tally]) => (tally.orders > 0 ? [[department, tally.orders]] : [])).sort(),
  ) as Record<string, number>;
  return { status: state.status, late, met, missed, told, orders };
};

/** Whatever is counted is the same, and it stands where it stood. */
const fingerprint = ({ state }: Replayed, tallies: ReadonlyMap<string, Tally>): string =>
  JSON.stringify([
    state.status,
    [...tallies].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, tally]) => [name, sorted(tally)]),
  ]);

/** The same act, that could not be done in the same way. */
const sameness = ({ act, instead }: Impossible): string => JSON.stringify([act, instead]);

/** Takes lives one at a time, so that a span of any length fits. */
export const comparing = ({ base, changes, until, lineOf }: CompareOptions) => {
  const unchanged = changed(base, []);
  const all = changed(base, changes);
  const single = new Map<Change, Changed>();
  const rows = { total: { was: noTally(), is: noTally() } };
  const streets: Record<string, Row> = {};
  const departments: Record<string, Row> = {};
  const categories: Record<string, Row> = {};
  const differences: Difference[] = [];
  const impossible: ({ caseId: string } & Omit<Impossible, "act">)[] = [];
  const proof = { same: 0, different: [] as string[] };
  const undecided: string[] = [];
  const unread: string[] = [];
  const events = { recorded: 0, was: 0, is: 0 };
  let cases = 0;
  let lookedLate = 0;

  const rowOf = (table: Record<string, Row>, name: string): Row => (table[name] ??= { was: noTally(), is: noTally() });
  const run = (life: Life, rules: Changed): Replayed =>
    replay(life, { rules, lived: base.calendars, looks: "exact", until, lineOf });

  /** Which of them, each by itself, makes of it something else than it was. */
  const causesOf = (life: Life, problem: Problem, was: string): readonly string[] => {
    const candidates = concerning(changes, problem);
    if (candidates.length === 1) return candidates.map(({ rule }) => rule);
    return candidates
      .filter((change) => {
        const rules = single.get(change) ?? changed(base, [change]);
        single.set(change, rules);
        const replayed = run(life, rules);
        return replayed.isUndecided === true || fingerprint(replayed, tallyOf(replayed.events, until)) !== was;
      })
      .map(({ rule }) => rule);
  };

  const take = (caseId: string, history: readonly Recorded[]): void => {
    cases += 1;
    events.recorded += history.length;
    const life = lifeOf(history, base.processOf);
    if (life === undefined) {
      unread.push(caseId);
      return;
    }
    const recorded = history.map(({ event }) => event);
    const again = replay(life, { rules: unchanged, lived: base.calendars, looks: "recorded", until, lineOf });
    if (firstDifference(recorded, again.events) === undefined) proof.same += 1;
    else proof.different.push(caseId);

    const was = run(life, unchanged);
    if (firstDifference(recorded.map(unlooked), was.events.map(unlooked)) !== undefined) lookedLate += 1;
    const is = changes.length === 0 ? was : run(life, all);
    if (is.isUndecided === true) {
      undecided.push(caseId);
      return;
    }
    events.was += was.events.length;
    events.is += is.events.length;
    // What could not have been done at exact looks under the old rules either is no matter of the new ones: somebody looked late.
    const anyway = new Set(was.impossible.map(sameness));
    for (const one of is.impossible) {
      const { act, ...shown } = one;
      if (act === undefined || !anyway.has(sameness(one))) impossible.push({ caseId, ...shown });
    }
    const before = tallyOf(was.events, until);
    const after = tallyOf(is.events, until);
    const { street, category } = life.problem;
    for (const [side, tallies] of [
      ["was", before],
      ["is", after],
    ] as const) {
      const sum = sumOf(tallies);
      add(rows.total[side], sum);
      add(rowOf(streets, street)[side], sum);
      add(rowOf(categories, category)[side], sum);
      for (const [department, tally] of tallies) add(rowOf(departments, department)[side], tally);
    }
    const print = fingerprint(was, before);
    if (print === fingerprint(is, after)) return;
    const index = firstDifference(was.events, is.events, false) ?? 0;
    const first = { was: glimpse(was.events[index]), is: glimpse(is.events[index]) };
    const rules = causesOf(life, life.problem, print);
    differences.push({
      caseId,
      street,
      category,
      rules: rules.length === 0 ? concerning(changes, life.problem).map(({ rule }) => rule) : rules,
      ...(rules.length === 0 ? { onlyTogether: true as const } : {}),
      first: {
        index,
        ...(first.was === undefined ? {} : { was: first.was }),
        ...(first.is === undefined ? {} : { is: first.is }),
      },
      was: outcomeOf(was, before),
      is: outcomeOf(is, after),
    });
  };

  return {
    take,
    result: (): Comparison => ({
      cases,
      events,
      proof,
      lookedLate,
      rules: changes.map(({ rule }) => rule),
      total: rows.total,
      streets,
      departments,
      categories,
      changed: differences,
      impossible,
      undecided,
      unread,
    }),
  };
};

/** An event without the instant at which somebody looked, and without what followed from that instant. */
export const unlooked = (event: CaseEvent): CaseEvent => {
  if (event.type === "CaseEscalated" || event.type === "LadderExhausted")
    return { ...event, data: { ...event.data, at: event.data.dueAt } } as CaseEvent;
  if (event.type === "OrderHandedOn" && event.data.because === "notAccepted") {
    const { acceptBy: _, ...data } = event.data;
    return { ...event, data: { ...data, at: "" } };
  }
  return event;
};
