import { describe, expect, it } from "vitest";
import data from "../data/cn-2012-2026.json" with { type: "json" };
import statutory from "../data/assumed.json" with { type: "json" };
import { withAssumedYears } from "../src/assumed.ts";
import {
  chinaCalendar,
  chinaCalendars,
  createCalendar,
  publishedCalendarData,
  withYear,
  type Calendar,
} from "../src/index.ts";

const until = (last: number): typeof data => ({
  ...data,
  years: Object.fromEntries(Object.entries(data.years).filter(([year]) => Number(year) <= last)) as typeof data.years,
});

const worked = (calendar: Calendar, year: number): number => {
  let days = 0;
  for (let at = Date.UTC(year, 0, 1); at < Date.UTC(year + 1, 0, 1); at += 86_400_000)
    days += Number(calendar.isWorkingDay(new Date(at).toISOString().slice(0, 10)));
  return days;
};

describe("a year whose notice is not out 暂定", () => {
  it("has the days off that the regulation gives, and those that fall on a weekend on the next weekdays", () => {
    const { years, assumedFrom } = withAssumedYears(data, statutory);
    expect(assumedFrom).toBe(2027);
    // 春节 on a Saturday: 除夕 Friday, 初三 Monday, Tuesday and Wednesday for the weekend. 五一 on Saturday and Sunday.
    expect(years["2027"]).toEqual({
      off: [
        "01-01",
        "02-05",
        "02-08",
        "02-09",
        "02-10",
        "04-05",
        "05-03",
        "05-04",
        "06-09",
        "09-15",
        "10-01",
        "10-04",
        "10-05",
      ],
      on: [],
    });
    // 中秋 and the third national day are one day: the week gives one more.
    expect(years["2028"]?.off.filter((day) => day.startsWith("10"))).toEqual(["10-02", "10-03", "10-04", "10-05"]);
  });

  it("has as many working days as the notice then gives, which only moves them", () => {
    const asOf2024 = withAssumedYears(until(2024), {
      source: "the regulation",
      years: {
        "2025": [
          "01-01",
          "01-28",
          "01-29",
          "01-30",
          "01-31",
          "04-04",
          "05-01",
          "05-02",
          "05-31",
          "10-01",
          "10-02",
          "10-03",
          "10-06",
        ],
        "2026": [
          "01-01",
          "02-16",
          "02-17",
          "02-18",
          "02-19",
          "04-05",
          "05-01",
          "05-02",
          "06-19",
          "09-25",
          "10-01",
          "10-02",
          "10-03",
        ],
      },
    });
    const [assumed, noticed] = [createCalendar(asOf2024), createCalendar(data)];
    for (const year of [2025, 2026]) expect([year, worked(assumed, year)]).toEqual([year, worked(noticed, year)]);
  });

  it("is an edition of its own, and says from when on it is assumed", () => {
    const { of, current } = chinaCalendars;
    expect(current.version).toBe(`${publishedCalendarData.version}+assumed`);
    expect(current.assumedFrom).toBe(`${of(publishedCalendarData.version).lastYear + 1}-01-01`);
    expect(of(publishedCalendarData.version).assumedFrom).toBeUndefined();
    expect(() => of(publishedCalendarData.version).isWorkingDay(current.assumedFrom ?? "")).toThrow(/covers/);
    expect(chinaCalendar.isWorkingDay(current.assumedFrom ?? "")).toBe(false);
    expect(() => chinaCalendar.isWorkingDay(`${current.lastYear + 1}-03-01`)).toThrow(/covers/);
  });

  it("is over when its notice is loaded: the year after is the first that is assumed", () => {
    const noticed = withYear(data, { version: "next", source: "notice", year: "2027", off: ["01-01"], on: [] });
    const { version, years, assumedFrom } = withAssumedYears(noticed, statutory);
    expect([version, assumedFrom, years["2027"]]).toEqual(["next+assumed", 2028, { off: ["01-01"], on: [] }]);
  });

  it("cannot be had where the regulation's days are not there", () => {
    expect(withAssumedYears(data, { source: "", years: { "2029": ["01-01"] } })).toBe(data);
  });
});
