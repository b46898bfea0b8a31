/** 达标情况. How far one place keeps the six unifications on a day, and since when it does not. */
import { compareText } from "./days.ts";
import type {
  Basis,
  Dated,
  Fact,
  Requirement,
  Scalar,
  Standard,
  StationFacts,
  StationKind,
  Text,
  Unification,
} from "./model.ts";
import { UNIFICATIONS } from "./model.ts";
import { expectedOf } from "./predicate.ts";
import { askedOf, recordOn, seriesOf, stretchUpTo, versionOn, type Series } from "./timeline.ts";

/**
 * `deviates` before `unknown` before `transition` before `conforms`: a dimension shows the first that any of its
 * requirements gives. A fact nobody recorded may hide a deviation, so it comes before one that is known and allowed.
 */
export type Status = "conforms" | "deviates" | "transition" | "unknown" | "notApplicable";

export interface StandardRef {
  readonly id: string;
  readonly version: string;
  readonly effectiveFrom: string;
  readonly source: string;
}

interface Finding {
  readonly requirement: string;
  readonly text: Text;
  readonly fact: string;
  readonly expected: Text;
  readonly basis: Basis;
  readonly standard: StandardRef;
}

export interface Deviation extends Finding {
  readonly state: "deviates" | "transition";
  readonly found: Fact;
  /** Of a list that must hold all of something: what it lacks. */
  readonly missing?: readonly Scalar[];
  /** The first day of the unbroken stretch of days in this state, up to the day of the report. */
  readonly since: string;
  /** The last day before on which the place met the requirement, or was not yet asked to; absent when there was none. */
  readonly fineUntil?: string;
  /** 过渡期满. In transition: from this day on it deviates, if nothing changes. */
  readonly deviatesFrom?: string;
}

/** The register does not hold the fact, or in a form that says nothing (`found`). */
export interface Unrecorded extends Finding {
  readonly since: string;
  readonly found?: Fact;
}

export interface DimensionReport {
  readonly unification: Unification;
  readonly status: Status;
  /** Those in force for this kind of place: one, or none. */
  readonly standards: readonly StandardRef[];
  /** Ids of the requirements it meets. */
  readonly met: readonly string[];
  /** Those that deviate before those in transition, the longest first. */
  readonly deviations: readonly Deviation[];
  readonly unknown: readonly Unrecorded[];
}

export interface ConformanceReport {
  readonly id: string;
  readonly name: string;
  readonly asOf: string;
  /** Absent: the register has no such place on that day (not yet, or no longer), and nothing applies to it. */
  readonly kind?: StationKind;
  /** All six, in the reform's order. */
  readonly dimensions: readonly DimensionReport[];
}

const refOf = ({ id, version, effectiveFrom, source }: Standard): StandardRef => ({
  id,
  version,
  effectiveFrom,
  source,
});

interface Case {
  readonly history: readonly Dated<StationFacts>[];
  readonly record: StationFacts;
  readonly asOf: string;
}

type Judged =
  | { readonly state: "met"; readonly id: string }
  | { readonly state: "unmet"; readonly deviation: Deviation }
  | { readonly state: "unknown"; readonly unrecorded: Unrecorded };

const judge = (
  series: Series,
  standard: Standard,
  requirement: Requirement,
  { history, record, asOf }: Case,
): Judged => {
  const { id, text, check, basis } = requirement;
  const { state, since, fineUntil, deviatesFrom } = stretchUpTo({ history, series, id }, asOf);
  if (state === "met") return { state: "met", id };
  const found = record.facts[check.fact];
  const finding = {
    requirement: id,
    text,
    fact: check.fact,
    expected: expectedOf(check),
    basis,
    standard: refOf(standard),
    since,
  };
  if ((state !== "deviates" && state !== "transition") || found === undefined)
    return { state: "unknown", unrecorded: { ...finding, ...(found !== undefined && { found }) } };
  const missing = check.is === "includesAll" && check.values.filter((value) => !(found as Scalar[]).includes(value));
  return {
    state: "unmet",
    deviation: {
      ...finding,
      state,
      found,
      ...(missing && { missing }),
      ...(fineUntil !== undefined && { fineUntil }),
      ...(state === "transition" && deviatesFrom !== undefined && { deviatesFrom }),
    },
  };
};

const statusOf = ({ met, deviations, unknown }: Pick<DimensionReport, "met" | "deviations" | "unknown">): Status => {
  if (deviations.some(({ state }) => state === "deviates")) return "deviates";
  if (unknown.length > 0) return "unknown";
  if (deviations.length > 0) return "transition";
  return met.length > 0 ? "conforms" : "notApplicable";
};

const byUrgency = (one: Deviation, other: Deviation): number =>
  compareText(one.state, other.state) || // "deviates" sorts before "transition"
  compareText(one.since, other.since) ||
  compareText(one.requirement, other.requirement);

const dimensionOf = (unification: Unification, all: readonly Series[], place: Case): DimensionReport => {
  const inForce = all.flatMap((series) => {
    const standard = series[versionOn(series, place.asOf)]?.standard;
    if (standard?.unification !== unification) return [];
    const asked = askedOf(standard, place.record.kind);
    return asked.length === 0 ? [] : [{ series, standard, asked }];
  });
  const judged = inForce.flatMap(({ series, standard, asked }) =>
    asked.map((requirement) => judge(series, standard, requirement, place)),
  );
  const found = {
    met: judged.flatMap((one) => (one.state === "met" ? [one.id] : [])),
    deviations: judged.flatMap((one) => (one.state === "unmet" ? [one.deviation] : [])).toSorted(byUrgency),
    unknown: judged.flatMap((one) => (one.state === "unknown" ? [one.unrecorded] : [])),
  };
  return { unification, status: statusOf(found), standards: inForce.map(({ standard }) => refOf(standard)), ...found };
};

/**
 * 六个统一达标报告. Judges one place by the standards in force on a day. `history` and `standards` may come in any order;
 * of records that overlap, the one that began last counts.
 */
export const conformance = ({
  id,
  name,
  history,
  standards,
  asOf,
}: {
  readonly id: string;
  readonly name: string;
  readonly history: readonly Dated<StationFacts>[];
  readonly standards: readonly Standard[];
  readonly asOf: string;
}): ConformanceReport => {
  const sorted = history.toSorted((one, other) => compareText(one.from, other.from));
  const record = recordOn(sorted, asOf);
  if (record === undefined) {
    const none = { status: "notApplicable", standards: [], met: [], deviations: [], unknown: [] } as const;
    return { id, name, asOf, dimensions: UNIFICATIONS.map((unification) => ({ unification, ...none })) };
  }
  const all = seriesOf(standards);
  const place = { history: sorted, record, asOf };
  return {
    id,
    name,
    asOf,
    kind: record.kind,
    dimensions: UNIFICATIONS.map((unification) => dimensionOf(unification, all, place)),
  };
};
