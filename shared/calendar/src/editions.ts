import type { Calendar } from "./calendar.ts";
import { CalendarError } from "./errors.ts";
import type { CalendarOf } from "./segments.ts";

/** All editions that deadlines were issued by, and the one by which new ones are. */
export type Calendars = {
  readonly current: Calendar;
  readonly of: CalendarOf;
};

/** The last one is the current one; the others stay for what they began. */
export const calendarsOf = (editions: readonly [Calendar, ...Calendar[]]): Calendars => {
  const known = new Map(editions.map((calendar) => [calendar.version, calendar]));
  return {
    current: editions.at(-1) ?? editions[0],
    of: (edition) => {
      const calendar = known.get(edition);
      if (calendar === undefined)
        throw new CalendarError("unavailable", "calendar.edition_unknown", "This calendar edition is not loaded", {
          edition,
        });
      return calendar;
    },
  };
};
