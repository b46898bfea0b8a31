/** Polygons as somebody drew them: GeoJSON in, whole numbers out, and what is wrong with a ring by itself. */
import { ringProblems, type CoverageProblem } from "../rings.ts";
import { doubleArea, sideOf, toVertex, type Ring, type Vertex } from "../geometry.ts";
import type { Polygon } from "./polygon.ts";

/** A GeoJSON Polygon or MultiPolygon, by structure. */
export type DrawnGeometry =
  | { readonly type: "Polygon"; readonly coordinates: readonly (readonly (readonly number[])[])[] }
  | { readonly type: "MultiPolygon"; readonly coordinates: readonly (readonly (readonly (readonly number[])[])[])[] };

/** A cell as drawn: one surface, or several that lie apart. */
export interface DrawnCell {
  readonly code: string;
  readonly polygons: readonly Polygon[];
}

export interface InvalidRing {
  readonly code: string;
  /** `holeOutside`: a hole that is not inside its ring · the others as in the coverage check · `twice`: a code that came before. */
  readonly kind: CoverageProblem["kind"] | "holeOutside" | "twice";
  readonly at?: Vertex;
  readonly message: string;
}

const same = (a: Vertex | undefined, b: Vertex | undefined): boolean => a?.x === b?.x && a?.y === b?.y;

/** Rounds to steps, opens the ring, and drops vertices that say the same place again. */
const ringOf = (positions: readonly (readonly number[])[]): Ring => {
  const ring = positions.map(([lng = NaN, lat = NaN]) => toVertex({ lng, lat }));
  const kept = ring.filter((vertex, index) => index === 0 || !same(vertex, ring[index - 1]));
  return kept.length > 1 && same(kept[0], kept.at(-1)) ? kept.slice(0, -1) : kept;
};

const turned = (ring: Ring, sign: 1 | -1): Ring =>
  ring.length > 0 && doubleArea(ring) * sign < 0 ? [...ring].reverse() : ring;

const polygonOf = ([outer = [], ...holes]: readonly (readonly (readonly number[])[])[]): Polygon => ({
  outer: turned(ringOf(outer), 1),
  holes: holes.map((hole) => turned(ringOf(hole), -1)),
});

/** Reads a drawing. Rings that run the wrong way round are turned: drawing programs do not agree on it. */
export const drawnCell = (code: string, geometry: DrawnGeometry): DrawnCell => ({
  code,
  polygons:
    geometry.type === "Polygon" ? [polygonOf(geometry.coordinates)] : geometry.coordinates.map((one) => polygonOf(one)),
});

/** What is wrong with the rings of a cell by themselves. Running clockwise is not: see `drawnCell`. */
export const invalidRings = ({ code, polygons }: DrawnCell): InvalidRing[] =>
  polygons.flatMap(({ outer, holes }) => {
    const problems = [outer, ...holes].flatMap((ring) =>
      ringProblems({ code, ring })
        .filter(({ kind }) => kind !== "clockwise")
        .map(({ kind, at, message }): InvalidRing => ({ code, kind, message, ...(at === undefined ? {} : { at }) })),
    );
    if (problems.length > 0) return problems;
    return holes.flatMap((hole): InvalidRing[] => {
      const out = hole.find((vertex) => sideOf(outer, vertex) === "outside");
      const message = "a hole leaves its ring";
      return out === undefined ? [] : [{ code, kind: "holeOutside", at: out, message }];
    });
  });
