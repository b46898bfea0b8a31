/** The district's clock: no summer time since 1991. */
const OFFSET = "+08:00";
const OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;

const DATE = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?)?$/;

/** An instant as answers spell it: `2017-12-27T09:20:00+08:00`. */
export const spelled = (instant: string): string =>
  `${new Date(Date.parse(instant) + OFFSET_MS).toISOString().slice(0, 19)}${OFFSET}`;

/**
 * What a client means by a date, in milliseconds: ISO 8601; without a zone the district's. A day alone is its first instant, or
 * its last one for `end`. An unescaped `+` of an address has become a space. Undefined where it is no date.
 */
export const instantOf = (given: string, edge: "start" | "end" = "start"): number | undefined => {
  const [, day, time, zone] = DATE.exec(given.trim().replace(/ (?=\d{2}:?\d{2}$)/, "+")) ?? [];
  if (day === undefined) return undefined;
  const ms = Date.parse(`${day}T${time ?? "00:00"}${zone?.replace(/(\d{2})(\d{2})$/, "$1:$2") ?? OFFSET}`);
  // 31 February would quietly become 3 March.
  if (Number.isNaN(ms) || new Date(`${day}T00:00Z`).toISOString().slice(0, 10) !== day) return undefined;
  return time === undefined && edge === "end" ? ms + DAY_MS - 1 : ms;
};

export interface Span {
  /** UTC; counts. */
  readonly since: string;
  /** UTC; does not count. */
  readonly until: string;
}

const SPAN_MS = 90 * DAY_MS;
/** A day alone at the end has its last instant too. */
const LONGEST_MS = SPAN_MS + DAY_MS;

const spanOf = (from: number, to: number): Span => ({
  since: new Date(from).toISOString(),
  until: new Date(to + 1).toISOString(),
});

/** The span that is asked for: at most 90 days, the last 90 where nothing is said. The text says what is wrong with it. */
export const spanFrom = (start: string | undefined, end: string | undefined, nowMs: number): Span | string => {
  const from = start === undefined ? undefined : instantOf(start);
  const to = end === undefined ? undefined : instantOf(end, "end");
  if (start !== undefined && from === undefined) return "start_date is no date of ISO 8601";
  if (end !== undefined && to === undefined) return "end_date is no date of ISO 8601";
  if (from !== undefined && to !== undefined) {
    if (from > to) return "start_date is after end_date";
    if (to - from >= LONGEST_MS) return "start_date and end_date are more than 90 days apart";
    return spanOf(from, to);
  }
  if (from !== undefined) return spanOf(from, Math.max(from, Math.min(nowMs, from + SPAN_MS)));
  const last = to ?? nowMs;
  return spanOf(last - SPAN_MS, last);
};
