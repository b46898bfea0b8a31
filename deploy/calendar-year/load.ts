import { createCalendar, publishedCalendarData, withYear, type CalendarData, type LaterYear } from "@wangge/calendar";
import { z } from "zod";

const MonthDay = z.string().regex(/^\d{2}-\d{2}$/, "MM-DD");

/** 国务院办公厅关于某年部分节假日安排的通知, as days. */
const Notice = z.strictObject({
  year: z.string().regex(/^\d{4}$/),
  source: z.string().min(1),
  off: z.array(MonthDay).min(1),
  on: z.array(MonthDay),
});

/**
 * The edition that a notice makes, checked: the next year, real days, each once, holidays on weekdays and make-up days at weekends.
 * @throws CalendarError `calendar.data_invalid`
 */
export const loaded = (
  text: string,
  before: CalendarData = publishedCalendarData,
): LaterYear & { workingDays: number } => {
  const { year, source, off, on } = Notice.parse(JSON.parse(text));
  const [first = year] = Object.keys(before.years).sort();
  const later = { version: `cn-${first}-${year}.1`, source, year, off, on };
  const calendar = createCalendar(withYear(before, later));
  let workingDays = 0;
  for (let day = Date.UTC(Number(year), 0, 1); day < Date.UTC(Number(year) + 1, 0, 1); day += 86_400_000)
    workingDays += Number(calendar.isWorkingDay(new Date(day).toISOString().slice(0, 10)));
  return { ...later, workingDays };
};
