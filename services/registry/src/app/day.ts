import type { Day } from "../domain/index.ts";

/** Asia/Shanghai is UTC+8 all year since 1992 (GB/T 7408 times of the register begin later than that). */
const OFFSET_MS = 8 * 3_600_000;

/** The district's calendar day of an instant. */
export const dayOf = (instant: string): Day => new Date(Date.parse(instant) + OFFSET_MS).toISOString().slice(0, 10);

/** The instant at which a day begins in the district. */
export const beginOf = (day: Day): string => new Date(Date.parse(day) - OFFSET_MS).toISOString();
