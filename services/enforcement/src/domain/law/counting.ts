import { dayAfter, monthsAfter, type Calendar } from "@wangge/calendar";
import type { Day, Pause, Period } from "./terms.ts";

type IsWorking = Calendar["isWorkingDay"];

const rolled = (isWorking: IsWorking, day: Day): Day => {
  let last = day;
  while (!isWorking(last)) last = dayAfter(last, 1);
  return last;
};

const rests = (pauses: readonly Pause[], day: Day): boolean =>
  pauses.some(({ from, until }) => from <= day && (until === undefined || day < until));

/** The day on which so many of the days that count have gone by; the first one is not counted. */
const dayByDay = (from: Day, amount: number, counts: (day: Day) => boolean): Day => {
  let day = from;
  for (let left = amount; left > 0;) {
    day = dayAfter(day, 1);
    if (counts(day)) left -= 1;
  }
  return day;
};

/** The corresponding day, moved by every day of rest on the way to it. */
const monthByMonth = (from: Day, months: number, pauses: readonly Pause[]): Day => {
  let end = monthsAfter(from, months);
  if (pauses.length === 0) return end;
  for (let day = dayAfter(from, 1); day <= end; day = dayAfter(day, 1)) if (rests(pauses, day)) end = dayAfter(end, 1);
  return end;
};

/** Where the whole period ends, without rolling over. Only working days ask the calendar. */
export const endOf = (
  isWorking: IsWorking,
  from: Day,
  { amount, unit }: Period,
  pauses: readonly Pause[] = [],
): Day => {
  switch (unit) {
    case "workingDay":
      return dayByDay(from, amount, (day) => isWorking(day) && !rests(pauses, day));
    case "day":
      return dayByDay(from, amount, (day) => !rests(pauses, day));
    case "month":
      return monthByMonth(from, amount, pauses);
    case "year":
      return monthByMonth(from, amount * 12, pauses);
  }
};

/** 期间届满日 */
export const lastDayOf = (isWorking: IsWorking, from: Day, period: Period): Day =>
  rolled(isWorking, endOf(isWorking, from, period));

/** The same for a clock that rested on some days; nothing where it rests still, with time left. */
export const lastDayPaused = (
  isWorking: IsWorking,
  from: Day,
  period: Period,
  pauses: readonly Pause[],
): Day | undefined => {
  const ended = pauses.filter(({ until }) => until !== undefined);
  const end = endOf(isWorking, from, period, ended);
  const isStopped = pauses.some((pause) => pause.until === undefined && pause.from <= end);
  return isStopped ? undefined : rolled(isWorking, end);
};
