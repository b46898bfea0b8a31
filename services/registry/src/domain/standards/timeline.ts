/**
 * What one requirement said of one place, day by day: over the place's history and the versions of the standard. Nothing
 * changes between two turning days, so a look at each of those is a look at every day.
 */
import { covers } from "../register/timeline.ts";
import { addDays, compareText } from "./days.ts";
import type { Dated, Requirement, Standard, StationFacts, StationKind } from "./model.ts";
import { turningDays, verdictOf } from "./predicate.ts";

/** A version with the first day on which it is no longer in force: withdrawn, or superseded. */
export interface InForce {
  readonly standard: Standard;
  readonly until: string | undefined;
}

/** The versions of one standard, oldest first. */
export type Series = readonly InForce[];

const earliest = (days: readonly (string | undefined)[]): string | undefined =>
  days.filter((day) => day !== undefined).toSorted()[0];

/** The standards by id, their versions in order. */
export const seriesOf = (standards: readonly Standard[]): Series[] =>
  [...Map.groupBy(standards, ({ id }) => id).values()].map((versions) =>
    versions
      .toSorted((one, other) => compareText(one.effectiveFrom, other.effectiveFrom))
      .map((standard, index, sorted) => ({
        standard,
        until: earliest([standard.effectiveTo, sorted[index + 1]?.effectiveFrom]),
      })),
  );

/** Where in the series the version in force on a day is; -1 when none is. */
export const versionOn = (series: Series, day: string): number =>
  series.findLastIndex(({ standard, until }) => covers({ from: standard.effectiveFrom, to: until }, day));

export const recordOn = (history: readonly Dated<StationFacts>[], day: string): StationFacts | undefined =>
  history.findLast(({ from, to }) => covers({ from, to }, day))?.value;

/** The requirements a version makes of a kind of place. */
export const askedOf = ({ kinds, requirements }: Standard, kind: StationKind): readonly Requirement[] =>
  kinds.includes(kind) ? requirements.filter((requirement) => requirement.kinds?.includes(kind) ?? true) : [];

export type State = "met" | "transition" | "deviates" | "unknown" | "notAsked" | "noRecord";

export interface Moment {
  readonly state: State;
  /** Not met: the day from which that is a deviation. */
  readonly deviatesFrom?: string;
}

/**
 * From which day a requirement that is not met deviates. Grace shields from what is new: while it runs, the version
 * before still counts, so a demand that is merely published again, or raised, gives no new time to a place that did not
 * even meet the old one. `undefined`: the demand of this version is met, or nobody knows.
 */
const deviatesFrom = (
  series: Series,
  index: number,
  id: string,
  record: StationFacts,
  day: string,
): string | undefined => {
  const version = series[index];
  const requirement = version && askedOf(version.standard, record.kind).find((one) => one.id === id);
  if (requirement === undefined || verdictOf(requirement.check, record, day) !== "notMet") return undefined;
  const { effectiveFrom } = version!.standard;
  const before = series[index - 1]?.until === effectiveFrom ? index - 1 : -1;
  return earliest([addDays(effectiveFrom, requirement.graceDays), deviatesFrom(series, before, id, record, day)]);
};

export interface Question {
  /** In order of `from`. */
  readonly history: readonly Dated<StationFacts>[];
  readonly series: Series;
  /** Of the requirement. */
  readonly id: string;
}

export const momentOf = ({ history, series, id }: Question, day: string): Moment => {
  const record = recordOn(history, day);
  if (record === undefined) return { state: "noRecord" };
  const index = versionOn(series, day);
  const version = series[index];
  const requirement = version && askedOf(version.standard, record.kind).find((one) => one.id === id);
  if (requirement === undefined) return { state: "notAsked" };
  const verdict = verdictOf(requirement.check, record, day);
  if (verdict !== "notMet") return { state: verdict };
  const from = deviatesFrom(series, index, id, record, day)!;
  return { state: day < from ? "transition" : "deviates", deviatesFrom: from };
};

/** Every day up to `asOf` on which the state may differ from the day before, in order. */
const turnsOf = ({ history, series, id }: Question, asOf: string): string[] => {
  const checks = series.flatMap(({ standard }) => standard.requirements.filter((one) => one.id === id));
  const days = [
    ...history.flatMap(({ from, to, value }) => [
      from,
      to,
      ...checks.flatMap(({ check }) => turningDays(check, value)),
    ]),
    ...series.flatMap(({ standard: { effectiveFrom, requirements }, until }) => [
      effectiveFrom,
      until,
      ...requirements.filter((one) => one.id === id).map(({ graceDays }) => addDays(effectiveFrom, graceDays)),
    ]),
  ];
  return [...new Set(days.filter((day) => day !== undefined && day <= asOf) as string[])].toSorted();
};

/** A stretch of days in one state, up to `asOf`, and what came before it. */
export interface Stretch extends Moment {
  /** Its first day. */
  readonly since: string;
  /** The last day before it on which the place was on record and met the requirement, or was not asked to. */
  readonly fineUntil?: string;
}

const FINE: ReadonlySet<State> = new Set<State>(["met", "notAsked"]);

/** The unbroken stretch of days that ends with `asOf`. */
export const stretchUpTo = (question: Question, asOf: string): Stretch => {
  const now = momentOf(question, asOf);
  const turns = turnsOf(question, asOf);
  let since = asOf;
  let isOver = false;
  for (let index = turns.length - 1; index >= 0; index--) {
    const { state } = momentOf(question, turns[index]!);
    if (!isOver && state === now.state) since = turns[index]!;
    else isOver = true;
    if (isOver && FINE.has(state)) return { ...now, since, fineUntil: addDays(turns[index + 1]!, -1) };
  }
  return { ...now, since };
};
