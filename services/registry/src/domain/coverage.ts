/**
 * 覆盖检查. Proves, or refutes, that polygons cover an outline without gap and without overlap. It knows nothing of how
 * they were made and shares no arithmetic with what made them; everything is whole numbers, so there is no tolerance.
 *
 * Why matching edges is a proof: a simple counter-clockwise ring winds once round every point inside it and not at all
 * round others, so the number of cells over a point is the sum of their winding numbers, and that is the winding number
 * of the sum of their edges. If every edge meets exactly one edge that runs the other way, save those that together run
 * once along the outline, that sum *is* the outline: one cell over every point inside, none over any outside.
 */
import type { Ring, Vertex } from "./geometry.ts";

/** A polygon to check, with the code a report names it by. */
export interface Cell {
  readonly code: string;
  readonly ring: Ring;
}

export interface CoverageProblem {
  /**
   * `notWhole`: a coordinate is no whole number · `degenerate`: fewer than three vertices, one twice, or no area ·
   * `clockwise` · `selfIntersecting` · `sameEdgeTwice`: two cells claim the same side of a line, an overlap ·
   * `openEdge`: no neighbour and not on the outline, a gap or an overlap · `outlineUncovered`: a stretch of the outline
   * with no cell or two · `areaDiffers` · `eulerDiffers`: the pieces do not hang together as one sheet
   */
  readonly kind:
    | "notWhole"
    | "degenerate"
    | "clockwise"
    | "selfIntersecting"
    | "sameEdgeTwice"
    | "openEdge"
    | "outlineUncovered"
    | "areaDiffers"
    | "eulerDiffers";
  /** The cells concerned; `outline` for the outline itself. */
  readonly cells: readonly string[];
  /** Where, in steps of 1e-7 degree. */
  readonly at?: Vertex;
  readonly message: string;
}

type Edge = readonly [from: Vertex, to: Vertex];

const spot = ({ x, y }: Vertex): string => `${String(x)} ${String(y)}`;
const edgeKey = ([from, to]: Edge): string => `${spot(from)} ${spot(to)}`;

const edges = (ring: Ring): Edge[] => {
  const list: Edge[] = [];
  let from = ring.at(-1);
  for (const to of ring) {
    if (from !== undefined) list.push([from, to]);
    from = to;
  }
  return list;
};

/** Cross product of the two vectors, exact at any size. */
const cross = (ax: number, ay: number, bx: number, by: number): bigint =>
  BigInt(ax) * BigInt(by) - BigInt(ay) * BigInt(bx);

/** Twice the signed area in square steps. */
const twiceArea = (ring: Ring): bigint => edges(ring).reduce((sum, [a, b]) => sum + cross(a.x, a.y, b.x, b.y), 0n);

const side = ([a, b]: Edge, v: Vertex): number => {
  const value = cross(b.x - a.x, b.y - a.y, v.x - a.x, v.y - a.y);
  return value > 0n ? 1 : value < 0n ? -1 : 0;
};

const inBox = ([a, b]: Edge, v: Vertex): boolean =>
  v.x >= Math.min(a.x, b.x) && v.x <= Math.max(a.x, b.x) && v.y >= Math.min(a.y, b.y) && v.y <= Math.max(a.y, b.y);

const lies = (edge: Edge, v: Vertex): boolean => inBox(edge, v) && side(edge, v) === 0;

const boxesApart = ([a, b]: Edge, [c, d]: Edge): boolean =>
  Math.max(a.x, b.x) < Math.min(c.x, d.x) ||
  Math.max(c.x, d.x) < Math.min(a.x, b.x) ||
  Math.max(a.y, b.y) < Math.min(c.y, d.y) ||
  Math.max(c.y, d.y) < Math.min(a.y, b.y);

const meet = (one: Edge, other: Edge): boolean => {
  if (boxesApart(one, other)) return false;
  if (lies(one, other[0]) || lies(one, other[1]) || lies(other, one[0]) || lies(other, one[1])) return true;
  return side(one, other[0]) !== side(one, other[1]) && side(other, one[0]) !== side(other, one[1]);
};

