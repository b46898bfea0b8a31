/** Recursive weighted bisection: a loop is cut by the straight chord that leaves the rounder halves, until each part has its own. */
import {
  around,
  doubleArea,
  edgesOf,
  isOnSegment,
  metresPerDegree,
  SCALE,
  touches,
  turn,
  type Ring,
  type Vertex,
} from "./geometry.ts";
import type { Landing, Loop, Mesh } from "./mesh.ts";

/** One claimant on a share of the area. */
export interface Part {
  /** Its share of the area, in any unit. */
  readonly weight: number;
  /** About where it ought to lie; a wish, not a promise. */
  readonly seat?: Vertex;
}

/** A way to divide the claimants in two groups. */
interface Plan {
  readonly first: readonly number[];
  readonly second: readonly number[];
  /** Share of the area that the first group gets. */
  readonly share: number;
}

interface Chord {
  readonly plan: Plan;
  readonly from: Landing;
  readonly to: Landing;
  readonly score: number;
}

/** How many places on the perimeter are tried as the start of a cut. */
const STARTS = 96;
/** A cut that would end this near to a vertex ends on it: share of the square root of the area. */
const SNAP = 0.09;
/** Directions in which seats are sorted: whole numbers, so that no sine is needed. */
const DIRECTIONS = [
  [4, 0], [4, 1], [4, 2], [4, 3], [3, 4], [2, 4], [1, 4], [0, 4], [-1, 4], [-2, 4], [-3, 4], [-4, 3], [-4, 2], [-4, 1],
] as const; // prettier-ignore

/** The plans worth trying: with seats, lines across them in many directions; without, the given order cut near the half. */
const plansFor = (parts: readonly Part[], members: readonly number[]): Plan[] => {
  const weightOf = (index: number): number => around(parts, index).weight;
  const total = members.reduce((sum, index) => sum + weightOf(index), 0);
  const splits = (order: readonly number[], tolerance: number): Plan[] => {
    let sum = 0;
    const plans = order.slice(0, -1).map((index, position) => {
      sum += weightOf(index);
      return { first: order.slice(0, position + 1), second: order.slice(position + 1), share: sum / total };
    });
    const nearest = Math.min(...plans.map(({ share }) => Math.abs(share - 0.5)));
    return plans.filter(({ share }) => Math.abs(share - 0.5) <= Math.max(nearest, tolerance));
  };
  const seats = members.map((index) => ({ index, seat: around(parts, index).seat }));
  if (seats.some(({ seat }) => seat === undefined)) return splits(members, 0);
  const plans = new Map<string, Plan>();
  for (const [dx, dy] of DIRECTIONS) {
    const along = (seat: Vertex | undefined): number => (seat === undefined ? 0 : seat.x * dx + seat.y * dy);
    const order = [...seats]
      .sort((a, b) => along(a.seat) - along(b.seat) || a.index - b.index)
      .map(({ index }) => index);
    for (const plan of splits(order, 0.25)) plans.set([...plan.first].sort((a, b) => a - b).join(), plan);
  }
  return [...plans.values()];
};

/** Whether the chord from → to runs inside the ring and meets it nowhere but at its ends. `halves` are the two rings it makes. */
const isClear = (from: Vertex, to: Vertex, halves: readonly [Ring, Ring]): boolean =>
  halves.every((half) => doubleArea(half) > 0) &&
  halves.every((half) =>
    edgesOf(half).every(([a, b], index) => {
      if (index === half.length - 1) return true; // the chord itself
      const meetsFrom = a === from || b === from;
      const meetsTo = a === to || b === to;
      if (!meetsFrom && !meetsTo) return !touches(from, to, a, b);
      const far = (meetsFrom && a === from) || (meetsTo && a === to) ? b : a;
      return far !== from && far !== to && !isOnSegment(from, to, far) && !isOnSegment(a, b, meetsFrom ? to : from);
    }),
  );

/** The two rings that a chord makes. The last edge of each is the chord. */
const halvesOf = (ring: Ring, from: Landing, to: Landing): [Ring, Ring] => {
  const walk = (start: Landing, end: Landing): Vertex[] => {
    const last = end.isVertex ? end.edge - 1 : end.edge;
    const steps = (last - start.edge + 2 * ring.length) % ring.length;
    return [start.at, ...Array.from({ length: steps }, (_, step) => around(ring, start.edge + 1 + step)), end.at];
  };
  return [walk(from, to), walk(to, from)];
};

