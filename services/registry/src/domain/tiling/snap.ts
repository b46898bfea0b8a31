import { coverageProblems, type CoverageProblem } from "../coverage.ts";
import { distanceM, edgesOf, metresPerDegree, SCALE, type Ring, type Vertex } from "../geometry.ts";
import { near } from "./boxes.ts";
import type { DrawnCell } from "./drawing.ts";
import type { Polygon } from "./polygon.ts";

export interface SnapInput {
  readonly outline: readonly Polygon[];
  readonly cells: readonly DrawnCell[];
  /** How far a vertex may move, in metres. Half a metre unless told. */
  readonly toleranceM?: number;
}

export interface Snapped {
  /** With the vertices the cells brought into it. */
  readonly outline: readonly Polygon[];
  readonly cells: readonly DrawnCell[];
  /** The farthest any vertex moved, in metres: never more than the tolerance. A line moves as far where it is led through one. */
  readonly movedM: number;
  /** What the exact check still finds. Only without any may the result be used: then it is a tiling, proved. */
  readonly problems: readonly CoverageProblem[];
}

const keyOf = ({ x, y }: Vertex): string => `${String(x)} ${String(y)}`;
const at = ({ x, y }: Vertex) => ({ west: x, south: y, east: x, north: y });

/** Chooses the vertices that stay, first come first kept, and sends every other one to a kept one within reach. */
const anchorsOf = (vertices: readonly Vertex[], reachM: number, margin: number): Map<string, Vertex> => {
  const around = near(vertices.map(at));
  const home = new Map<string, Vertex>();
  for (const vertex of vertices) {
    if (home.has(keyOf(vertex))) continue;
    home.set(keyOf(vertex), vertex);
    for (const index of around(at(vertex), margin)) {
      const other = vertices[index] as Vertex;
      if (!home.has(keyOf(other)) && distanceM(vertex, other) <= reachM) home.set(keyOf(other), vertex);
    }
  }
  return home;
};

/** Where along an edge the foot of a vertex is, 0 to 1, and how far away the vertex is, in metres. */
const footOf = (a: Vertex, b: Vertex, v: Vertex): { along: number; away: number } => {
  const { lng, lat } = metresPerDegree(a.y / SCALE);
  const [dx, dy] = [(b.x - a.x) * lng, (b.y - a.y) * lat];
  const [vx, vy] = [(v.x - a.x) * lng, (v.y - a.y) * lat];
  const along = (vx * dx + vy * dy) / (dx * dx + dy * dy);
  const [offX, offY] = [vx - along * dx, vy - along * dy];
  return { along, away: Math.sqrt(offX * offX + offY * offY) / SCALE };
};

/** Leaves out vertices said twice running, and ways there and back again, until there are none. */
const tidied = (ring: Ring): Ring => {
  const kept = ring.filter((vertex, index) => {
    const [before, after] = [ring.at(index - 1), ring[(index + 1) % ring.length]];
    const isAgain = before !== undefined && keyOf(before) === keyOf(vertex);
    const isSpike = before !== undefined && after !== undefined && keyOf(before) === keyOf(after);
    return !isAgain && !isSpike;
  });
  return kept.length === ring.length || kept.length === 0 ? kept : tidied(kept);
};

/** A line may come near other vertices after it was led through one; this often it is looked at again. */
const ROUNDS = 8;

/**
 * 接边. Makes polygons with drawing noise share their vertices: vertices nearer than the tolerance become one, and a line
 * that passes a vertex nearer than that is led through it. The outline's vertices stay where they are. This is a proposal,
 * not a proof: no rule of this kind is right for every drawing, so the result goes through the exact check, whose findings
 * come with it. Overlaps and gaps wider than the tolerance remain and are found by it.
 */
export const snap = ({ outline, cells, toleranceM = 0.5 }: SnapInput): Snapped => {
  const ringsOf = (polygons: readonly Polygon[]): Ring[] => polygons.flatMap(({ outer, holes }) => [outer, ...holes]);
  const all = [...ringsOf(outline), ...cells.flatMap(({ polygons }) => ringsOf(polygons))].flat();
  // A step is half a centimetre or more, up to 60° of latitude: so many of them surely reach as far.
  const margin = Math.ceil((toleranceM * SCALE) / 50_000);
  const home = anchorsOf(all, toleranceM, margin);
  const anchors = [...new Set(home.values())];
  const around = near(anchors.map(at));

  const through = (a: Vertex, b: Vertex): Vertex[] => {
    const box = {
      west: Math.min(a.x, b.x),
      south: Math.min(a.y, b.y),
      east: Math.max(a.x, b.x),
      north: Math.max(a.y, b.y),
    };
    return around(box, margin)
      .map((index) => anchors[index] as Vertex)
      .filter((v) => keyOf(v) !== keyOf(a) && keyOf(v) !== keyOf(b))
      .map((vertex) => ({ vertex, ...footOf(a, b, vertex) }))
      .filter(({ along, away }) => along > 0 && along < 1 && away <= toleranceM)
      .sort((one, other) => one.along - other.along)
      .map(({ vertex }) => vertex);
  };
  /** Neighbours walk a line in opposite directions, and must be led alike. */
  const led = (a: Vertex, b: Vertex): Vertex[] =>
    a.x < b.x || (a.x === b.x && a.y < b.y) ? through(a, b) : through(b, a).reverse();

  const snapRing = (ring: Ring): Ring => {
    let now = tidied(ring.map((vertex) => home.get(keyOf(vertex)) ?? vertex));
    for (let round = 0; round < ROUNDS; round++) {
      const next = tidied(edgesOf(now).flatMap(([a, b]) => [a, ...led(a, b)]));
      if (next.length === now.length) break;
      now = next;
    }
    return now;
  };
  const snapPolygon = ({ outer, holes }: Polygon): Polygon => ({ outer: snapRing(outer), holes: holes.map(snapRing) });

  const snapped = cells.map(({ code, polygons }) => ({ code, polygons: polygons.map(snapPolygon) }));
  const border = outline.map(snapPolygon);
  const pieces = snapped.flatMap(({ code, polygons }) =>
    polygons.map(({ outer, holes }) => ({ code, ring: outer, holes })),
  );
  return {
    outline: border,
    cells: snapped,
    movedM: all.reduce((most, vertex) => Math.max(most, distanceM(vertex, home.get(keyOf(vertex)) ?? vertex)), 0),
    problems: coverageProblems(border, pieces),
  };
};
