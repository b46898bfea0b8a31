/**
 * 处置计时. The clock of one party in a case. Its deadline is issued in an event and recomputed by nobody; it always equals what
 * `deadlineOf` makes of the segments, whatever happens to the case in between.
 */
import { deadlineOf, type Calendars, type Limit, type Segment } from "@wangge/calendar";

export interface Clock {
  readonly assignedAt: string;
  /** The deadline issued last. While the clock stands still it is not running towards it. */
  readonly dueAt: string;
  /** The calendar edition of the running segment; a later one does not move `dueAt`. */
  readonly calendar: string;
  /** How often one more original limit was granted. */
  readonly extensions?: number;
  /** Only of a clock that stood still at least once. */
  readonly segments?: readonly Segment[];
}

export const segmentsOf = ({ assignedAt, calendar, segments }: Clock): readonly Segment[] =>
  segments ?? [{ startedAt: assignedAt, reason: "assigned", calendar }];

export const stoppedAtOf = (clock: Clock): string | undefined => clock.segments?.at(-1)?.stoppedAt;

/** The work done, or still open, at this instant: was it late? */
export const isLate = (clock: Clock, at: string): boolean => {
  const stoppedAt = stoppedAtOf(clock);
  return (stoppedAt !== undefined && stoppedAt < at ? stoppedAt : at) > clock.dueAt;
};

const totalOf = ({ amount }: Limit, extensions: number): number => amount * (1 + extensions);

/** A new clock's deadline. */
export const issued = (limit: Limit, at: string, { current }: Calendars): { dueAt: string; calendar: string } => ({
  dueAt: current.dueAt(at, limit),
  calendar: current.version,
});

const derived = (segments: readonly Segment[], limit: Limit, extensions: number, calendars: Calendars): string => {
  const dueAt = deadlineOf(segments, totalOf(limit, extensions), limit.kind, calendars.of);
  if (dueAt === undefined) throw new Error("a running clock has a deadline");
  return dueAt;
};

const startedAgain = (clock: Clock, at: string, reason: string, calendar: string): readonly Segment[] => [
  ...segmentsOf(clock),
  { startedAt: at, reason, calendar },
];

/** The deadline if the clock took up its remainder now. */
export const resumedDue = (
  clock: Clock,
  limit: Limit,
  at: string,
  calendars: Calendars,
): { dueAt: string; calendar: string } => {
  const calendar = calendars.current.version;
  const segments = startedAgain(clock, at, "resumed", calendar);
  return { dueAt: derived(segments, limit, clock.extensions ?? 0, calendars), calendar };
};

const cutAt = (clock: Clock, at: string, calendar: string): readonly Segment[] =>
  calendar === clock.calendar ? segmentsOf(clock) : startedAgain(stopped(clock, at), at, "extended", calendar);

/** 延期: the deadline with one more original limit. */
export const extendedDue = (
  clock: Clock,
  limit: Limit,
  at: string,
  calendars: Calendars,
): { dueAt: string; calendar: string } => {
  const calendar = calendars.current.version;
  const segments = cutAt(clock, at, calendar);
  return { dueAt: derived(segments, limit, (clock.extensions ?? 0) + 1, calendars), calendar };
};

/** The next three keep what was issued: they only write down what happened. */
export const stopped = <C extends Clock>(clock: C, at: string): C => {
  const segments = segmentsOf(clock);
  const last = segments.at(-1);
  if (last === undefined || last.stoppedAt !== undefined) return clock;
  return { ...clock, segments: [...segments.slice(0, -1), { ...last, stoppedAt: at }] };
};

export const resumed = <C extends Clock>(
  clock: C,
  { at, dueAt, calendar }: { readonly at: string; readonly dueAt: string; readonly calendar: string },
): C => ({ ...clock, dueAt, calendar, segments: startedAgain(clock, at, "resumed", calendar) });

export const extended = <C extends Clock>(
  clock: C,
  { at, dueAt, calendar }: { readonly at: string; readonly dueAt: string; readonly calendar: string },
): C => ({
  ...clock,
  ...(calendar === clock.calendar ? {} : { segments: cutAt(clock, at, calendar) }),
  dueAt,
  calendar,
  extensions: (clock.extensions ?? 0) + 1,
});
