/** What a district office works by: where it is worst, and which places to go to first. */
import type { ConformanceReport, Status } from "./conformance.ts";
import { compareText } from "./days.ts";
import { STATION_KINDS, UNIFICATIONS, type StationKind, type Unification } from "./model.ts";

export interface ToDo {
  readonly id: string;
  readonly name: string;
  /** Since when the oldest of its deviations lasts. */
  readonly since: string;
  /** Ids of the requirements it deviates from, the longest first. */
  readonly requirements: readonly string[];
}

export interface SummaryLine {
  readonly unification: Unification;
  readonly kind: StationKind;
  /** How many places of the kind the standard applies to. */
  readonly places: number;
  readonly counts: Readonly<Record<Exclude<Status, "notApplicable">, number>>;
  /** 达标率: 0–1, of the places it applies to. Neither transition nor unknown counts as conforming. */
  readonly conforming: number;
  /** The places that deviate, the longest first. */
  readonly deviating: readonly ToDo[];
}

const lineOf = (
  unification: Unification,
  kind: StationKind,
  reports: readonly ConformanceReport[],
): SummaryLine | undefined => {
  const counts = { conforms: 0, deviates: 0, transition: 0, unknown: 0 };
  const deviating: ToDo[] = [];
  for (const { id, name, dimensions } of reports) {
    const dimension = dimensions.find((one) => one.unification === unification);
    if (dimension === undefined || dimension.status === "notApplicable") continue;
    counts[dimension.status]++;
    const deviations = dimension.deviations.filter(({ state }) => state === "deviates");
    const [oldest] = deviations;
    if (oldest !== undefined)
      deviating.push({ id, name, since: oldest.since, requirements: deviations.map(({ requirement }) => requirement) });
  }
  const places = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (places === 0) return undefined;
  deviating.sort((one, other) => compareText(one.since, other.since) || compareText(one.id, other.id));
  return { unification, kind, places, counts, conforming: counts.conforms / places, deviating };
};

/**
 * One line for each of the six and each kind of place it applies to, worst first: the smallest share that conforms, and
 * of equal ones the one with more places that deviate. Places that were not on record that day are left out.
 */
export const summarise = (reports: readonly ConformanceReport[]): readonly SummaryLine[] => {
  const byKind = Map.groupBy(reports, ({ kind }) => kind);
  return UNIFICATIONS.flatMap((unification) =>
    STATION_KINDS.map((kind) => lineOf(unification, kind, byKind.get(kind) ?? [])),
  )
    .filter((line) => line !== undefined)
    .toSorted((one, other) => one.conforming - other.conforming || other.counts.deviates - one.counts.deviates);
};
