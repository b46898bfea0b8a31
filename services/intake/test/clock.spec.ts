import { chinaCalendar, createCalendar, deadlineOf, type Calendar } from "@wangge/calendar";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  begin,
  dueOf,
  extend,
  isOverdue,
  pause,
  pausesOf,
  resume,
  stop,
  turned,
  type Countdown,
  type Term,
} from "../src/domain/clock.ts";

const byDay = (amount: number, rolls?: boolean): Term => ({
  amount,
  kind: "naturalDay",
  counted: "byDay",
  ...(rolls === undefined ? {} : { rolls }),
});
const fiveDays: Term = { amount: 5, kind: "workingDay" };
const START = "2017-12-27T01:00:00.000Z";

const running = (term: Term, at = START, calendar: Calendar = chinaCalendar): Countdown => {
  const [clock] = turned([], begin("handle", term, at, calendar));
  if (clock === undefined) throw new Error("no clock");
  return clock;
};
const after = (clock: Countdown, fact: Parameters<typeof turned>[1]): Countdown =>
  turned([clock], fact).at(-1) ?? clock;
const paused = (clock: Countdown, at: string): Countdown => after(clock, pause(clock, "materials", at));
const resumed = (clock: Countdown, at: string, calendar: Calendar = chinaCalendar): Countdown =>
  after(clock, resume(clock, at, calendar));

describe("a term by days", () => {
  it("does not count the first day, and its last day lasts to its end", () => {
    expect(dueOf(running(byDay(15)))).toBe("2018-01-11T16:00:00.000Z");
    expect(dueOf(running(byDay(15), "2017-12-27T15:59:59.999Z"))).toBe("2018-01-11T16:00:00.000Z");
    expect(dueOf(running(byDay(15), "2017-12-27T16:00:00.000Z"))).toBe("2018-01-12T16:00:00.000Z");
  });

  it("needs no calendar of a year that is not loaded, but where its last day may roll", () => {
    const { lastYear } = chinaCalendar;
    const late = `${lastYear}-11-24T01:00:00.000Z`;
    expect(dueOf(running(byDay(60), late))).toBe(`${lastYear + 1}-01-23T16:00:00.000Z`);
    expect(() => running(byDay(60, true), late)).toThrow(`–${lastYear} only`);
  });

  it("rolls from a holiday to the next working day only where the rule says so", () => {
    // 2017-12-30 to 2018-01-01 are a weekend and New Year.
    expect(dueOf(running(byDay(3)))).toBe("2017-12-30T16:00:00.000Z");
    expect(dueOf(running(byDay(3, true)))).toBe("2018-01-02T16:00:00.000Z");
  });

  it("is extended from its last day on", () => {
    const clock = running(byDay(60));
    const more = after(clock, extend(clock, byDay(30), "2018-01-05T01:00:00.000Z", chinaCalendar));
    expect(dueOf(more)).toBe("2018-03-27T16:00:00.000Z");
  });
});

describe("a pause", () => {
  it("keeps the remainder and says since when and why", () => {
    // Two of five working days are used.
    const still = paused(running(fiveDays), "2017-12-29T01:00:00.000Z");
    expect(dueOf(still)).toBeUndefined();
    expect(pausesOf(still)).toEqual([{ since: "2017-12-29T01:00:00.000Z", why: "materials" }]);
    const on = resumed(still, "2018-01-08T01:00:00.000Z");
    expect(dueOf(on)).toBe("2018-01-11T01:00:00.000Z");
    expect(pausesOf(on)).toEqual([
      { since: "2017-12-29T01:00:00.000Z", until: "2018-01-08T01:00:00.000Z", why: "materials" },
    ]);
  });

  it("does not make a late matter punctual", () => {
    const late = paused(running(fiveDays), "2018-01-20T01:00:00.000Z");
    expect(isOverdue(late, "2018-01-20T01:00:00.000Z")).toBe(true);
    expect(dueOf(resumed(late, "2018-01-22T01:00:00.000Z"))).toBe(dueOf(running(fiveDays)));
  });

  it("of what is paused or over is nothing", () => {
    const still = paused(running(fiveDays), "2017-12-29T01:00:00.000Z");
    expect(pause(still, "hearing", "2017-12-30T01:00:00.000Z")).toBeUndefined();
    expect(stop(still, "2017-12-30T01:00:00.000Z")).toBeUndefined();
    expect(resume(running(fiveDays), "2017-12-30T01:00:00.000Z", chinaCalendar)).toBeUndefined();
  });
});

describe("a later edition of the calendar", () => {
  const years = Object.fromEntries(["2017", "2018"].map((year) => [year, { off: [], on: [] }]));
  const edition = (version: string, off: readonly string[]): Calendar =>
    createCalendar({
      version,
      source: "a test",
      utcOffset: "+08:00",
      slots: ["08:00-12:00", "14:00-18:00"],
      years: { ...years, "2018": { off, on: [] } },
    });
  const [first, second] = [edition("1", []), edition("2", ["01-02", "01-03"])];

  it("moves no deadline that was issued, neither as it runs nor through a pause without length", () => {
    const clock = running(fiveDays, START, first);
    const at = "2017-12-28T01:00:00.000Z";
    const again = resumed(paused(clock, at), at, second);
    expect(dueOf(again)).toBe(dueOf(clock));
    expect(again.stretches.map(({ calendar }) => calendar)).toEqual(["1", "2"]);
  });

  it("counts for what begins after it", () => {
    expect(dueOf(running(fiveDays, START, second))).not.toBe(dueOf(running(fiveDays, START, first)));
  });
});

it("whatever pauses there are, the deadline is that of the segments that ran", () => {
  const steps = fc.array(fc.integer({ min: 1, max: 60 * 72 }), { maxLength: 12 });
  const term = fc.record({
    amount: fc.integer({ min: 1, max: 30 }),
    kind: fc.constantFrom("workingDay" as const, "workingHour" as const, "naturalDay" as const),
  });
  let late = 0;
  fc.assert(
    fc.property(term, steps, (wanted, minutes) => {
      let clock = running(wanted);
      let at = Date.parse(START);
      const instant = (): string => new Date(at).toISOString();
      for (const [index, wait] of minutes.entries()) {
        at += wait * 60_000;
        clock = index % 2 === 0 ? paused(clock, instant()) : resumed(clock, instant());
      }
      const segments = clock.stretches.map(({ startedAt, stoppedAt }) => ({
        startedAt,
        ...(stoppedAt === undefined ? {} : { stoppedAt }),
        reason: "test",
        calendar: chinaCalendar.version,
      }));
      expect(dueOf(clock)).toBe(deadlineOf(segments, wanted.amount, wanted.kind, () => chinaCalendar));
      if (isOverdue(clock, instant())) late += 1;
    }),
    { numRuns: 500 },
  );
  expect(late).toBeGreaterThan(20);
});