/** The first place where a ring meets itself. Sorted by west end, so that long rings stay cheap. */
const selfMeeting = (ring: Ring): Vertex | undefined => {
  const list = edges(ring).map((edge, index) => ({ edge, index, west: Math.min(edge[0].x, edge[1].x) }));
  const count = list.length;
  const sorted = [...list].sort((a, b) => a.west - b.west);
  for (const [position, { edge, index }] of sorted.entries()) {
    const east = Math.max(edge[0].x, edge[1].x);
    for (let next = position + 1; next < count; next++) {
      const other = sorted[next];
      if (other === undefined || other.west > east) break;
      const gap = (other.index - index + count) % count;
      // Neighbours on the ring share one vertex; they meet wrongly only if one folds back on the other.
      const folded =
        gap === 1
          ? lies(edge, other.edge[1]) || lies(other.edge, edge[0])
          : lies(edge, other.edge[0]) || lies(other.edge, edge[1]);
      if (gap === 1 || gap === count - 1 ? folded : meet(edge, other.edge)) return other.edge[0];
    }
  }
  return undefined;
};

/** What is wrong with a ring by itself. */
export const ringProblems = ({ code, ring }: Cell): CoverageProblem[] => {
  const problem = (kind: CoverageProblem["kind"], message: string, at = ring[0]): CoverageProblem[] => [
    { kind, cells: [code], ...(at === undefined ? {} : { at }), message },
  ];
  const broken = ring.find(({ x, y }) => !Number.isSafeInteger(x) || !Number.isSafeInteger(y));
  if (broken !== undefined) return problem("notWhole", "a coordinate is not a whole number of steps");
  if (ring.length < 3) return problem("degenerate", "a ring needs three vertices");
  const seen = new Set<string>();
  for (const vertex of ring) {
    if (seen.has(spot(vertex))) return problem("degenerate", "the ring passes a vertex twice", vertex);
    seen.add(spot(vertex));
  }
  const area = twiceArea(ring);
  if (area === 0n) return problem("degenerate", "the ring encloses nothing");
  const meeting = selfMeeting(ring);
  if (meeting !== undefined) return problem("selfIntersecting", "the ring meets itself", meeting);
  return area < 0n ? problem("clockwise", "the ring runs clockwise") : [];
};

/** Edges that no other edge answers, each with its cell; overlaps found on the way go to `problems`. */
const openEdges = (cells: readonly Cell[], problems: CoverageProblem[]): { edge: Edge; code: string }[] => {
  const owners = new Map<string, { edge: Edge; code: string }>();
  for (const { code, ring } of cells) {
    for (const edge of edges(ring)) {
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

/**
 * 无盲区、无缝隙. Checks that the cells tile the outline: none outside it, no gap, no overlap. Neighbours must share
 * their vertices: where one has a vertex on a line, so has the other.
 * @returns everything found wrong; an empty list is the proof
 */
export const coverageProblems = (outline: Ring, cells: readonly Cell[]): CoverageProblem[] => {
  const problems = [{ code: "outline", ring: outline }, ...cells].flatMap(ringProblems);
  if (problems.some(({ kind }) => kind === "notWhole")) return problems;

  const open = new Map<string, { edge: Edge; code: string }[]>();
  for (const item of openEdges(cells, problems)) {
    const key = spot(item.edge[0]);
    open.set(key, [...(open.get(key) ?? []), item]);
  }
  problems.push(...edges(outline).flatMap((border) => outlineProblems(border, open)));
  for (const { edge, code } of [...open.values()].flat()) {
    problems.push({ kind: "openEdge", cells: [code], at: edge[0], message: "no neighbour answers this edge" });
  }

  const area = cells.reduce((sum, { ring }) => sum + twiceArea(ring), 0n);
  const whole = twiceArea(outline);
  if (area !== whole) {
    const message = `the cells cover ${String(area)} of ${String(whole)} half square steps`;
    problems.push({ kind: "areaDiffers", cells: [], message });
  }

  const euler = eulerCharacteristic(cells);
  if (euler !== 1) {
    const message = `vertices − edges + cells is ${String(euler)}, and 1 for one sheet without holes`;
    problems.push({ kind: "eulerDiffers", cells: [], message });
  }
  return problems;
};

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
