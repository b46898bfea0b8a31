import { dayAfter, isDay, today } from "../../common/days.ts";

/** 考核期: days from the first until the first after the last. */
export interface Period {
  readonly from: string;
  readonly until: string;
}

export const PERIODS = ["month", "lastMonth", "quarter", "lastQuarter", "year"] as const;
export type UsualPeriod = (typeof PERIODS)[number];

/** The first day of the month so many months after the one of `day`. */
const monthAfter = (day: string, months: number): string => {
  const [year = 0, month = 1] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10);
};

export const usualPeriod = (name: UsualPeriod, day: string): Period => {
  const inQuarter = (Number(day.slice(5, 7)) - 1) % 3;
  switch (name) {
    case "month":
      return { from: monthAfter(day, 0), until: monthAfter(day, 1) };
    case "lastMonth":
      return { from: monthAfter(day, -1), until: monthAfter(day, 0) };
    case "quarter":
      return { from: monthAfter(day, -inQuarter), until: monthAfter(day, 3 - inQuarter) };
    case "lastQuarter":
      return { from: monthAfter(day, -inQuarter - 3), until: monthAfter(day, -inQuarter) };
    case "year":
      return { from: `${day.slice(0, 4)}-01-01`, until: `${String(Number(day.slice(0, 4)) + 1)}-01-01` };
  }
};

/** What of an address makes sense as a period; else this month. */
export const periodFrom = ({ from, until }: Readonly<Record<string, unknown>>): Period =>
  isDay(from) && isDay(until) && from < until ? { from, until } : usualPeriod("month", today());

export const lastDayOf = ({ until }: Period): string => dayAfter(until, -1);
