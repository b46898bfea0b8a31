/** Counting by the calendar on the wall, one day after the other: slow, and plain enough to be believed. */
import published from "@wangge/calendar/data/cn-2012-2026.json" with { type: "json" };
import type { Pause, Period } from "../src/domain/law/index.ts";

const off = new Set<string>();
const makeUp = new Set<string>();
for (const [year, days] of Object.entries(published.years)) {
  for (const day of days.off) off.add(`${year}-${day}`);
  for (const day of days.on) makeUp.add(`${year}-${day}`);
}
export const makeUpDays: ReadonlySet<string> = makeUp;

const next = (day: string): string => {
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
};

export const isWorked = (day: string): boolean => {
  if (day < "2012-01-01" || day > "2026-12-31") throw new Error(`${day}: not on this wall`);
  if (makeUp.has(day)) return true;
  const weekday = new Date(`${day}T12:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !off.has(day);
};

const isResting = (day: string, pauses: readonly Pause[]): boolean => {
  for (const { from, until } of pauses) if (day >= from && day < (until ?? "9999")) return true;
  return false;
};

/** Leafs over to the month so many leaves later, then down to the date, or to the last one there is. */
const leafed = (from: string, months: number): string => {
  let day = from;
  for (let leaf = 0; leaf < months; leaf += 1) {
    const month = day.slice(0, 7);
    while (day.slice(0, 7) === month) day = next(day);
  }
  const month = day.slice(0, 7);
  while (day.slice(8) < from.slice(8) && next(day).slice(0, 7) === month) day = next(day);
  return day;
};

/** Nothing where the clock rests for good before it has run out. */
export const slowEnd = (from: string, { amount, unit }: Period, pauses: readonly Pause[] = []): string | undefined => {
  const stop = pauses.find(({ until }) => until === undefined)?.from ?? "9999";
  let day = from;
  if (unit === "month" || unit === "year") {
    let rest = 0;
    const aim = leafed(from, unit === "year" ? amount * 12 : amount);
    while (day < aim) {
      day = next(day);
      if (isResting(day, pauses)) rest += 1;
      if (day >= stop) return undefined;
    }
    while (rest > 0) {
      day = next(day);
      if (day >= stop) return undefined;
      if (!isResting(day, pauses)) rest -= 1;
    }
    return day;
  }
  let counted = 0;
  while (counted < amount) {
    day = next(day);
    if (day >= stop) return undefined;
    if (isResting(day, pauses)) continue;
    if (unit === "workingDay" && !isWorked(day)) continue;
    counted += 1;
  }
  return day;
};

export const slowRoll = (day: string): string => {
  let last = day;
  while (!isWorked(last)) last = next(last);
  return last;
};

export const slowLast = (from: string, period: Period, pauses: readonly Pause[] = []): string | undefined => {
  const end = slowEnd(from, period, pauses);
  return end === undefined ? undefined : slowRoll(end);
};

export const daysBetween = (first: string, last: string): readonly string[] => {
  const all = [first];
  for (let day = first; day < last;) all.push((day = next(day)));
  return all;
};
