/** 阶段计时. The clocks of the single links, issued when a link begins. */
import { CalendarError, type Calendars, type Limit } from "@wangge/calendar";
import type { Process } from "./process.ts";

const HOUR = 3_600_000;

const withoutABreak = ({ amount, kind }: Limit, at: string): string =>
  new Date(Date.parse(at) + amount * HOUR * (kind === "workingDay" || kind === "naturalDay" ? 24 : 1)).toISOString();

/** Where the calendar does not reach, it runs without a break: rather early than never. */
export const stageEnd = (limit: Limit, at: string, { current }: Calendars): string => {
  try {
    return current.dueAt(at, limit);
  } catch (error) {
    if (error instanceof CalendarError) return withoutABreak(limit, at);
    throw error;
  }
};

/** By when a worker has taken an order on. Only workers are waited for: a department always answers for its orders. */
export const acceptBy = (
  { stages }: Process,
  { kind }: Limit,
  worker: string | undefined,
  at: string,
  calendars: Calendars,
): { acceptBy?: string } => {
  if (worker === undefined) return {};
  const limit = kind === "urgentHour" ? stages.urgentAcceptance : stages.acceptance;
  return { acceptBy: stageEnd(limit, at, calendars) };
};
