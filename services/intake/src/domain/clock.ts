/**
 * 计时. One clock of a matter: stretches in which it runs, pauses between them, each with since when and why.
 *
 * A deadline is issued with its instant and the edition of the calendar that gave it. From then on only the facts of this
 * file move it: a pause puts the issued deadline off by as much of the clock as the pause has lasted, so that a later edition
 * of the calendar changes nothing of what was promised.
 */
import { unitMs, type Calendar, type Limit } from "@wangge/calendar";
import { dayOf } from "./day.ts";

const DAY_MS = 86_400_000;

/** 期限. By its clock, or by whole days: then the day it starts on does not count and the last day counts to its end. */
export interface Term extends Limit {
  /** 开始的当日不计入 (民法典 art. 201); only of natural days. */
  readonly counted?: "byDay" | undefined;
  /** 最后一日是法定休假日的顺延 (民法典 art. 203). Where absent, the last day stands whatever day it is. */
  readonly rolls?: boolean | undefined;
}

export type Purpose = "accept" | "handle" | "review" | "rereview";

/** One thing that happened to a clock; part of the events of a matter. */
export type ClockFact =
  | {
      readonly does: "begin";
      readonly purpose: Purpose;
      readonly term: Term;
      readonly at: string;
      readonly dueAt: string;
      readonly calendar: string;
    }
  | { readonly does: "pause"; readonly at: string; readonly why: string }
  | { readonly does: "resume"; readonly at: string; readonly dueAt: string; readonly calendar: string }
  | { readonly does: "extend"; readonly at: string; readonly dueAt: string; readonly calendar: string }
  | { readonly does: "stop"; readonly at: string };

export interface Stretch {
  readonly startedAt: string;
  /** Late from this instant on. */
  readonly dueAt: string;
  readonly calendar: string;
  readonly stoppedAt?: string;
  /** 暂停原因: a code; absent where it stopped for good. */
  readonly why?: string;
}

export interface Countdown {
  readonly purpose: Purpose;
  readonly term: Term;
  /** Append-only, but for the end of the last one. */
  readonly stretches: readonly Stretch[];
}

/** 23:59:59 of the last day is in time; the instant after it is not. */
const endOf = (day: string): string => new Date(Date.parse(`${day}T00:00:00+08:00`) + DAY_MS).toISOString();
const daysAfter = (day: string, count: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);

const byDay = (day: string, { amount, rolls }: Term, calendar: Calendar): string => {
  let last = daysAfter(day, amount);
  if (rolls === true) while (!calendar.isWorkingDay(last)) last = daysAfter(last, 1);
  return endOf(last);
};

/** 截止时间 of a term from an instant on. @throws calendar.year_not_loaded */
export const dueAfter = (start: string, term: Term, calendar: Calendar): string =>
  term.counted === "byDay" ? byDay(dayOf(start), term, calendar) : calendar.dueAt(start, term);

/** Whether an instant is within a term. Asks for the calendar only where the last day has passed and may roll. */
export const isWithin = (start: string, term: Term, at: string, calendar: Calendar): boolean =>
  Date.parse(at) < Date.parse(dueAfter(start, { ...term, rolls: undefined }, calendar)) ||
  (term.rolls === true && Date.parse(at) < Date.parse(dueAfter(start, term, calendar)));

/** 延长 goes on from the deadline as issued, not from the day of the decision. */
const extendedFrom = (dueAt: string, term: Term, calendar: Calendar): string =>
  term.counted === "byDay"
    ? byDay(dayOf(new Date(Date.parse(dueAt) - 1).toISOString()), term, calendar)
    : calendar.dueAt(dueAt, term);

const lastOf = ({ stretches }: Countdown): Stretch => {
  const last = stretches.at(-1);
  if (last === undefined) throw new Error("a clock without a stretch");
  return last;
};

export const startOf = ({ stretches }: Countdown): string => stretches[0]?.startedAt ?? "";

const hasRunOut = ({ stoppedAt, dueAt }: Stretch): boolean =>
  stoppedAt !== undefined && Date.parse(stoppedAt) >= Date.parse(dueAt);

