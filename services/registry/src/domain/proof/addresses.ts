import { edgesOf, isOnSegment, turn, type Ring, type Vertex } from "../geometry.ts";
import { boxOf, near } from "../tiling/boxes.ts";
import type { CoverageInput } from "./input.ts";

/** Whether rings, read even-odd, hold a point a hair to the east of a vertex and a finer hair to the north. */
const holdsBeside = (rings: readonly Ring[], v: Vertex): boolean => {
  let inside = false;
  for (const ring of rings) {
    for (const [a, b] of edgesOf(ring)) {
      if (a.y > v.y === b.y > v.y) continue;
      if (b.y > a.y ? turn(a, b, v) > 0 : turn(a, b, v) < 0) inside = !inside;
    }
  }
  return inside;
};

const passes = (rings: readonly Ring[], v: Vertex): boolean =>
  rings.some((ring) => edgesOf(ring).some(([a, b]) => isOnSegment(a, b, v)));

/**
 * All grids a vertex lies in under the boundary rule of `gridIndex`, counted out grid by grid: where a look-up stops at
 * the first, a proof must see a second one.
 */
export const holdersIn = (grids: CoverageInput["grids"]): ((v: Vertex) => string[]) => {
  const shapes = grids.map(({ code, ring, holes = [] }) => ({ code, rings: [ring, ...holes] }));
  const around = near(shapes.map(({ rings }) => boxOf(rings.flat())));
  return (v) => {
    const candidates = around({ west: v.x, south: v.y, east: v.x, north: v.y }).flatMap((index) => shapes[index] ?? []);
    const holders = candidates.filter(({ rings }) => holdsBeside(rings, v));
    if (holders.length > 0) return holders.map(({ code }) => code).sort();
    const touched = candidates.filter(({ rings }) => passes(rings, v)).map(({ code }) => code);
    return touched.sort().slice(0, 1);
  };
};
