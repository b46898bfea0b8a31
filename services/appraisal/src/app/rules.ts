import { chinaCalendar, dayAfter, instantOf } from "@wangge/calendar";
import { versionShape } from "@wangge/kit";
import { z } from "zod";
import type { DetectorRules } from "../domain/index.ts";
import { readVersions } from "./dated-data.ts";

const days = z.int().min(0).max(60);
const Rules = z.strictObject({
  ...versionShape,
  lateWorkingDays: days.describe("迟到数据: how long after a period facts are waited for"),
  noticeWorkingDays: days.describe("公示期"),
  appealWorkingDays: days.describe("复核申请期限"),
});

/** The beginning of the day after so many working days: what is due may still come on the last one. */
const afterWorkingDays = (day: string, count: number): string => {
  let last = day;
  for (let left = count; left > 0;) {
    last = dayAfter(last, 1);
    if (chinaCalendar.isWorkingDay(last)) left -= 1;
  }
  return instantOf(dayAfter(last, 1), "00:00");
};

export interface PeriodRules {
  /** From when on a period may be frozen. `until`: the first day that does not belong to it. @throws CalendarError `calendar.year_not_loaded` */
  readonly freezableFrom: (until: string) => string;
  /** The end of the notice that begins on this day. */
  readonly noticeUntil: (day: string, at: string) => string;
  readonly appealBy: (day: string, at: string) => string;
}

export const loadPeriodRules = (): PeriodRules => {
  const { at: rulesAt } = readVersions("period/rules.json", "period_rules", Rules);
  return {
    freezableFrom: (until) => afterWorkingDays(dayAfter(until, -1), rulesAt(instantOf(until, "00:00")).lateWorkingDays),
    noticeUntil: (day, at) => afterWorkingDays(day, rulesAt(at).noticeWorkingDays),
    appealBy: (day, at) => afterWorkingDays(day, rulesAt(at).appealWorkingDays),
  };
};

const count = z.int().min(1).max(10_000);
const percent = z.int().min(1).max(100);
const Detectors = z.strictObject({
  ...versionShape,
  split: z.strictObject({ withinMinutes: count, fewest: count }),
  selfHandling: z.strictObject({ perDay: count, ofOwnPercent: percent }),
  endOfPeriod: z.strictObject({ lastDays: count, fewest: count, standardErrors: z.number().min(1).max(20) }),
  returnLoop: z.strictObject({ orders: count, fewestCases: count, ofOwnPercent: percent }),
});

/** 异常识别: the limits of a day. */
export const loadDetectorRules = (): ((at: string) => DetectorRules) =>
  readVersions("gaming/detectors.json", "detectors", Detectors).at;
