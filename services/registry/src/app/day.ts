import { instantOf } from "@wangge/calendar";
import type { Day } from "../domain/index.ts";

export { dayOf } from "@wangge/calendar";

/** The instant at which a day begins in the district. */
export const beginOf = (day: Day): string => instantOf(day, "00:00");
