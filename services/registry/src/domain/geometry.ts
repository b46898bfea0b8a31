/**
 * Plane geometry on whole numbers. A vertex counts steps of 1e-7 degree (about a centimetre), so that "left of", "on"
 * and "twice the area" are exact: differences inside one district stay below 2^26 and their products below 2^53.
 */
import type { Point } from "@wangge/contracts/vocabulary";

/** Steps per degree. */
export const SCALE = 10_000_000;

/** WGS-84 in steps of 1e-7 degree: `x` is longitude, `y` latitude, both whole numbers. */
export interface Vertex {
  readonly x: number;
  readonly y: number;
}

/** A closed ring, counter-clockwise, the first vertex not repeated at the end. */
export type Ring = readonly Vertex[];

/** `[longitude, latitude]` in degrees, as GeoJSON wants it. */
export type Position = readonly [lng: number, lat: number];

export const toVertex = ({ lng, lat }: Point): Vertex => ({ x: Math.round(lng * SCALE), y: Math.round(lat * SCALE) });
export const toPoint = ({ x, y }: Vertex): Point => ({ lng: x / SCALE, lat: y / SCALE });

/** The ring of a GeoJSON polygon: degrees, first position repeated at the end. Exact: `toVertex` gives the ring back. */
export const toGeoJsonRing = (ring: Ring): Position[] =>
  [...ring, ...ring.slice(0, 1)].map(({ x, y }): Position => [x / SCALE, y / SCALE]);

/** The element at `index`, counted round the ring: -1 is the last. @throws RangeError on an empty list */
export const around = <T>(list: readonly T[], index: number): T => {
  const found = list[((index % list.length) + list.length) % list.length];
  if (found === undefined) throw new RangeError(`nothing at ${String(index)} of ${String(list.length)}`);
  return found;
};

/** The edges of a ring in order, each as its start and end. */
export const edgesOf = <T>(ring: readonly T[]): [T, T][] => ring.map((from, index) => [from, around(ring, index + 1)]);

/** Twice the signed area of the triangle a, b, c: positive when c lies left of a → b, 0 when the three are in line. */
export const turn = (a: Vertex, b: Vertex, c: Vertex): number => (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);

/** Whether `v`, in line with a and b, lies between them, ends included. */
const between = (a: Vertex, b: Vertex, v: Vertex): boolean =>
  Math.min(a.x, b.x) <= v.x && v.x <= Math.max(a.x, b.x) && Math.min(a.y, b.y) <= v.y && v.y <= Math.max(a.y, b.y);

/** Whether `v` lies on the segment a–b, ends included. */
export const isOnSegment = (a: Vertex, b: Vertex, v: Vertex): boolean => turn(a, b, v) === 0 && between(a, b, v);

/** Whether the closed segments a–b and c–d have a point in common. */
export const touches = (a: Vertex, b: Vertex, c: Vertex, d: Vertex): boolean => {
  const c1 = Math.sign(turn(a, b, c));
  const d1 = Math.sign(turn(a, b, d));
  const a2 = Math.sign(turn(c, d, a));
  const b2 = Math.sign(turn(c, d, b));
  if (c1 * d1 < 0 && a2 * b2 < 0) return true;
  return (
    (c1 === 0 && between(a, b, c)) ||
    (d1 === 0 && between(a, b, d)) ||
    (a2 === 0 && between(c, d, a)) ||
    (b2 === 0 && between(c, d, b))
  );
};

/** Twice the signed area in square steps, a whole number: positive when the ring runs counter-clockwise. */
export const doubleArea = (ring: Ring): number => {
  const origin = around(ring, 0);
  return edgesOf(ring).reduce((sum, [a, b]) => sum + turn(origin, a, b), 0);
};

/** Length of one degree in metres at a latitude, by the usual series; no library cosine, so the same on every engine. */
export const metresPerDegree = (lat: number): { lng: number; lat: number } => {
  const angle = (lat * 3.141592653589793) / 180;
  let term = 1;
  let cosine = 1;
  for (let n = 1; n <= 10; n++) {
    term *= -(angle * angle) / ((2 * n - 1) * (2 * n));
    cosine += term;
  }
  const cosine2 = 2 * cosine * cosine - 1;
  const cosine3 = 4 * cosine * cosine * cosine - 3 * cosine;
  return { lng: 111_412.84 * cosine - 93.5 * cosine3, lat: 111_132.95 - 559.85 * cosine2 };
};

