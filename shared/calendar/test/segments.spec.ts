import fc from "fast-check";
import { expect, it } from "vitest";
import { chinaCalendar, chinaCalendars, clockKinds, deadlineOf, usedMs } from "../src/index.ts";
import type { Segment } from "../src/index.ts";

const calendar = chinaCalendars.of;
const edition = { calendar: chinaCalendar.version };
const MINUTE = 60_000;
const local = (text: string) => new Date(`${text.replace(" ", "T")}:00+08:00`).toISOString();
const segment = (startedAt: string, stoppedAt?: string): Segment => ({
  startedAt: local(startedAt),
  ...(stoppedAt !== undefined && { stoppedAt: local(stoppedAt) }),
  reason: "assigned",
  ...edition,
});

it("a running clock has the deadline of its limit", () =>
  expect(deadlineOf([segment("2014-06-03 09:00")], 4, "workingHour", calendar)).toBe(local("2014-06-03 15:00")));

it("a stopped clock has none, and takes up its remainder when it runs again", () => {
  const stopped = segment("2014-06-03 09:00", "2014-06-03 11:00");
  expect(deadlineOf([stopped], 4, "workingHour", calendar)).toBeUndefined();
  const resumed = [stopped, segment("2014-06-05 16:30")];
  expect(deadlineOf(resumed, 4, "workingHour", calendar)).toBe(local("2014-06-06 08:30"));
  expect(usedMs(resumed, "workingHour", calendar, local("2014-06-05 17:00"))).toBe(150 * MINUTE);
});

it("a clock that ran out before it was stopped stays run out", () => {
  const late = segment("2014-06-03 09:00", "2014-06-04 09:00");
  expect(deadlineOf([late], 2, "workingHour", calendar)).toBe(local("2014-06-03 11:00"));
  expect(deadlineOf([late, segment("2014-06-05 09:00")], 2, "workingHour", calendar)).toBe(local("2014-06-03 11:00"));
});

it("no segment, no deadline", () => expect(deadlineOf([], 2, "workingHour", calendar)).toBeUndefined());

it("whatever the pauses, exactly the limit has been used at the deadline", () =>
  fc.assert(
    fc.property(
      fc
        .array(fc.integer({ min: 1, max: 3_000 }), { minLength: 3, maxLength: 21 })
        .filter(({ length }) => length % 2 === 1),
      fc.integer({ min: 1, max: 40 * 60 }),
      fc.constantFrom(...clockKinds),
      (steps, minutes, kind) => {
        let at = Date.parse(local("2017-09-18 00:00"));
        const instants = steps.map((step) => new Date((at += step * MINUTE)).toISOString());
        const segments = instants.flatMap((startedAt, index): Segment[] => {
          const stoppedAt = instants[index + 1];
          return index % 2 === 1
            ? []
            : [{ startedAt, ...(stoppedAt !== undefined && { stoppedAt }), reason: "assigned", ...edition }];
        });
        const limit =
          (minutes * MINUTE) / { urgentHour: 3.6e6, workingHour: 3.6e6, workingDay: 28.8e6, naturalDay: 86.4e6 }[kind];
        const due = deadlineOf(segments, limit, kind, calendar)!;
        expect(usedMs(segments, kind, calendar, due)).toBe(minutes * MINUTE);
      },
    ),
    { numRuns: 1_000 },
  ));
