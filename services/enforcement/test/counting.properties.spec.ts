import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firstLawBook as law, type Pause, type Period } from "../src/domain/law/index.ts";
import { daysBetween, isWorked, makeUpDays, slowEnd, slowLast } from "./slow-days.ts";

const days = daysBetween("2012-01-01", "2025-03-31");
const makeUp = [...makeUpDays];
const anyDay = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...days) },
  // The days before long holidays and make-up days, ends of months, and the leap day: where counting goes wrong.
  { weight: 3, arbitrary: fc.constantFrom(...days.filter((day) => !isWorked(day) || makeUpDays.has(day))) },
  { weight: 3, arbitrary: fc.constantFrom(...days.filter((day) => day.slice(8) >= "30" || day.endsWith("02-29"))) },
);
const anyPeriod: fc.Arbitrary<Period> = fc.oneof(
  fc.record({ unit: fc.constant("workingDay" as const), amount: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ unit: fc.constant("day" as const), amount: fc.integer({ min: 1, max: 120 }) }),
  fc.record({ unit: fc.constant("month" as const), amount: fc.integer({ min: 1, max: 12 }) }),
  fc.record({ unit: fc.constant("year" as const), amount: fc.constant(1) }),
);
/** Rests that begin within a year of the start; one may never end. */
const anyPauses = (from: string): fc.Arbitrary<readonly Pause[]> =>
  fc
    .array(fc.tuple(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 9 })), {
      maxLength: 3,
    })
    .map((rests) =>
      rests.map(([start, length, open], index) => {
        const at = (offset: number) => days[Math.min(days.indexOf(from) + offset, days.length - 1)] ?? from;
        const isOpen = open === 0 && index === rests.length - 1;
        return { from: at(start), ...(isOpen ? {} : { until: at(start + length) }) };
      }),
    );

describe("the last day of a period 期间届满日", () => {
  it("is that of the calendar on the wall, over holidays, make-up days and leap days", () => {
    const seen = { rolled: 0, makeUp: 0, monthEnd: 0, leap: 0 };
    fc.assert(
      fc.property(anyDay, anyPeriod, (from, period) => {
        const last = law.lastDay(from, period);
        expect(last).toBe(slowLast(from, period));
        const end = slowEnd(from, period);
        if (end !== last) seen.rolled += 1;
        if (makeUp.some((day) => from < day && day <= last)) seen.makeUp += 1;
        if (period.unit !== "day" && period.unit !== "workingDay" && end?.slice(8) !== from.slice(8))
          seen.monthEnd += 1;
        if (from.endsWith("02-29") || end?.endsWith("02-29") === true) seen.leap += 1;
      }),
      { numRuns: 3000 },
    );
    expect(seen.rolled).toBeGreaterThan(200);
    expect(seen.makeUp).toBeGreaterThan(200);
    expect(seen.monthEnd).toBeGreaterThan(15);
    expect(seen.leap).toBeGreaterThan(3);
  });

  it("waits for a clock that rested, and is not known while it rests", () => {
    const seen = { moved: 0, open: 0 };
    fc.assert(
      fc.property(
        anyDay
          .filter((day) => day < "2023-06-01")
          .chain((from) => fc.tuple(fc.constant(from), anyPeriod, anyPauses(from))),
        ([from, period, pauses]) => {
          const last = law.lastDayWithPauses(from, period, pauses);
          expect(last).toBe(slowLast(from, period, pauses));
          if (last === undefined) seen.open += 1;
          else if (last !== law.lastDay(from, period)) seen.moved += 1;
        },
      ),
      { numRuns: 2000 },
    );
    expect(seen.moved).toBeGreaterThan(300);
    expect(seen.open).toBeGreaterThan(40);
  });

  it("never comes earlier for a rest, and a rest that does not touch it changes nothing", () => {
    fc.assert(
      fc.property(anyDay, anyPeriod, (from, period) => {
        const last = law.lastDay(from, period);
        expect(law.lastDayWithPauses(from, period, [])).toBe(last);
        expect(law.lastDayWithPauses(from, period, [{ from: "2026-12-30", until: "2026-12-31" }])).toBe(last);
        expect(law.lastDayWithPauses(from, period, [{ from: last, until: last }])).toBe(last);
      }),
    );
  });

  it("before a hearing counts neither end", () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 10 }), (from, amount) => {
        const first = law.earliestAfter(from, { amount, unit: "workingDay" });
        const between = daysBetween(from, first).slice(1, -1);
        expect(between.filter(isWorked)).toHaveLength(amount);
      }),
    );
  });
});
