/**
 * The register for maps, GeoJSON by RFC 7946: WGS-84, so without `crs`; outer rings counter-clockwise, holes clockwise;
 * seven decimals, about a centimetre. Features come one after the other, so that a whole district need not fit in memory.
 */
import type { Feature, FeatureCollection, MultiPolygon, Point, Polygon, Position } from "geojson";
import { SCALE } from "../../domain/index.ts";
import { STATION_KIND_NAMES, type StationKind } from "../../domain/standards/index.ts";
import type { ExportPlace, ExportPolygon, ExportStation, LngLat } from "./input.ts";

export interface PlaceProperties {
  readonly level: ExportPlace["level"] | "station";
  /** The code in use; `codes` has all with their schemes. Of a station: of who runs it. */
  readonly code: string | null;
  readonly codes: ExportPlace["codes"];
  readonly name: string | null;
  readonly names: readonly string[];
  /** The feature one level up. Of a station: who runs it. */
  readonly parent: string | null;
  /** Days; `validTo` is the first on which it is no longer so, `null` while it is. */
  readonly validFrom: string | null;
  readonly validTo: string | null;
  /** Made up: not a boundary or a place of record. */
  readonly synthetic: boolean;
}

export interface StationProperties extends PlaceProperties {
  readonly kind: StationKind;
  readonly kindName: string;
  readonly address: string;
  readonly changedAt: string;
}

export type PlaceFeature = Feature<Point | Polygon | MultiPolygon | null, PlaceProperties>;
export type StationFeature = Feature<Point, StationProperties>;

/** Whole steps of 1e-7 degree: seven decimals, and areas without rounding. */
type Step = readonly [x: number, y: number];
const stepOf = ([lng, lat]: LngLat): Step => [Math.round(lng * SCALE), Math.round(lat * SCALE)];
const positionOf = ([x, y]: Step): Position => [x / SCALE, y / SCALE];

/** Twice the signed area: positive when the ring runs counter-clockwise. */
const doubleArea = (ring: readonly Step[]): number => {
  const [x0, y0] = ring[0]!;
  return ring.reduce((sum, [x1, y1], index) => {
    const [x2, y2] = ring[(index + 1) % ring.length]!;
    return sum + (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0);
  }, 0);
};

/** Closed, without repeated positions, in the direction asked for; `undefined` when nothing is left of it. */
const ringOf = (ring: readonly LngLat[], isOuter: boolean): Position[] | undefined => {
  const steps = ring
    .map(stepOf)
    .filter(([x, y], index, all) => index === 0 || x !== all[index - 1]![0] || y !== all[index - 1]![1]);
  const [first, last] = [steps[0], steps.at(-1)];
  const open = steps.length > 1 && first![0] === last![0] && first![1] === last![1] ? steps.slice(0, -1) : steps;
  const area = open.length < 3 ? 0 : doubleArea(open);
  if (area === 0) return undefined;
  const directed = area > 0 === isOuter ? open : open.toReversed();
  return [...directed, directed[0]!].map(positionOf);
};

/** `undefined` when the outer ring is too small to be seen in seven decimals. */
const polygonOf = ([outer = [], ...holes]: ExportPolygon): Position[][] | undefined => {
  const edge = ringOf(outer, true);
  return edge && [edge, ...holes.map((hole) => ringOf(hole, false)).filter((ring) => ring !== undefined)];
};

const pointOf = ({ lng, lat }: { readonly lng: number; readonly lat: number }): Point => ({
  type: "Point",
  coordinates: positionOf(stepOf([lng, lat])),
});

/** RFC 7946 knows a feature without a place: its geometry is `null`. */
const geometryOf = (shape: ExportPlace["shape"]): Point | Polygon | MultiPolygon | null => {
  if ("at" in shape) return pointOf(shape.at);
  const [only, ...more] = shape.polygons.map(polygonOf).filter((polygon) => polygon !== undefined);
  if (only === undefined) return null;
  return more.length === 0
    ? { type: "Polygon", coordinates: only }
    : { type: "MultiPolygon", coordinates: [only, ...more] };
};

export const featureOf = (place: ExportPlace): PlaceFeature => ({
  type: "Feature",
  id: place.id,
  geometry: geometryOf(place.shape),
  properties: {
    level: place.level,
    code: place.codes[0]?.code ?? null,
    codes: place.codes,
    name: place.names[0] ?? null,
    names: place.names,
    parent: place.parent ?? null,
    validFrom: place.validFrom,
    validTo: place.validTo ?? null,
    synthetic: place.synthetic,
  },
});

export const stationFeatureOf = (station: ExportStation): StationFeature => ({
  type: "Feature",
  id: station.id,
  geometry: pointOf(station.at),
  properties: {
    level: "station",
    code: station.organization.code,
    codes: [],
    name: station.name,
    names: [station.name],
    parent: station.organization.id,
    validFrom: station.validFrom ?? null,
    validTo: station.validTo ?? null,
    synthetic: station.synthetic,
    kind: station.kind,
    kindName: STATION_KIND_NAMES[station.kind].zh,
    address: station.address,
    changedAt: station.changedAt,
  },
});

/** Places as given, then stations. */
export function* featuresOf({
  places = [],
  stations = [],
}: {
  readonly places?: Iterable<ExportPlace>;
  readonly stations?: Iterable<ExportStation>;
}): Generator<PlaceFeature | StationFeature, void, void> {
  for (const place of places) yield featureOf(place);
  for (const station of stations) yield stationFeatureOf(station);
}

export const collectionOf = (
  features: Iterable<PlaceFeature | StationFeature>,
): FeatureCollection<Point | Polygon | MultiPolygon | null, PlaceProperties> => ({
  type: "FeatureCollection",
  features: [...features],
});

/** One feature a line (NDJSON). */
export function* linesOf(features: Iterable<PlaceFeature | StationFeature>): Generator<string, void, void> {
  for (const feature of features) yield `${JSON.stringify(feature)}\n`;
}

/** The text of one FeatureCollection in pieces, a feature each: what `collectionOf` is, without holding it. */
export function* collectionTextOf(features: Iterable<PlaceFeature | StationFeature>): Generator<string, void, void> {
  yield '{"type":"FeatureCollection","features":[';
  let comma = "";
  for (const feature of features) {
    yield comma + JSON.stringify(feature);
    comma = ",";
  }
  yield "]}";
}