/** Looks for the best chord of one loop. */
const searcher = (mesh: Mesh, loop: Loop) => {
  const ring = mesh.ring(loop);
  const metres = metresPerDegree(around(ring, 0).y / SCALE);
  const ratio = metres.lng / metres.lat;
  const length = (a: Vertex, b: Vertex): number => {
    const [dx, dy] = [(b.x - a.x) * ratio, b.y - a.y];
    return Math.sqrt(dx * dx + dy * dy);
  };
  const whole = doubleArea(ring);
  const size = Math.sqrt((whole / 2) * ratio);
  const lengths = edgesOf(ring).map(([a, b]) => length(a, b));
  const perimeter = lengths.reduce((a, b) => a + b, 0);

  const land = (edge: number, t: number, snap: number): Landing => {
    const edgeLength = around(lengths, edge);
    if (t * edgeLength < snap) return mesh.vertexLanding(loop, edge);
    if ((1 - t) * edgeLength < snap) return mesh.vertexLanding(loop, (edge + 1) % loop.length);
    return mesh.landing(loop, edge, t);
  };

  const starts = (count: number): Landing[] => {
    const found = new Map<string, Landing>();
    const add = (landing: Landing): void => void found.set(`${String(landing.at.x)},${String(landing.at.y)}`, landing);
    let walked = 0;
    let next = 0;
    for (const [edge, edgeLength] of lengths.entries()) {
      add(mesh.vertexLanding(loop, edge));
      for (; next < walked + edgeLength; next += perimeter / count)
        add(land(edge, (next - walked) / edgeLength, size * SNAP));
      walked += edgeLength;
    }
    return [...found.values()];
  };

  /** Ends that give the walk from the start `share` of the area, each with the length of that walk. */
  const ends = (from: Landing, share: number): { to: Landing; walked: number }[] => {
    const found: { to: Landing; walked: number }[] = [];
    const target = whole * share;
    const snap = size * SNAP * Math.sqrt(Math.min(share, 1 - share) * 2);
    let area = 0;
    let walked = length(from.at, around(ring, from.edge + 1));
    for (let step = 1; step < ring.length; step++) {
      const edge = (from.edge + step) % ring.length;
      const [a, b] = [around(ring, edge), around(ring, edge + 1)];
      const slice = turn(from.at, a, b);
      if (slice !== 0 && area < target !== area + slice < target) {
        const t = (target - area) / slice;
        found.push({ to: land(edge, t, snap), walked: walked + t * around(lengths, edge) });
      }
      area += slice;
      walked += around(lengths, edge);
    }
    return found;
  };

  /** How far out of line the seats are: 0 when each lies on its group's side. */
  const misplaced = (parts: readonly Part[], plan: Plan, from: Vertex, to: Vertex): number => {
    const chord = length(from, to);
    const outside = (sign: number) => (sum: number, index: number) => {
      const { seat } = around(parts, index);
      return seat === undefined ? sum : sum + Math.max(0, (sign * turn(from, to, seat) * ratio) / chord);
    };
    return (plan.first.reduce(outside(1), 0) + plan.second.reduce(outside(-1), 0)) / size;
  };

  const roundness = (length: number, area: number): number => (length * length) / area;

  return (parts: readonly Part[], plans: readonly Plan[], count: number): Chord | undefined => {
    let best: Chord | undefined;
    for (const from of starts(count)) {
      for (const plan of plans) {
        for (const { to, walked } of ends(from, plan.share)) {
          const chord = length(from.at, to.at);
          const area = size * size;
          const one = roundness(walked + chord, area * plan.share);
          const other = roundness(perimeter - walked + chord, area * (1 - plan.share));
          const score = Math.max(one, other) + 0.3 * Math.min(one, other) + 25 * misplaced(parts, plan, from.at, to.at);
          if (best !== undefined && score >= best.score) continue;
          if (isClear(from.at, to.at, halvesOf(ring, from, to))) best = { plan, from, to, score };
        }
      }
    }
    return best;
  };
};

/**
 * Divides a loop among the parts by weight and returns one loop for each, in their order. Loops are as they were when
 * cut: read them with `mesh.ring` after the last cut.
 * @throws RangeError when no straight cut is left, which needs a piece of a few centimetres
 */
export const partition = (mesh: Mesh, loop: Loop, parts: readonly Part[]): Loop[] => {
  const loops = new Map<number, Loop>();
  const divide = (piece: Loop, members: readonly number[]): void => {
    if (members.length <= 1) {
      for (const index of members) loops.set(index, piece);
      return;
    }
    const spelled = mesh.spell(piece);
    const search = searcher(mesh, spelled);
    const plans = plansFor(parts, members);
    const chord = search(parts, plans, STARTS) ?? search(parts, plans, STARTS * 8);
    if (chord === undefined) throw new RangeError("no straight cut divides this piece");
    const [first, second] = mesh.cut(spelled, chord.from, chord.to);
    divide(first, chord.plan.first);
    divide(second, chord.plan.second);
  };
  divide(
    loop,
    parts.map((_, index) => index),
  );
  return parts.map((_, index) => loops.get(index) ?? []);
};
