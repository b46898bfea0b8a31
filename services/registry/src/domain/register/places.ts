/** The places of one day: the tree, its figures, and the grid of a point. */
import type { Point } from "@wangge/contracts/vocabulary";
import { reject } from "@wangge/kit/errors";
import { areaM2, insideOf, metresFrom, sideOf, toPoint, toVertex, type Ring, type Vertex } from "../geometry.ts";
import { gridIndex, type GridIndex } from "../locate.ts";
import { commonCode, type Code } from "./codes.ts";
import type { CommunityKind, Id, Kind, ManagementType, Value } from "./records.ts";
import type { Found, Register } from "./register.ts";
import { boundariesOf, type Day } from "./timeline.ts";

interface PlaceOn {
  readonly id: Id;
  /** The nested code others know it by; its id where it has none. */
  readonly code: string;
  readonly codes: readonly Code[];
  readonly name: string;
  /** The first day on which it is as it is. */
  readonly since: Day;
  /** 户数. */
  readonly households: number;
  readonly areaM2: number;
}

export interface DistrictOn extends PlaceOn {
  readonly outline: Ring;
  readonly synthetic: boolean;
}
export interface StreetOn extends PlaceOn {
  readonly isAgricultural: boolean;
  readonly communities: readonly CommunityOn[];
  readonly grids: readonly GridOn[];
}
export interface CommunityOn extends PlaceOn {
  readonly kind: CommunityKind;
  readonly street: StreetOn;
  readonly grids: readonly GridOn[];
}
export interface GridOn extends PlaceOn {
  readonly management: ManagementType;
  readonly ring: Ring;
  readonly centre: Point;
  readonly exception: string | undefined;
  readonly community: CommunityOn;
}

export interface PlacesOn {
  readonly district: DistrictOn;
  /** By code. */
  readonly streets: readonly StreetOn[];
  readonly communities: readonly CommunityOn[];
  readonly grids: readonly GridOn[];
  readonly street: (id: Id) => StreetOn | undefined;
  readonly community: (id: Id) => CommunityOn | undefined;
  readonly grid: (id: Id) => GridOn | undefined;
  /**
   * The one grid a point lies in; undefined outside the district. Where polygons of different drawers overlap by less than the
   * tolerance, the same one of the two every time; in a gap between them the nearest, of those as near the one with the lowest code.
   */
  readonly locate: (point: Point) => GridOn | undefined;
  /** The same for many, which is quicker than one by one. */
  readonly locateAll: (points: readonly Point[]) => readonly (GridOn | undefined)[];
}

/** Kinds whose records make the places of a day. */
const PLACE_KINDS: readonly Kind[] = ["district", "street", "community", "grid", "courtyard"];

/** 户数 of a grid: those of its courtyards, else what was counted. */
export const householdsOf = (register: Register, { id, version }: Found<"grid">, day: Day): number => {
  const courtyards = register.childrenOf(id, "courtyard", day);
  return courtyards.length === 0
    ? (version.value.counted ?? 0)
    : courtyards.reduce((sum, courtyard) => sum + courtyard.version.value.households, 0);
};

const placeOf = (
  { id, version }: Found,
  value: Value & { readonly name: string; readonly codes: readonly Code[] },
) => ({
  id,
  code: commonCode(value.codes) ?? id,
  codes: value.codes,
  name: value.name,
  since: version.from,
});

const sumOf = (places: readonly PlaceOn[]) => ({
  households: places.reduce((sum, { households }) => sum + households, 0),
  areaM2: places.reduce((sum, place) => sum + place.areaM2, 0),
});

const byCode = <Place extends PlaceOn>(places: readonly Place[]): Place[] =>
  places.toSorted((one, other) => (one.code < other.code ? -1 : 1));

type Filled<T> = { -readonly [Key in keyof T]: T[Key] };

const nearestTo = (vertex: Vertex, grids: readonly GridOn[]): GridOn | undefined => {
  let nearest: { readonly grid: GridOn; readonly metres: number } | undefined;
  for (const grid of grids) {
    const metres = metresFrom(grid.ring, vertex);
    if (nearest === undefined || metres < nearest.metres) nearest = { grid, metres };
  }
  return nearest?.grid;
};