/** Square metres inside the ring, rounded. */
export const areaM2 = (ring: Ring): number => {
  const metres = metresPerDegree(around(ring, 0).y / SCALE);
  return Math.round(((doubleArea(ring) / 2) * metres.lng * metres.lat) / SCALE / SCALE);
};

/** Distance in metres between near vertices. */
export const distanceM = (a: Vertex, b: Vertex): number => {
  const metres = metresPerDegree(a.y / SCALE);
  const dx = ((b.x - a.x) * metres.lng) / SCALE;
  const dy = ((b.y - a.y) * metres.lat) / SCALE;
  return Math.sqrt(dx * dx + dy * dy);
};

/** Polsby–Popper compactness, 4π·area / perimeter², on the ground: 1 for a circle, 0.79 for a square, near 0 for a sliver. */
export const compactness = (ring: Ring): number => {
  const perimeter = edgesOf(ring).reduce((sum, [a, b]) => sum + distanceM(a, b), 0);
  return (4 * 3.141592653589793 * areaM2(ring)) / (perimeter * perimeter);
};

/** The centre of gravity, rounded to a vertex. Inside the ring when the ring is convex, not always otherwise. */
export const centroid = (ring: Ring): Vertex => {
  const origin = around(ring, 0);
  let x = 0;
  let y = 0;
  let area = 0;
  for (const [a, b] of edgesOf(ring)) {
    const weight = turn(origin, a, b);
    area += weight;
    x += weight * (a.x - origin.x + (b.x - origin.x));
    y += weight * (a.y - origin.y + (b.y - origin.y));
  }
  return { x: origin.x + Math.round(x / area / 3), y: origin.y + Math.round(y / area / 3) };
};

/** How a vertex lies to a ring: `on` its line, strictly `inside`, or `outside`. */
export const sideOf = (ring: Ring, v: Vertex): "inside" | "on" | "outside" => {
  let inside = false;
  for (const [a, b] of edgesOf(ring)) {
    if (isOnSegment(a, b, v)) return "on";
    if (a.y > v.y !== b.y > v.y) {
      const [low, high] = a.y < b.y ? [a, b] : [b, a];
      if (turn(low, high, v) > 0) inside = !inside;
    }
  }
  return inside ? "inside" : "outside";
};

/** Metres from the line of a ring. */
export const metresFrom = (ring: Ring, { x, y }: Vertex): number => {
  const metres = metresPerDegree(y / SCALE);
  const [mx, my] = [metres.lng / SCALE, metres.lat / SCALE];
  return edgesOf(ring).reduce((least, [a, b]) => {
    const [px, py] = [(x - a.x) * mx, (y - a.y) * my];
    const [dx, dy] = [(b.x - a.x) * mx, (b.y - a.y) * my];
    const along = Math.max(0, Math.min(1, (px * dx + py * dy) / (dx * dx + dy * dy || 1)));
    return Math.min(least, Math.hypot(px - along * dx, py - along * dy));
  }, Infinity);
};

/** A vertex strictly inside the ring: its centre of gravity if that will do, else the middle of the widest stretch level with it. */
export const insideOf = (ring: Ring): Vertex => {
  const centre = centroid(ring);
  if (sideOf(ring, centre) === "inside") return centre;
  const crossings = edgesOf(ring)
    .filter(([a, b]) => a.y > centre.y !== b.y > centre.y)
    .map(([a, b]) => a.x + ((centre.y - a.y) * (b.x - a.x)) / (b.y - a.y))
    .sort((a, b) => a - b);
  const stretches = edgesOf(crossings)
    .filter((_, index) => index % 2 === 0)
    .map(([left, right]) => ({ width: right - left, middle: { x: Math.round((left + right) / 2), y: centre.y } }))
    .sort((a, b) => b.width - a.width);
  return stretches[0]?.middle ?? centre;
};
