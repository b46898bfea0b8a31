/**
 * 计时. The four clocks by which cases are timed, as implementations of the digital urban management standards
 * (GB/T 30428.8 and its forerunners) configure them:
 *
 * | clock | counts | holidays, weekends |
 * |---|---|---|
 * | 紧急工作时 `urgentHour` | without a break | counted |
 * | 工作时 `workingHour` | only in the working slots (08–12, 14–18) of working days | not counted |
 * | 工作日 `workingDay` | as 工作时; one day = 8 working hours | not counted |
 * | 自然日 `naturalDay` | without a break, one day = 24 hours | counted |
 *
 * A start outside the slots counts from the next slot. A deadline is the *earliest* instant at which the whole limit has
 * run: eight working hours from Monday 08:00 end on Monday 18:00, not on Tuesday 08:00.
 */
import { DAY, HOUR, tablesOf } from "./data.ts";
import type { CalendarData, Tables } from "./data.ts";
import { CalendarError } from "./errors.ts";

export type ClockKind = "urgentHour" | "workingHour" | "workingDay" | "naturalDay";

export const clockKinds = [
  "urgentHour",
  "workingHour",
  "workingDay",
  "naturalDay",
] as const satisfies readonly ClockKind[];

/** 时限. So much time by such a clock. */
export type Limit = { readonly amount: number; readonly kind: ClockKind };

/** Milliseconds of its own clock in one unit. A working day is 8 working hours whatever the slots add up to. */
export const unitMs: Readonly<Record<ClockKind, number>> = {
  urgentHour: HOUR,
  workingHour: HOUR,
  workingDay: 8 * HOUR,
  naturalDay: DAY,
};

/** 工作日历. Answers are in the form of the question: ISO text (UTC, milliseconds) for text, epoch milliseconds for a number. */
export type Calendar = {
  /** Record it with every deadline. */
  readonly version: string;
  readonly firstYear: number;
  readonly lastYear: number;
  /** 暂定. The first day that no notice has settled yet (`2027-01-01`): what reaches it counts on the regulation alone. */
  readonly assumedFrom?: string;

  /** Is this day (`2017-09-30`, local) worked? @throws calendar.year_not_loaded, calendar.day_invalid */
  isWorkingDay(day: string): boolean;

  /**
   * The earliest instant at which `amount` of this clock has run since `start`. The continuous clocks need no calendar
   * and answer in any year. @throws calendar.year_not_loaded, calendar.instant_invalid, calendar.amount_invalid
   */
  addTime(start: string, amount: number, kind: ClockKind): string;
  addTime(start: number, amount: number, kind: ClockKind): number;

  /** 处置时限. `addTime` for a limit as the filing standards write it. */
  dueAt(start: string, limit: Limit): string;
  dueAt(start: number, limit: Limit): number;

  /** How much of this clock runs between two instants, in its unit; negative when `to` is earlier. */
  elapsed(from: string | number, to: string | number, kind: ClockKind): number;
  /** The same in whole milliseconds of that clock. */
  elapsedMs(from: string | number, to: string | number, kind: ClockKind): number;
};

const zoned = /T.*(?:Z|[+-]\d\d:\d\d)$/;

/** Epoch milliseconds. Text without a zone is refused: it would mean another instant on every machine. */
const epochOf = (instant: string | number): number => {
  const at = typeof instant === "number" ? instant : zoned.test(instant) ? Date.parse(instant) : Number.NaN;
  if (Number.isFinite(at)) return at;
  throw new CalendarError("invalid", "calendar.instant_invalid", "Not an instant with a zone", { instant });
};

const notLoaded = ({ firstYear, lastYear }: Tables, details: Record<string, unknown>) =>
  new CalendarError(
    "unavailable",
    "calendar.year_not_loaded",
    `The calendar covers ${firstYear}–${lastYear} only; npm run calendar:year loads the next year`,
    {
      firstYear,
      lastYear,
      ...details,
    },
  );

/** Working milliseconds between the first midnight loaded and an instant. */
const workedUntil = (tables: Tables, at: number): number => {
  const since = at - tables.origin;
  const day = Math.floor(since / DAY);
  if (day < 0 || day >= tables.dayCount) throw notLoaded(tables, { at: new Date(at).toISOString() });
  const before = tables.workingBefore[day]!;
  const worked = before * tables.perDay;
  if (tables.workingBefore[day + 1] === before) return worked;
  const time = since - day * DAY;
  let today = 0;
  for (const slot of tables.slots) {
    if (time <= slot.from) break;
    today = slot.before + Math.min(time, slot.to) - slot.from;
  }
  return worked + today;
};

/** The earliest instant at which so many working milliseconds (more than none) have run. */
const instantAfter = (tables: Tables, worked: number): number => {
  const index = Math.ceil(worked / tables.perDay) - 1;
  const day = tables.workingDays[index];
  if (day === undefined) throw notLoaded(tables, { reached: tables.lastYear + 1 });
  const today = worked - index * tables.perDay;
  const slot = tables.slots.findLast(({ before }) => before < today)!;
  return tables.origin + day * DAY + slot.from + (today - slot.before);
};

/** Makes a calendar of published data. @throws calendar.data_invalid */
export const createCalendar = (data: CalendarData): Calendar => {
  const tables = tablesOf(data);
  const isContinuous = (kind: ClockKind) => kind === "urgentHour" || kind === "naturalDay";

  const add = (start: number, amount: number, kind: ClockKind): number => {
    if (!(amount >= 0 && Number.isFinite(amount)))
      throw new CalendarError("invalid", "calendar.amount_invalid", "An amount of time is a number from 0 up", {
        amount,
      });
    const ms = Math.round(amount * unitMs[kind]);
    if (isContinuous(kind)) return start + ms;
    const worked = workedUntil(tables, start);
    return ms === 0 ? start : instantAfter(tables, worked + ms);
  };

  function addTime(start: string, amount: number, kind: ClockKind): string;
  function addTime(start: number, amount: number, kind: ClockKind): number;
  function addTime(start: string | number, amount: number, kind: ClockKind): string | number {
    const at = add(epochOf(start), amount, kind);
    return typeof start === "number" ? at : new Date(at).toISOString();
  }

  function dueAt(start: string, limit: Limit): string;
  function dueAt(start: number, limit: Limit): number;
  function dueAt(start: string | number, { amount, kind }: Limit): string | number {
    return typeof start === "number" ? addTime(start, amount, kind) : addTime(start, amount, kind);
  }

  const elapsedMs: Calendar["elapsedMs"] = (from, to, kind) => {
    const start = epochOf(from);
    const end = epochOf(to);
    return isContinuous(kind) ? end - start : workedUntil(tables, end) - workedUntil(tables, start);
  };

  return {
    version: data.version,
    firstYear: tables.firstYear,
    lastYear: tables.lastYear,
    ...(data.assumedFrom === undefined ? {} : { assumedFrom: `${data.assumedFrom}-01-01` }),
    addTime,
    dueAt,
    elapsedMs,
    elapsed: (from, to, kind) => elapsedMs(from, to, kind) / unitMs[kind],
    isWorkingDay: (text) => {
      const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
      if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text)
        throw new CalendarError("invalid", "calendar.day_invalid", "Not a day, YYYY-MM-DD", { day: text });
      const day = (at - Date.UTC(tables.firstYear, 0, 1)) / DAY;
      if (day < 0 || day >= tables.dayCount) throw notLoaded(tables, { day: text });
      return tables.workingBefore[day + 1] !== tables.workingBefore[day];
    },
  };
};
