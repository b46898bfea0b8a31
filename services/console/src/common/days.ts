const DAY_MS = 86_400_000;
/** Asia/Shanghai has had no summer time since 1991. */
const SHANGHAI_MS = 8 * 3_600_000;

const dayOfMs = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** The day in the district at this instant. */
export const dayOf = (at: string): string => dayOfMs(Date.parse(at) + SHANGHAI_MS);

/** Today in the district. */
export const today = (): string => dayOfMs(Date.now() + SHANGHAI_MS);

export const dayAfter = (day: string, days: number): string => dayOfMs(Date.parse(day) + days * DAY_MS);

export const isDay = (value: unknown): value is string =>
  typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value));
