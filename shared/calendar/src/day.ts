const CHINA_MS = 8 * 3_600_000;

/** The day in Asia/Shanghai: no daylight saving in the years this system knows. */
export const dayOf = (at: string): string => new Date(Date.parse(at) + CHINA_MS).toISOString().slice(0, 10);

/** The instant of a time of the day, `08:30`, in Asia/Shanghai. */
export const instantOf = (day: string, time: string): string =>
  new Date(Date.parse(`${day}T${time}:00.000Z`) - CHINA_MS).toISOString();

/** The day so many days later, or before. */
export const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00.000Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** 对应日. The same day so many months later; where that month has none such, its last. */
export const monthsAfter = (day: string, months: number): string => {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10);
};

/** 1 is Monday, 7 is Sunday. */
export const weekdayOf = (day: string): number => new Date(`${day}T00:00:00.000Z`).getUTCDay() || 7;

/** Minutes since midnight in Asia/Shanghai. */
export const minuteOf = (at: string): number =>
  Math.floor((((Date.parse(at) + CHINA_MS) / 60_000) % 1440) + 1440) % 1440;
