/** The one calendar of the platform: four clocks, China's working days, deadlines over segments. Pure. */
import first from "../data/cn-2012-2026.json" with { type: "json" };
import statutory from "../data/assumed.json" with { type: "json" };
import later from "../data/later.json" with { type: "json" };
import { withAssumedYears } from "./assumed.ts";
import { createCalendar } from "./calendar.ts";
import type { Calendar } from "./calendar.ts";
import { calendarsOf } from "./editions.ts";
import { withYear, type CalendarData, type LaterYear } from "./data.ts";
import type { Calendars } from "./editions.ts";

export { clockKinds, createCalendar, unitMs } from "./calendar.ts";
export type { Calendar, ClockKind, Limit } from "./calendar.ts";
export { dayAfter, dayOf, instantOf, minuteOf, monthsAfter, weekdayOf } from "./day.ts";
export { withYear, type CalendarData, type LaterYear } from "./data.ts";
export { CalendarError } from "./errors.ts";
export { calendarsOf } from "./editions.ts";
export type { Calendars } from "./editions.ts";
export { deadlineOf, usedMs } from "./segments.ts";
export type { CalendarOf, Segment } from "./segments.ts";

/** Years that were loaded since (`npm run calendar:year`), each an edition of its own behind the others: what a clock was started by stays. */
const editions = (later as readonly LaterYear[]).reduce<readonly CalendarData[]>(
  (before, year) => [...before, withYear(before.at(-1) ?? first, year)],
  [first],
);

/** Every edition, and behind it what it is with the years that are still assumed: an order that was issued by either stays as it was issued. */
const reaching = editions.flatMap((edition) => [edition, withAssumedYears(edition, statutory)]);

/** Only what notices say: the newest edition without assumed years. */
export const publishedCalendarData: CalendarData = editions.at(-1) ?? first;
/** 中国工作日历. Asia/Shanghai, from 2012 on, with holidays and make-up working days: the newest edition, and what it is made of. */
export const chinaCalendarData: CalendarData = reaching.at(-1) ?? first;
const [oldest, ...newer] = reaching.map(createCalendar);
export const chinaCalendars: Calendars = calendarsOf([oldest ?? createCalendar(first), ...newer]);
export const chinaCalendar: Calendar = chinaCalendars.current;
