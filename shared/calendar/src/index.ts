/** The one calendar of the platform: four clocks, China's working days 2012–2026, deadlines over segments. Pure. */
import data from "../data/cn-2012-2026.json" with { type: "json" };
import { createCalendar } from "./calendar.ts";
import type { Calendar } from "./calendar.ts";
import { calendarsOf } from "./editions.ts";
import type { Calendars } from "./editions.ts";

export { clockKinds, createCalendar, unitMs } from "./calendar.ts";
export type { Calendar, ClockKind, Limit } from "./calendar.ts";
export { dayAfter, dayOf, instantOf, minuteOf, monthsAfter, weekdayOf } from "./day.ts";
export type { CalendarData } from "./data.ts";
export { CalendarError } from "./errors.ts";
export { calendarsOf } from "./editions.ts";
export type { Calendars } from "./editions.ts";
export { deadlineOf, usedMs } from "./segments.ts";
export type { CalendarOf, Segment } from "./segments.ts";

/** 中国工作日历. Asia/Shanghai, 2012–2026, with holidays and make-up working days. */
export const chinaCalendar: Calendar = createCalendar(data);

/** Its editions. One that is published later is put behind the others; none is taken away while a clock was started by it. */
export const chinaCalendars: Calendars = calendarsOf([chinaCalendar]);