export const isRunning = (clock: Countdown): boolean => lastOf(clock).stoppedAt === undefined;
export const isPaused = (clock: Countdown): boolean => lastOf(clock).why !== undefined;
/** Why it stands still; nothing while it runs or has ended. */
export const pausedFor = (clock: Countdown): string | undefined => lastOf(clock).why;

/** The deadline in force; none while the clock is paused with time left. */
export const dueOf = (clock: Countdown): string | undefined => {
  const last = lastOf(clock);
  return isPaused(clock) && !hasRunOut(last) ? undefined : last.dueAt;
};

/** 超时. Derived: the clock ran to its deadline, and does not stand still because of a pause before it. */
export const isOverdue = (clock: Countdown, at: string): boolean => {
  const { dueAt, stoppedAt = at } = lastOf(clock);
  return Date.parse(stoppedAt) >= Date.parse(dueAt);
};

export interface Pause {
  readonly since: string;
  /** Absent while it lasts. */
  readonly until?: string;
  readonly why: string;
}

export const pausesOf = ({ stretches }: Countdown): readonly Pause[] =>
  stretches.flatMap(({ stoppedAt, why }, index) => {
    if (stoppedAt === undefined || why === undefined) return [];
    const until = stretches[index + 1]?.startedAt;
    return [{ since: stoppedAt, ...(until === undefined ? {} : { until }), why }];
  });

export const begin = (purpose: Purpose, term: Term, at: string, calendar: Calendar): ClockFact => ({
  does: "begin",
  purpose,
  term,
  at,
  dueAt: dueAfter(at, term, calendar),
  calendar: calendar.version,
});

/** Nothing of a clock that does not run. */
export const pause = (clock: Countdown, why: string, at: string): ClockFact | undefined =>
  isRunning(clock) ? { does: "pause", at, why } : undefined;

/** The remainder runs on; a deadline that had passed before the pause stands. */
export const resume = (clock: Countdown, at: string, calendar: Calendar): ClockFact | undefined => {
  if (!isPaused(clock)) return undefined;
  const { kind } = clock.term;
  const last = lastOf(clock);
  const pausedMs = hasRunOut(last) ? 0 : calendar.elapsedMs(last.stoppedAt ?? at, at, kind);
  const dueAt = calendar.addTime(last.dueAt, pausedMs / unitMs[kind], kind);
  return { does: "resume", at, dueAt, calendar: calendar.version };
};

export const extend = (clock: Countdown, term: Term, at: string, calendar: Calendar): ClockFact => ({
  does: "extend",
  at,
  dueAt: extendedFrom(lastOf(clock).dueAt, term, calendar),
  calendar: calendar.version,
});

/** For good. Nothing of a clock that has stopped so already; a paused one ends in its pause. */
export const stop = (clock: Countdown | undefined, at: string): ClockFact | undefined =>
  clock !== undefined && isRunning(clock) ? { does: "stop", at } : undefined;

const withLast = (clock: Countdown, change: Partial<Stretch>): Countdown => ({
  ...clock,
  stretches: [...clock.stretches.slice(0, -1), { ...lastOf(clock), ...change }],
});

/** The clocks of a matter after this fact; the last one is the one in force. */
export const turned = (clocks: readonly Countdown[], fact: ClockFact | undefined): readonly Countdown[] => {
  if (fact === undefined) return clocks;
  if (fact.does === "begin") {
    const { purpose, term, at: startedAt, dueAt, calendar } = fact;
    return [...clocks, { purpose, term, stretches: [{ startedAt, dueAt, calendar }] }];
  }
  const clock = clocks.at(-1);
  if (clock === undefined) throw new Error(`no clock to ${fact.does}`);
  const before = clocks.slice(0, -1);
  switch (fact.does) {
    case "pause":
      return [...before, withLast(clock, { stoppedAt: fact.at, why: fact.why })];
    case "resume": {
      const { at: startedAt, dueAt, calendar } = fact;
      return [...before, { ...clock, stretches: [...clock.stretches, { startedAt, dueAt, calendar }] }];
    }
    case "extend":
      return [...before, withLast(clock, { dueAt: fact.dueAt, calendar: fact.calendar })];
    case "stop":
      return [...before, withLast(clock, { stoppedAt: fact.at })];
  }
};
