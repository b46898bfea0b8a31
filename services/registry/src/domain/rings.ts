/** Rings in whole numbers, exactly: are they simple, and do those of one polygon lie to each other as they should? */
import type { Ring, Vertex } from "./geometry.ts";

/** A polygon to check, with the code a report names it by. */
export interface Cell {
  readonly code: string;
  /** Counter-clockwise. */
  readonly ring: Ring;
  /** Clockwise. */
  readonly holes?: readonly Ring[];
}

export interface CoverageProblem {
  /**
   * `notWhole`: a coordinate is no whole number · `degenerate`: fewer than three vertices, one twice, or no area ·
   * `clockwise`, or a hole that is not · `selfIntersecting` · `ringsMeet`: rings of one polygon do, elsewhere than at a
   * vertex of both · `ringMisplaced`: a hole that is not inside, or a part that is · `sameEdgeTwice`: two cells claim the
   * same side of a line, an overlap · `openEdge`: no neighbour and not on the outline, a gap or an overlap ·
   * `outlineUncovered`: a stretch of the outline with no cell or two · `areaDiffers` · `eulerDiffers`: the pieces do not
   * hang together as one sheet
   */
  readonly kind:
    | "notWhole"
    | "degenerate"
    | "clockwise"
    | "selfIntersecting"
    | "ringsMeet"
    | "ringMisplaced"
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

export type Edge = readonly [from: Vertex, to: Vertex];

export const spot = ({ x, y }: Vertex): string => `${String(x)} ${String(y)}`;
export const edgeKey = ([from, to]: Edge): string => `${spot(from)} ${spot(to)}`;

/** The edges of a ring, the closing one first. */
export const edges = (ring: Ring): Edge[] => {
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
export const twiceArea = (ring: Ring): bigint =>
  edges(ring).reduce((sum, [a, b]) => sum + cross(a.x, a.y, b.x, b.y), 0n);

const side = ([a, b]: Edge, v: Vertex): number => {
  const value = cross(b.x - a.x, b.y - a.y, v.x - a.x, v.y - a.y);
  return value > 0n ? 1 : value < 0n ? -1 : 0;
};

const inBox = ([a, b]: Edge, v: Vertex): boolean =>
  v.x >= Math.min(a.x, b.x) && v.x <= Math.max(a.x, b.x) && v.y >= Math.min(a.y, b.y) && v.y <= Math.max(a.y, b.y);

export const lies = (edge: Edge, v: Vertex): boolean => inBox(edge, v) && side(edge, v) === 0;

const listedApart = ([a, b]: Edge, [c, d]: Edge): boolean =>
  Math.max(a.x, b.x) < Math.min(c.x, d.x) ||
  Math.max(c.x, d.x) < Math.min(a.x, b.x) ||
  Math.max(a.y, b.y) < Math.min(c.y, d.y) ||
  Math.max(c.y, d.y) < Math.min(a.y, b.y);

const meet = (one: Edge, other: Edge): boolean => {
  if (listedApart(one, other)) return false;
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
export const ringProblems = ({ code, ring }: Pick<Cell, "code" | "ring">, isHole = false): CoverageProblem[] => {
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
  if (area < 0n === isHole) return [];
  return problem("clockwise", isHole ? "the hole runs counter-clockwise" : "the ring runs clockwise");
};

/** Whether two edges have more in common than an end of both. */
const meetBadly = (one: Edge, other: Edge): boolean => {
  if (!meet(one, other)) return false;
  const sharing = one.filter((v) => other.some((w) => spot(v) === spot(w)));
  if (sharing.length !== 1) return true;
  const [free, end] = [one, other].map((edge) => edge.find((v) => spot(v) !== spot(sharing[0] as Vertex)));
  return free === undefined || end === undefined || lies(other, free) || lies(one, end);
};

/** How often a ring winds round the middle of an edge that it does not meet. All is counted in half steps. */
const windingRound = (ring: Ring, [from, to]: Edge): number => {
  const middle = { x: from.x + to.x, y: from.y + to.y };
  let winding = 0;
  for (const [a, b] of edges(ring.map(({ x, y }) => ({ x: 2 * x, y: 2 * y })))) {
    const turned = side([a, b], middle);
    if (a.y <= middle.y && b.y > middle.y && turned > 0) winding++;
    if (a.y > middle.y && b.y <= middle.y && turned < 0) winding--;
  }
  return winding;
};

/** A ring of a surface, and whether it bounds a hole in it. */
export interface Side {
  readonly ring: Ring;
  readonly isHole: boolean;
}

/**
 * Whether rings bound one surface: whether together they wind once round every point of it and not at all round others.
 * Each is simple and runs the right way; they meet at vertices only; and round the edges of an outer ring the others do
 * not wind, round those of a hole once. So it is 1 on the inner side of every edge and 0 on the other, hence everywhere.
 */
export const surfaceProblems = (code: string, sides: readonly Side[]): CoverageProblem[] => {
  const alone = sides.flatMap(({ ring, isHole }) => ringProblems({ code, ring }, isHole));
  if (alone.length > 0 || sides.length < 2) return alone;
  const listed = sides.map(({ ring }) => edges(ring));
  for (const [index, own] of listed.entries()) {
    for (const other of listed.slice(index + 1)) {
      const met = own.find((one) => other.some((another) => meetBadly(one, another)));
      if (met !== undefined) return [{ kind: "ringsMeet", cells: [code], at: met[0], message: "two rings meet" }];
    }
  }
  return sides.flatMap(({ ring, isHole }, index) => {
    const others = sides.filter((_, nth) => nth !== index);
    const wrong = edges(ring).find(
      (edge) => others.reduce((sum, { ring: other }) => sum + windingRound(other, edge), 0) !== (isHole ? 1 : 0),
    );
    if (wrong === undefined) return [];
    const message = isHole ? "a hole is not inside its surface" : "a part lies inside another";
    return [{ kind: "ringMisplaced" as const, cells: [code], at: wrong[0], message }];
  });
};

/** The rings of a cell with what they bound. */
export const sidesOf = ({ ring, holes = [] }: Cell): Side[] => [
  { ring, isHole: false },
  ...holes.map((hole) => ({ ring: hole, isHole: true })),
];
