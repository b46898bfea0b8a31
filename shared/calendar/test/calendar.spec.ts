import fc from "fast-check";
import { describe, expect, it } from "vitest";
import data from "../data/cn-2012-2026.json" with { type: "json" };
import { clockKinds, createCalendar, unitMs } from "../src/index.ts";
import type { ClockKind } from "../src/index.ts";
import { minutesIn, slowAdd, slowElapsed } from "./reference.ts";

const calendar = createCalendar(data);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Local time of the district: `local("2017-09-29 17:00")`. */
const local = (text: string) => new Date(`${text.replace(" ", "T")}:00+08:00`).toISOString();
const code = (work: () => unknown) => {
  try {
    return work();
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe("isWorkingDay 工作日", () => {
  it.each([
    ["2017-09-29", true, "an ordinary Friday"],
    ["2017-09-30", true, "the make-up Saturday before National Day"],
    ["2017-10-01", false, "National Day, a Sunday"],
    ["2017-10-06", false, "a Friday in the National Day week"],
    ["2017-10-08", false, "the Sunday that ends it"],
    ["2017-10-09", true, "the Monday after"],
    ["2015-09-03", false, "the victory parade holiday, once only"],
    ["2012-01-29", true, "the make-up Sunday after the Spring Festival"],
    ["2016-02-29", true, "a leap day, a Monday"],
    ["2012-01-01", false, "the first day loaded"],
    ["2026-12-31", true, "the last day loaded"],
  ])("%s: %s, %s", (day, worked) => expect(calendar.isWorkingDay(day)).toBe(worked));

  it("counts the working days of each year as the State Council's notices do", () => {
    const count = (year: number) =>
      Array.from({ length: 366 }, (_, day) => new Date(Date.UTC(year, 0, 1 + day)).toISOString().slice(0, 10)).filter(
        (day) => day.startsWith(String(year)) && calendar.isWorkingDay(day),
      ).length;
    expect(Array.from({ length: 15 }, (_, index) => count(2012 + index))).toEqual([
      249, 250, 250, 249, 250, 249, 250, 250, 249, 250, 249, 249, 251, 248, 248,
    ]);
  });

  it.each(["2017-02-29", "2017-9-30", "30.09.2017", ""])("refuses %j", (day) =>
    expect(code(() => calendar.isWorkingDay(day))).toBe("calendar.day_invalid"),
  );
});

describe("addTime", () => {
  it.each<[string, number, ClockKind, string, string]>([
    ["2017-09-29 17:00", 2, "workingHour", "2017-09-30 09:00", "into the make-up Saturday"],
    ["2017-09-30 17:00", 1, "workingDay", "2017-10-09 17:00", "over National Day 2017, eight days off"],
    ["2017-09-30 17:00", 1, "naturalDay", "2017-10-01 17:00", "a natural day runs through the holiday"],
    ["2017-10-01 23:30", 2, "urgentHour", "2017-10-02 01:30", "an urgent hour runs through the night"],
    ["2014-06-03 08:00", 8, "workingHour", "2014-06-03 18:00", "a full day ends on its evening"],
    ["2014-06-03 08:00", 4, "workingHour", "2014-06-03 12:00", "a full morning ends at noon"],
    ["2014-06-03 12:00", 1, "workingHour", "2014-06-03 15:00", "noon counts from the afternoon"],
    ["2014-06-03 03:00", 1, "workingDay", "2014-06-03 18:00", "the night counts from the morning"],
    ["2014-06-07 10:00", 2, "workingDay", "2014-06-10 18:00", "a Saturday counts from Monday"],
    ["2014-06-07 10:00", 0, "workingDay", "2014-06-07 10:00", "nothing moves nothing"],
    ["2014-06-03 16:30", 0.25, "workingDay", "2014-06-04 08:30", "a quarter of a day is two hours"],
    ["2026-12-31 17:00", 1, "workingHour", "2026-12-31 18:00", "the last working hour loaded"],
  ])("%s + %d %s = %s: %s", (start, amount, kind, end) => {
    expect(calendar.addTime(local(start), amount, kind)).toBe(local(end));
    expect(calendar.dueAt(Date.parse(local(start)), { amount, kind })).toBe(Date.parse(local(end)));
  });

  it("reads any zone and answers in UTC", () =>
    expect(calendar.addTime("2014-06-03T08:00:00+08:00", 2, "workingHour")).toBe("2014-06-03T02:00:00.000Z"));
});

describe("a year that is not loaded is refused, not guessed", () => {
  it.each<[string, () => unknown]>([
    ["a start in 2027", () => calendar.addTime(local("2027-01-01 00:00"), 1, "workingDay")],
    ["a start in 2011", () => calendar.addTime(local("2011-12-31 23:59"), 0, "workingHour")],
    ["a deadline in 2027", () => calendar.addTime(local("2026-12-31 17:00"), 2, "workingHour")],
    ["a count into 2027", () => calendar.elapsed(local("2026-12-31 17:00"), local("2027-01-04 09:00"), "workingHour")],
    ["a day of 2027", () => calendar.isWorkingDay("2027-01-01")],
  ])("%s", (_, ask) => expect(code(ask)).toBe("calendar.year_not_loaded"));

  it("but the continuous clocks need no calendar", () =>
    expect(calendar.addTime(local("2026-12-31 23:00"), 2, "urgentHour")).toBe(local("2027-01-01 01:00")));
});

it.each(["2017-09-30", "2017-09-30T08:00:00", "yesterday", Number.NaN, Infinity])("refuses the instant %j", (start) =>
  expect(code(() => calendar.addTime(start as string, 1, "urgentHour"))).toBe("calendar.instant_invalid"),
);
it.each([-1, Number.NaN, Infinity])("refuses the amount %d", (amount) =>
  expect(code(() => calendar.addTime(0, amount, "naturalDay"))).toBe("calendar.amount_invalid"),
);

describe("createCalendar refuses data that cannot be meant", () => {
  const year = { off: [], on: [] };
  it.each<[string, object]>([
    ["a gap between years", { years: { "2012": year, "2014": year } }],
    ["no year", { years: {} }],
    ["a day that does not exist", { years: { "2013": { off: ["02-29"], on: [] } } }],
    ["a holiday on a Saturday", { years: { "2013": { off: ["01-05"], on: [] } } }],
    ["a day listed twice", { years: { "2013": { off: ["01-01", "01-01"], on: [] } } }],
    ["slots that overlap", { slots: ["08:00-12:00", "11:00-18:00"] }],
    ["no slot", { slots: [] }],
    ["an hour that is no hour", { slots: ["8-12"] }],
  ])("%s", (_, change) => expect(code(() => createCalendar({ ...data, ...change }))).toBe("calendar.data_invalid"));
});

// Half of the starts lie within ten days of a day that differs from Monday–Friday: that is where clocks go wrong.
const special = Object.entries(data.years).flatMap(([y, { off, on }]) =>
  [...off, ...on].map((day) => local(`${y}-${day} 00:00`)),
);
const first = Date.parse(local("2012-01-01 00:00"));
const last = Date.parse(local("2026-11-15 00:00"));
const anyStart = fc
  .oneof(
    fc.integer({ min: 0, max: (last - first) / MINUTE }).map((minutes) => first + minutes * MINUTE),
    fc
      .tuple(fc.constantFrom(...special), fc.integer({ min: -14_400, max: 1_440 }))
      .map(([day, minutes]) => Date.parse(day) + minutes * MINUTE),
  )
  .filter((at) => at >= first && at <= last);
const anyKind = fc.constantFrom(...clockKinds);
const anyMinutes = fc.oneof(fc.integer({ min: 0, max: 5 * 480 }), fc.constantFrom(60, 120, 240, 480, 960, 2_400));

describe("against the clock that walks minute by minute", () => {
  it("adds the same", () =>
    fc.assert(
      fc.property(anyStart, anyMinutes, anyKind, (start, minutes, kind) => {
        expect(calendar.addTime(start, minutes / minutesIn[kind], kind)).toBe(slowAdd(start, minutes, kind));
      }),
      { numRuns: 1_500 },
    ));

  it("counts the same", () =>
    fc.assert(
      fc.property(anyStart, fc.integer({ min: 0, max: 20 * 1_440 }), anyKind, (from, minutes, kind) => {
        const to = from + minutes * MINUTE;
        const units = slowElapsed(from, to, kind) / minutesIn[kind];
        expect(calendar.elapsed(from, to, kind)).toBeCloseTo(units, 9);
        expect(calendar.elapsed(to, from, kind)).toBeCloseTo(-units, 9);
      }),
      { numRuns: 500 },
    ));
});

it("what is added has elapsed, to the millisecond, and not a millisecond earlier", () =>
  fc.assert(
    fc.property(
      anyStart,
      fc.nat(MINUTE),
      fc.integer({ min: 1, max: 6 * 24 * HOUR }),
      anyKind,
      (minute, ms, length, kind) => {
        const start = minute + ms;
        const end = calendar.addTime(start, length / unitMs[kind], kind);
        expect(calendar.elapsedMs(start, end, kind)).toBe(length);
        expect(calendar.elapsedMs(start, end - 1, kind)).toBe(length - 1);
      },
    ),
    { numRuns: 3_000 },
  ));
