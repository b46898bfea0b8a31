/**
 * 暂定. Years whose notice is not out yet, by the regulation alone: work that reaches into the next year goes on, and says on what it counts. An edition of
 * its own, so that the notice moves no deadline that was issued before it.
 */
import type { CalendarData } from "./data.ts";
import { dayAfter, weekdayOf } from "./day.ts";

/** The days that a regulation gives, `MM-DD`, once for each reason: two feasts on one day are two days off. */
export type StatutoryDays = {
  readonly source: string;
  readonly years: Readonly<Record<string, readonly string[]>>;
};

const isWeekend = (day: string): boolean => weekdayOf(day) > 5;

/** 补假. A day off that falls on a weekend, or on another one, is given on the next weekday that is none. */
const weekdaysOff = (year: string, days: readonly string[]): string[] => {
  const off = new Set<string>();
  const spare: string[] = [];
  for (const monthDay of days) {
    const day = `${year}-${monthDay}`;
    if (isWeekend(day) || off.has(day)) spare.push(day);
    else off.add(day);
  }
  for (let day of spare) {
    while (isWeekend(day) || off.has(day)) day = dayAfter(day, 1);
    off.add(day);
  }
  return [...off].sort().map((day) => day.slice(5));
};

/** The same calendar and, behind its last year, those of which only the regulation is known. Without any it stays as it is. */
export const withAssumedYears = (data: CalendarData, { source, years }: StatutoryDays): CalendarData => {
  let next = Math.max(...Object.keys(data.years).map(Number)) + 1;
  const first = next;
  const added: Record<string, CalendarData["years"][string]> = {};
  for (let days = years[next]; days !== undefined; days = years[next])
    added[next] = { off: weekdaysOff(String(next++), days), on: [] };
  if (next === first) return data;
  return {
    ...data,
    version: `${data.version}+assumed`,
    source: `${data.source}; from ${first} on assumed: ${source}`,
    years: { ...data.years, ...added },
    assumedFrom: first,
  };
};
