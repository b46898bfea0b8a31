/** What was so on which day: the versions of one record, in order, without overlap. Days are ISO, Asia/Shanghai. */

/** `2017-10-31`. Compares as text. */
export type Day = string;

/** From the day `from` until before the day `to`; without `to`, until further notice. */
export interface Span {
  readonly from: Day;
  readonly to?: Day | undefined;
}

export interface Version<Value> extends Span {
  readonly value: Value;
  /** Number of the change that said so. */
  readonly change: number;
}

export type Timeline<Value> = readonly Version<Value>[];

export const covers = ({ from, to }: Span, day: Day): boolean => from <= day && (to === undefined || day < to);

export const overlaps = (one: Span, other: Span): boolean =>
  (other.to === undefined || one.from < other.to) && (one.to === undefined || other.from < one.to);

export const versionOn = <Value>(timeline: Timeline<Value>, day: Day): Version<Value> | undefined =>
  timeline.find((version) => covers(version, day));

/** What is left of a version when a span is taken out of it: nothing, one piece or two. */
const without = <Value>(version: Version<Value>, cut: Span): Version<Value>[] => {
  if (!overlaps(version, cut)) return [version];
  const before = version.from < cut.from ? [{ ...version, to: cut.from }] : [];
  const isLeftAfter = cut.to !== undefined && (version.to === undefined || cut.to < version.to);
  return isLeftAfter ? [...before, { ...version, from: cut.to }] : before;
};

/** Later words paint over earlier ones: in its span the new version holds (or, undefined, nothing does), elsewhere all stays. */
export const paint = <Value>(
  timeline: Timeline<Value>,
  span: Span,
  version: { readonly value: Value; readonly change: number } | undefined,
): Timeline<Value> => {
  const rest = timeline.flatMap((old) => without(old, span));
  const fresh = version === undefined ? [] : [{ from: span.from, to: span.to, ...version }];
  return [...rest, ...fresh].sort((one, other) => (one.from < other.from ? -1 : 1));
};

/** The days on which something begins or ends, each once, in order. */
export const boundariesOf = (spans: Iterable<Span>): Day[] => {
  const days = new Set<Day>();
  for (const { from, to } of spans) {
    days.add(from);
    if (to !== undefined) days.add(to);
  }
  return [...days].sort();
};
