import { createCalendar, publishedCalendarData, withYear } from "@wangge/calendar";
import { expect, it } from "vitest";
import { loaded } from "../load.ts";

/** A made-up notice: what the real one says nobody knows before it is published. */
const year = String(Math.max(...Object.keys(publishedCalendarData.years).map(Number)) + 1);
const weekday = (offset: number): string => {
  const day = new Date(Date.UTC(Number(year), 0, 4 + offset));
  while ([0, 6].includes(day.getUTCDay())) day.setUTCDate(day.getUTCDate() + 1);
  return day.toISOString().slice(5, 10);
};
const weekend = (): string => {
  const day = new Date(Date.UTC(Number(year), 1, 1));
  while (day.getUTCDay() !== 6) day.setUTCDate(day.getUTCDate() + 1);
  return day.toISOString().slice(5, 10);
};
const notice = (more: object = {}): string =>
  JSON.stringify({ year, source: "a notice", off: [weekday(0)], on: [weekend()], ...more });

it("a notice becomes an edition of its own that leaves the years before as they were", () => {
  const { workingDays, ...later } = loaded(notice());
  expect(later.version).toBe(`cn-2012-${year}.1`);
  const calendar = createCalendar(withYear(publishedCalendarData, later));
  expect(calendar.lastYear).toBe(Number(year));
  expect([calendar.isWorkingDay(`${year}-${weekday(0)}`), calendar.isWorkingDay(`${year}-${weekend()}`)]).toEqual([
    false,
    true,
  ]);
  expect(calendar.isWorkingDay("2021-10-08")).toBe(true);
  expect(workingDays).toBeGreaterThan(240);
});

it("is refused where it is another year, no day, listed twice, or no change at all", () => {
  const invalid = { code: "calendar.data_invalid" };
  const refused = (more: object) => {
    expect(() => loaded(notice(more))).toThrow(expect.objectContaining(invalid) as Error);
  };
  refused({ year: String(Number(year) + 1) });
  refused({ off: ["02-30"] });
  refused({ off: [weekday(0), weekday(0)] });
  refused({ off: [weekend()], on: [] });
  refused({ on: [weekday(1)] });
  expect(() => loaded(notice({ off: [] }))).toThrow();
});
