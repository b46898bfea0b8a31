/**
 * 覆盖检查. Proves, or refutes, that polygons cover an outline without gap and without overlap. It knows nothing of how
 * they were made and shares no arithmetic with what made them; everything is whole numbers, so there is no tolerance.
 *
 * Why matching edges is a proof: a simple counter-clockwise ring winds once round every point inside it and not at all
 * round others, so the number of cells over a point is the sum of their winding numbers, and that is the winding number
 * of the sum of their edges. If every edge meets exactly one edge that runs the other way, save those that together run
 * once along the outline, that sum *is* the outline: one cell over every point inside, none over any outside.
 */
import type { Ring } from "./geometry.ts";
import {
  edgeKey,
  edges,
  lies,
  sidesOf,
  spot,
  surfaceProblems,
  twiceArea,
  type Cell,
  type CoverageProblem,
  type Edge,
  type Side,
} from "./rings.ts";

export type { Cell, CoverageProblem } from "./rings.ts";

/** Edges that no other edge answers, each with its cell; overlaps found on the way go to `problems`. */
const openEdges = (cells: readonly Cell[], problems: CoverageProblem[]): { edge: Edge; code: string }[] => {
  const owners = new Map<string, { edge: Edge; code: string }>();
  for (const cell of cells) {
    const { code } = cell;
    for (const edge of sidesOf(cell).flatMap(({ ring }) => edges(ring))) {
      const owner = owners.get(edgeKey(edge));
      if (owner === undefined) owners.set(edgeKey(edge), { edge, code });
      else {
        const message = "two cells lie on the same side of one line";
        problems.push({ kind: "sameEdgeTwice", cells: [owner.code, code], at: edge[0], message });
      }
    }
  }
  return [...owners.values()].filter(({ edge: [from, to] }) => !owners.has(edgeKey([to, from])));
};

/** Takes from `open` what runs along one edge of the outline, and tells whether it does so end to end. */
const outlineProblems = (border: Edge, open: Map<string, { edge: Edge; code: string }[]>): CoverageProblem[] => {
  const [start, end] = border;
  const cells: string[] = [];
  let at = start;
  while (spot(at) !== spot(end)) {
    const here = at;
    const leaving = open.get(spot(here)) ?? [];
    const found = leaving.findIndex(({ edge: [, to] }) => lies(border, to) && lies([here, end], to));
    const next = leaving[found];
    if (next === undefined) {
      return [{ kind: "outlineUncovered", cells, at: here, message: "no cell follows the outline from here" }];
    }
    leaving.splice(found, 1);
    cells.push(next.code);
    at = next.edge[1];
  }
  return [];
};

/** What a polygon covers: the outer ring counter-clockwise, the holes clockwise. */
export interface Surface {
  readonly outer: Ring;
  readonly holes: readonly Ring[];
}

/**
 * 无盲区、无缝隙. Checks that the cells tile the outline: none outside it, no gap, no overlap. Neighbours must share
 * their vertices: where one has a vertex on a line, so has the other. The outline may have holes and several parts.
 * @returns everything found wrong; an empty list is the proof
 */
export const coverageProblems = (outline: Ring | readonly Surface[], cells: readonly Cell[]): CoverageProblem[] => {
  const borders: Side[] = outline.flatMap((part) =>
    "outer" in part ? sidesOf({ code: "outline", ring: part.outer, ...part }) : [],
  );
  if (borders.length === 0) borders.push({ ring: outline as Ring, isHole: false });
  const problems = [
    ...surfaceProblems("outline", borders),
    ...cells.flatMap((cell) => surfaceProblems(cell.code, sidesOf(cell))),
  ];
  if (problems.some(({ kind }) => kind === "notWhole")) return problems;

  const open = new Map<string, { edge: Edge; code: string }[]>();
  for (const item of openEdges(cells, problems)) {
    const key = spot(item.edge[0]);
    open.set(key, [...(open.get(key) ?? []), item]);
  }
  problems.push(...borders.flatMap(({ ring }) => edges(ring)).flatMap((border) => outlineProblems(border, open)));
  for (const { edge, code } of [...open.values()].flat()) {
    problems.push({ kind: "openEdge", cells: [code], at: edge[0], message: "no neighbour answers this edge" });
  }

  const area = sumOfAreas(cells.flatMap(sidesOf));
  const whole = sumOfAreas(borders);
  if (area !== whole) {
    const message = `the cells cover ${String(area)} of ${String(whole)} half square steps`;
    problems.push({ kind: "areaDiffers", cells: [], message });
  }

  // A check of its own, where it is simple: with holes that touch, the number to expect is another one.
  const euler = eulerCharacteristic(cells);
  if (borders.length === 1 && cells.every(({ holes = [] }) => holes.length === 0) && euler !== 1) {
    const message = `vertices − edges + cells is ${String(euler)}, and 1 for one sheet without holes`;
    problems.push({ kind: "eulerDiffers", cells: [], message });
  }
  return problems;
};

const sumOfAreas = (sides: readonly Side[]): bigint => sides.reduce((sum, { ring }) => sum + twiceArea(ring), 0n);

/** Vertices − edges + cells of the sheet the cells form: 1 when it is in one piece and has no hole. */
export const eulerCharacteristic = (cells: readonly Cell[]): number => {
  const vertices = new Set<string>();
  const lines = new Set<string>();
  for (const { ring } of cells) {
    for (const edge of edges(ring)) {
      vertices.add(spot(edge[0]));
      const [one, other] = [edgeKey(edge), edgeKey([edge[1], edge[0]])];
      lines.add(one < other ? one : other);
    }
  }
  return vertices.size - lines.size + cells.length;
};
