import { boxOf } from "./boxes.ts";
import { around, doubleArea, sideOf, type Ring, type Vertex } from "../geometry.ts";

/** A surface in one piece. */
export interface Polygon {
  /** Counter-clockwise. */
  readonly outer: Ring;
  /** Clockwise, inside `outer`; a hole may touch it, or another hole, at a vertex. */
  readonly holes: readonly Ring[];
}

/** The same ring beginning at its westernmost vertex, of those the southernmost: so the same ring is always written alike. */
export const canonical = (ring: Ring): Ring => {
  let first = 0;
  for (const [index, { x, y }] of ring.entries()) {
    const least = around(ring, first);
    if (x < least.x || (x === least.x && y < least.y)) first = index;
  }
  return [...ring.slice(first), ...ring.slice(0, first)];
};

const doubled = (ring: Ring): Ring => ring.map(({ x, y }) => ({ x: 2 * x, y: 2 * y }));

/** A vertex in the middle of the first edge, in half steps: no other ring that shares only vertices goes through it. */
const middleOfEdge = (ring: Ring): Vertex => {
  const [a, b] = [around(ring, 0), around(ring, 1)];
  return { x: a.x + b.x, y: a.y + b.y };
};

/** Puts rings that meet at vertices only into polygons: each clockwise one is a hole of the smallest ring round it. */
export const polygonsOf = (rings: readonly Ring[]): Polygon[] => {
  const measured = rings.map((ring) => ({ ring, area: doubleArea(ring) }));
  const outers = measured
    .filter(({ area }) => area > 0)
    .map(({ ring, area }) => ({ outer: ring, area, box: boxOf(ring), double: doubled(ring), holes: [] as Ring[] }))
    .sort((a, b) => a.area - b.area);
  for (const { ring } of measured.filter(({ area }) => area < 0)) {
    const { x, y } = middleOfEdge(ring);
    const home = outers.find(
      ({ box, double }) =>
        x >= 2 * box.west &&
        x <= 2 * box.east &&
        y >= 2 * box.south &&
        y <= 2 * box.north &&
        sideOf(double, { x, y }) === "inside",
    );
    if (home === undefined) throw new RangeError("a hole lies in no polygon: the tiles overlap");
    home.holes.push(ring);
  }
  return outers.sort((a, b) => b.area - a.area).map(({ outer, holes }) => ({ outer, holes }));
};

/** Twice the area of a polygon, its holes taken out, in square steps. */
export const doubleAreaOf = ({ outer, holes }: Polygon): number =>
  [outer, ...holes].reduce((sum, ring) => sum + doubleArea(ring), 0);