/** Builds the places of a day. @throws DomainError `registry.day.before_register` when there is no district on that day */
const placesOf = (register: Register, day: Day): PlacesOn => {
  const [found] = register.all("district", day);
  if (found === undefined)
    throw reject("registry.day.before_register", "The register does not reach back to that day", { day });

  const streets = new Map<Id, Filled<StreetOn>>();
  for (const street of register.all("street", day)) {
    const { value } = street.version;
    const { isAgricultural } = value;
    streets.set(street.id, { ...placeOf(street, value), isAgricultural, communities: [], grids: [], ...sumOf([]) });
  }
  const communities = new Map<Id, Filled<CommunityOn>>();
  for (const community of register.all("community", day)) {
    const { value } = community.version;
    const street = streets.get(value.parent);
    if (street === undefined) continue;
    const { kind } = value;
    communities.set(community.id, { ...placeOf(community, value), kind, street, grids: [], ...sumOf([]) });
  }
  const grids = new Map<Id, GridOn>();
  for (const grid of register.all("grid", day)) {
    const { value } = grid.version;
    const community = communities.get(value.parent);
    if (community === undefined) continue;
    const { management, ring, exception } = value;
    const households = householdsOf(register, grid, day);
    const centre = toPoint(insideOf(ring));
    const figures = { households, areaM2: areaM2(ring), centre };
    grids.set(grid.id, { ...placeOf(grid, value), management, ring, exception, community, ...figures });
  }
  const sorted = byCode([...grids.values()]);
  for (const [community, under] of Map.groupBy(sorted, (grid) => grid.community)) {
    Object.assign(community, { grids: under, ...sumOf(under) });
  }
  for (const [street, under] of Map.groupBy(byCode([...communities.values()]), (community) => community.street))
    Object.assign(street, { communities: under, grids: under.flatMap((one) => one.grids), ...sumOf(under) });

  const { value } = found.version;
  const { outline, synthetic } = value;
  const district = { ...placeOf(found, value), outline, synthetic, ...sumOf([...streets.values()]) };
  let index: GridIndex | undefined;
  // Made when the first point comes: most days asked about are asked for names.
  const theIndex = (): GridIndex => (index ??= gridIndex(sorted.map(({ id, ring }) => ({ code: id, ring }))));
  /** A point that no grid holds lies outside, or in a sliver between two drawers. */
  const gridOf = (point: Point, id: Id | undefined): GridOn | undefined => {
    if (id !== undefined) return grids.get(id);
    const vertex = toVertex(point);
    return sideOf(outline, vertex) === "outside" ? undefined : nearestTo(vertex, sorted);
  };
  return {
    district,
    streets: byCode([...streets.values()]),
    communities: byCode([...communities.values()]),
    grids: sorted,
    street: (id) => streets.get(id),
    community: (id) => communities.get(id),
    grid: (id) => grids.get(id),
    locate: (point) => gridOf(point, theIndex().locate(point)),
    locateAll: (points) => {
      const found = theIndex().locateAll(points);
      return points.map((point, nth) => gridOf(point, found[nth]));
    },
  };
};

const KEPT_DAYS = 8;

/** Answers for any day; days between two changes share one answer, and the last few are kept. */
export const placesByDay = (register: Register): ((day: Day) => PlacesOn) => {
  let stamp = "";
  let boundaries: readonly Day[] = [];
  const kept = new Map<Day, PlacesOn>();
  return (day) => {
    const now = register.stampOf(PLACE_KINDS);
    if (now !== stamp) {
      stamp = now;
      kept.clear();
      boundaries = boundariesOf(
        PLACE_KINDS.flatMap((kind) => register.idsOf(kind).flatMap((id) => register.timelineOf(id))),
      );
    }
    const epoch = boundaries.findLast((boundary) => boundary <= day) ?? day;
    const places = kept.get(epoch) ?? placesOf(register, epoch);
    kept.delete(epoch);
    kept.set(epoch, places);
    const [oldest] = kept.keys();
    if (kept.size > KEPT_DAYS && oldest !== undefined) kept.delete(oldest);
    return places;
  };
};
