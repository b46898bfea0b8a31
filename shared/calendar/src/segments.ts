/**
 * 计时段. A clock that can be stopped is an append-only list of segments; its deadline is a pure function of them and of the
 * calendar editions they name.
 *
 * Pausing (挂账, a return to the dispatcher) stops the last segment, resuming appends one: the remainder runs on. A clock
 * that restarts (another department) is a new list. A segment is counted by the edition it began with, so that a calendar
 * published later moves no deadline that was issued before.
 */
import type { Calendar, ClockKind } from "./calendar.ts";
import { unitMs } from "./calendar.ts";

export type Segment = {
  readonly startedAt: string;
  /** Absent while this segment runs; only the last one may run. */
  readonly stoppedAt?: string;
  /** Why it started: a code, not prose. */
  readonly reason: string;
  /** The calendar edition that counts it. */
  readonly calendar: string;
};

/** The calendar of an edition. @throws calendar.edition_unknown */
export type CalendarOf = (edition: string) => Calendar;

/** How much of the clock the segments have used at an instant, in milliseconds of that clock. */
export const usedMs = (segments: readonly Segment[], kind: ClockKind, calendarOf: CalendarOf, at: string): number =>
  segments.reduce((used, { startedAt, stoppedAt, calendar }) => {
    const end = stoppedAt === undefined || Date.parse(stoppedAt) > Date.parse(at) ? at : stoppedAt;
    return Date.parse(end) <= Date.parse(startedAt)
      ? used
      : used + calendarOf(calendar).elapsedMs(startedAt, end, kind);
  }, 0);

/**
 * 处置时限. The instant at which the limit has run out over all segments, or undefined while the clock is stopped with
 * time left. If it ran out before a stop, that instant stands: a later stop does not make a late case punctual.
 */
export const deadlineOf = (
  segments: readonly Segment[],
  limit: number,
  kind: ClockKind,
  calendarOf: CalendarOf,
): string | undefined => {
  let left = Math.round(limit * unitMs[kind]);
  for (const { startedAt, stoppedAt, calendar: edition } of segments) {
    const calendar = calendarOf(edition);
    if (stoppedAt === undefined) return calendar.addTime(startedAt, left / unitMs[kind], kind);
    const used = calendar.elapsedMs(startedAt, stoppedAt, kind);
    if (used >= left) return calendar.addTime(startedAt, left / unitMs[kind], kind);
    left -= used;
  }
  return undefined;
};
