const CHINA_MS = 8 * 3_600_000;

/** The day in Asia/Shanghai: no daylight saving in the years this system knows. */
export const dayOf = (at: string): string => new Date(Date.parse(at) + CHINA_MS).toISOString().slice(0, 10);

/** Minutes since midnight in Asia/Shanghai. */
export const minuteOf = (at: string): number =>
  Math.floor((((Date.parse(at) + CHINA_MS) / 60_000) % 1440) + 1440) % 1440;
