/** Points and boundaries: GeoJSON geometry, or text in GeoJSON or WKT. */
import { canonical } from "../tiling/polygon.ts";
import { doubleArea, toVertex, type Ring } from "../geometry.ts";
import type { Reading } from "./cells.ts";

type Position = readonly [lng: number, lat: number];
export type Shape =
  | { readonly type: "point"; readonly at: { lng: number; lat: number } }
  | { readonly type: "ring"; readonly ring: Ring };

const wrong = (message: string, code = "geometry_invalid"): Reading => ({ code, message });

/** Where China lies. Swapped coordinates are outside, and so are metres of a projection. */
export const isInChina = (lng: number, lat: number): boolean => lng > 73 && lng < 136 && lat > 3 && lat < 54;

const NUMBER = String.raw`[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?`;
const PAIR = new RegExp(`^(${NUMBER})\\s+(${NUMBER})(?:\\s+${NUMBER})*$`);

const pairsOf = (list: string): unknown[] =>
  list.split(",").map((pair) => {
    const [, x, y] = PAIR.exec(pair.trim()) ?? [];
    return [Number(x), Number(y)];
  });

/** `POLYGON ((104.1 30.6, …))`, `MULTIPOLYGON (((…)))` and `POINT (…)` as GeoJSON; undefined when it is no WKT. */
const ofWkt = (text: string): unknown => {
  const [, type = "", body = ""] =
    /^(?:SRID=\d+;)?\s*(POINT|POLYGON|MULTIPOLYGON)\s*Z?\s*\((.*)\)$/is.exec(text.trim()) ?? [];
  const ringsOf = (part: string): unknown[] =>
    [...part.matchAll(/\(([^()]*)\)/g)].map(([, ring = ""]) => pairsOf(ring));
  switch (type.toUpperCase()) {
    case "POINT":
      return { type: "Point", coordinates: pairsOf(body)[0] };
    case "POLYGON":
      return { type: "Polygon", coordinates: ringsOf(body) };
    case "MULTIPOLYGON":
      return { type: "MultiPolygon", coordinates: body.split(/\)\s*\)\s*,/).map(ringsOf) };
    default:
      return undefined;
  }
};

const geometryOf = (cell: unknown): unknown => {
  if (typeof cell !== "string") return cell;
  if (!cell.trim().startsWith("{")) return ofWkt(cell);
  try {
    return JSON.parse(cell) as unknown;
  } catch {
    return undefined;
  }
};

const isPosition = (value: unknown): value is Position =>
  Array.isArray(value) && value.length >= 2 && Number.isFinite(value[0]) && Number.isFinite(value[1]);

/** Rounded to steps, opened, without vertices that say the same place again, counter-clockwise. */
const ringOf = (positions: readonly Position[]): Ring => {
  const ring = positions.map(([lng, lat]) => toVertex({ lng, lat }));
  const kept = ring.filter(({ x, y }, index) => index === 0 || ring[index - 1]?.x !== x || ring[index - 1]?.y !== y);
  const [first, last] = [kept[0], kept.at(-1)];
  if (kept.length > 1 && first?.x === last?.x && first?.y === last?.y) kept.pop();
  return kept.length >= 3 && doubleArea(kept) < 0 ? kept.reverse() : kept;
};

/** One ring without holes is what the register can hold. */
export const shapeOf = (cell: unknown): Reading => {
  const geometry = geometryOf(cell) as { type?: unknown; coordinates?: unknown } | null | undefined;
  const { type, coordinates } = geometry ?? {};
  if (type === "Point") {
    if (!isPosition(coordinates)) return wrong("a point has two numbers");
    const [lng, lat] = coordinates;
    if (!isInChina(lng, lat)) return wrong("not a longitude and latitude in China; swapped?", "point_outside_china");
    return { value: { type: "point", at: { lng, lat } } satisfies Shape };
  }
  const polygons = type === "Polygon" ? [coordinates] : type === "MultiPolygon" ? coordinates : undefined;
  if (!Array.isArray(polygons)) return wrong("neither a GeoJSON geometry nor WKT of a point, polygon or multi-polygon");
  const [rings] = polygons as readonly unknown[];
  if (polygons.length !== 1 || !Array.isArray(rings) || rings.length !== 1)
    return wrong("several pieces, or holes: a place is one piece without holes", "geometry_unsupported");
  const [outer] = rings as readonly unknown[];
  if (!Array.isArray(outer) || !outer.every(isPosition)) return wrong("a ring is a list of pairs of numbers");
  if (!outer.every(([lng, lat]) => isInChina(lng, lat)))
    return wrong("not longitudes and latitudes in China; swapped, or metres of a projection?", "point_outside_china");
  const ring = ringOf(outer);
  return ring.length < 3 || doubleArea(ring) === 0
    ? wrong("a ring needs three corners and encloses something")
    : { value: { type: "ring", ring } satisfies Shape };
};

/** The same ground, wherever the drawing begins. */
export const isSameRing = (one: Ring, other: Ring): boolean =>
  one.length === other.length && JSON.stringify(canonical(one)) === JSON.stringify(canonical(other));
