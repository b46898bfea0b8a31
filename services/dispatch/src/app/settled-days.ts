import { instantOf, type Calendar } from "@wangge/calendar";
import { gauge, metrics, type Clock } from "@wangge/kit";

const DAY = 86_400_000;

/** For how many days ahead the working days are settled by a notice. Beyond, deadlines count on what the regulation gives, and at last on nothing. */
export const settledDays = (
  { lastYear, assumedFrom }: Pick<Calendar, "lastYear" | "assumedFrom">,
  now: string,
): number => {
  const unsettled = assumedFrom ?? `${String(lastYear + 1)}-01-01`;
  return Math.floor((Date.parse(instantOf(unsettled, "00:00")) - Date.parse(now)) / DAY);
};

/** Tells it to whoever watches the platform; the answer ends it. */
export const watchSettledDays = (calendar: Calendar, clock: Pick<Clock, "now">): (() => void) =>
  gauge(metrics.calendarSettled, "days ahead whose working days a notice has settled", (observe) => {
    observe(settledDays(calendar, clock.now()));
  });
