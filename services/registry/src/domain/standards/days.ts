/** Calendar days as ISO text: they compare as they sort. */

const DAY_MS = 86_400_000;

/** Whether this is a day that exists: not 30 February, not `2014-1-1`. */
export const isDay = (text: unknown): text is string => {
  if (typeof text !== "string" || !/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
};

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

export const addDays = (day: string, days: number): string => dayOf(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS);

/** For sorting; days and ids alike. */
export const compareText = (one: string, other: string): number => (one < other ? -1 : Number(one > other));
