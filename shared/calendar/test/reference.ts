/** A clock that walks minute by minute and knows nothing of tables: slow, and plain enough to be believed. */
import data from "../data/cn-2012-2026.json" with { type: "json" };
import type { ClockKind } from "../src/index.ts";

const MINUTE = 60_000;
const off = new Set(Object.entries(data.years).flatMap(([year, days]) => days.off.map((day) => `${year}-${day}`)));
const on = new Set(Object.entries(data.years).flatMap(([year, days]) => days.on.map((day) => `${year}-${day}`)));

const isWorked = (at: number): boolean => {
  const weekend = [0, 6].includes(new Date(at).getUTCDay());
  const day = new Date(at).toISOString().slice(0, 10);
  return weekend ? on.has(day) : !off.has(day);
};
const known = new Map<number, boolean>();

/** Does the working clock run in the minute that begins here? */
const isWorkingMinute = (at: number): boolean => {
  const local = at + 8 * 60 * MINUTE;
  const hour = Math.floor(local / (60 * MINUTE)) % 24;
  if (!((hour >= 8 && hour < 12) || (hour >= 14 && hour < 18))) return false;
  const day = Math.floor(local / (1440 * MINUTE));
  if (!known.has(day)) known.set(day, isWorked(local));
  return known.get(day)!;
};

const runs = (kind: ClockKind, at: number) => kind === "urgentHour" || kind === "naturalDay" || isWorkingMinute(at);

export const minutesIn: Record<ClockKind, number> = {
  urgentHour: 60,
  workingHour: 60,
  workingDay: 480,
  naturalDay: 1440,
};

/** `start` on a whole minute, `minutes` of the clock. */
export const slowAdd = (start: number, minutes: number, kind: ClockKind): number => {
  let at = start;
  for (let left = minutes; left > 0; at += MINUTE) if (runs(kind, at)) left -= 1;
  return at;
};

export const slowElapsed = (from: number, to: number, kind: ClockKind): number => {
  let minutes = 0;
  for (let at = from; at < to; at += MINUTE) if (runs(kind, at)) minutes += 1;
  return minutes;
};
