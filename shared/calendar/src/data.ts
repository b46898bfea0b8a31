/** A published calendar is data: the days that differ from Monday–Friday, the working slots and the offset from UTC. */
import { CalendarError } from "./errors.ts";

export type CalendarData = {
  /** Recorded with every deadline, so that a later edition never moves an issued one. */
  readonly version: string;
  readonly source: string;
  /** `+08:00`. Fixed: no daylight saving in the years loaded (China had none after 1991). */
  readonly utcOffset: string;
  /** Working slots of a working day, in order, `08:00-12:00`. */
  readonly slots: readonly string[];
  /** Every year loaded, without gaps. Days are `MM-DD`: `off` weekdays, `on` make-up working days (调休). */
  readonly years: Readonly<Record<string, { readonly off: readonly string[]; readonly on: readonly string[] }>>;
  /** The first year of which no notice is known, only the days that the regulation gives (`assumed.ts`). */
  readonly assumedFrom?: number;
};

const invalid = (message: string, details: Record<string, unknown> = {}) =>
  new CalendarError("invalid", "calendar.data_invalid", message, details);

/** 放假安排. One more year, as its notice says it; an edition of its own from the day on which it is loaded. */
export type LaterYear = {
  readonly version: string;
  readonly source: string;
  readonly year: string;
  readonly off: readonly string[];
  readonly on: readonly string[];
};

/** The next edition: all years before, as they were, and this one. @throws calendar.data_invalid where it is not the next year */
export const withYear = (data: CalendarData, { version, source, year, off, on }: LaterYear): CalendarData => {
  const last = Math.max(...Object.keys(data.years).map(Number));
  if (year !== String(last + 1)) throw invalid(`The next year is ${last + 1}`, { year });
  if (version === data.version) throw invalid("A new edition has a name of its own", { version });
  // Spring festival, New Year, the national days: no year is without.
  if (off.length === 0) throw invalid("A year without a holiday is no notice", { year });
  return {
    ...data,
    version,
    source: `${data.source}; ${year}: ${source}`,
    years: { ...data.years, [year]: { off, on } },
  };
};

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The data in the form the clocks count with. Days are numbered from the first day loaded, milliseconds from its midnight. */
export type Tables = {
  readonly firstYear: number;
  readonly lastYear: number;
  /** Epoch milliseconds of local midnight of the first day. */
  readonly origin: number;
  readonly dayCount: number;
  /** Working days before day n; one longer than the days, so that the last entry is their number. */
  readonly workingBefore: Int32Array;
  /** The day number of the n-th working day. */
  readonly workingDays: Int32Array;
  readonly slots: readonly { readonly from: number; readonly to: number; readonly before: number }[];
  /** Working milliseconds of one working day by the slots. */
  readonly perDay: number;
};

const minutesOf = (text: string): number => {
  const [, hour, minute] = /^(\d\d):(\d\d)$/.exec(text) ?? [];
  if (hour === undefined || minute === undefined) throw invalid(`"${text}" is not HH:MM`);
  return Number(hour) * 60 + Number(minute);
};

const slotsOf = (texts: readonly string[]) => {
  let before = 0;
  let end = 0;
  const slots = texts.map((text) => {
    const [open = "", close = ""] = text.split("-");
    const from = minutesOf(open) * MINUTE;
    const to = minutesOf(close) * MINUTE;
    if (from < end || to <= from || to > DAY)
      throw invalid("Slots must be in order and must not overlap", { slot: text });
    const slot = { from, to, before };
    before += to - from;
    end = to;
    return slot;
  });
  if (before === 0) throw invalid("A working day needs a slot");
  return { slots, perDay: before };
};

const offsetOf = (text: string): number => {
  const sign = text.startsWith("-") ? -1 : 1;
  return sign * minutesOf(text.slice(1)) * MINUTE;
};

/** Reads and checks the data once. @throws calendar.data_invalid */
export const tablesOf = (data: CalendarData): Tables => {
  const years = Object.keys(data.years)
    .map(Number)
    .sort((a, b) => a - b);
  const firstYear = years[0];
  const lastYear = years.at(-1);
  if (firstYear === undefined || lastYear === undefined) throw invalid("No year is loaded");
  if (lastYear - firstYear + 1 !== years.length)
    throw invalid("Years must follow one another without a gap", { years });

  const start = Date.UTC(firstYear, 0, 1);
  const dayCount = (Date.UTC(lastYear + 1, 0, 1) - start) / DAY;
  const isWorking = new Uint8Array(dayCount);
  // 1970-01-01 was a Thursday: 0 = Monday … 6 = Sunday.
  const weekday = (day: number) => (start / DAY + day + 3) % 7;
  for (let day = 0; day < dayCount; day++) isWorking[day] = weekday(day) < 5 ? 1 : 0;

  for (const [year, { off, on }] of Object.entries(data.years)) {
    for (const [days, working] of [
      [off, 0],
      [on, 1],
    ] as const) {
      for (const monthDay of days) {
        const date = `${year}-${monthDay}`;
        const at = Date.parse(`${date}T00:00:00Z`);
        if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== date) throw invalid(`"${date}" is no day`);
        const day = (at - start) / DAY;
        if (isWorking[day] === working) throw invalid(`${date} does not differ from Monday–Friday, or is listed twice`);
        isWorking[day] = working;
      }
    }
  }

  const workingBefore = new Int32Array(dayCount + 1);
  const workingDays: number[] = [];
  for (let day = 0; day < dayCount; day++) {
    workingBefore[day] = workingDays.length;
    if (isWorking[day] === 1) workingDays.push(day);
  }
  workingBefore[dayCount] = workingDays.length;

  return {
    firstYear,
    lastYear,
    origin: start - offsetOf(data.utcOffset),
    dayCount,
    workingBefore,
    workingDays: Int32Array.from(workingDays),
    ...slotsOf(data.slots),
  };
};
