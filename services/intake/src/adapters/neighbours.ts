import {
  CourtyardsAt,
  CurrentVersion,
  registerLease,
  ResolvePlaces,
  TrackCase,
  TrackCases,
  type Place,
  type TrackedCase,
} from "@wangge/contracts/calls";
import { leaseCache, versionLease, type Call, type VersionLease } from "@wangge/kit";
import type { CaseParty } from "../edge/reading.ts";
import type { Progress } from "../intake.service.ts";

/** Some 10 MB. */
const PLACES_KEPT = 50_000;

/** The registry rounds to a step of 1e-7 degree: points that it cannot tell apart are one place. */
const STEPS = 10_000_000;

const keyOf = (place: Place): string =>
  "grid" in place ? place.grid : `${Math.round(place.point.lng * STEPS)},${Math.round(place.point.lat * STEPS)}`;

/** Whether what the registry has said is still right. One for all that is kept of its answers. */
export const registryLease = (call: Call): VersionLease =>
  versionLease({
    ...registerLease,
    ask: async () => CurrentVersion.output.parse(await call(CurrentVersion.name, {})).version,
  });

/** Asks the registry which grid each place lies in. What it has said is used again while its version is confirmed. */
export const gridsOf = (
  call: Call,
  lease = registryLease(call),
): ((places: readonly Place[]) => Promise<readonly (string | undefined)[]>) => {
  const resolve = leaseCache({
    name: ResolvePlaces.name,
    lease,
    keyOf,
    ask: async (places: readonly Place[]) =>
      ResolvePlaces.output.parse(await call(ResolvePlaces.name, { places })).grids,
    max: PLACES_KEPT,
  });
  return async (places) => (await resolve(places)).map((grid) => grid ?? undefined);
};

/** Asks dispatch how far a case is. */
export const progressOf =
  (call: Call) =>
  async (caseId: string): Promise<Progress | undefined> =>
    TrackCase.output.parse(await call(TrackCase.name, { caseId })).progress ?? undefined;

/** Asks the registry which courtyards a point lies in. */
export const courtyardsAt =
  (call: Call) =>
  async (point: { readonly lng: number; readonly lat: number }): Promise<readonly string[]> =>
    CourtyardsAt.output.parse(await call(CourtyardsAt.name, { point })).courtyards;

/** Asks dispatch how far many cases are. */
export const progressOfMany =
  (call: Call) =>
  async (caseIds: readonly string[]): Promise<ReadonlyMap<string, TrackedCase>> => {
    if (caseIds.length === 0) return new Map();
    const { cases } = TrackCases.output.parse(await call(TrackCases.name, { caseIds: [...caseIds] }));
    return new Map(cases.map((one) => [one.caseId, one]));
  };

/** Asks dispatch whether this party works on a case. */
export const handlesOf =
  (call: Call) =>
  async (caseId: string, party: CaseParty): Promise<boolean> =>
    TrackCase.output.parse(await call(TrackCase.name, { caseId, party })).handles === true;
