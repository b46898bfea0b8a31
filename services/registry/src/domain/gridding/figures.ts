/** What can be said of a grid: its figures, and its share of the score, part by part. */
import { MANAGEMENT_TYPES, type ManagementType } from "../register/records.ts";
import { piecesOf } from "./components.ts";
import { barriersOf, cutOf, type Graph, type Pair } from "./graph.ts";
import {
  addTo,
  AREA,
  GAIN,
  HOUSEHOLDS,
  imbalance,
  LOAD,
  MANAGED,
  mixture,
  outOfBounds,
  unroundness,
  WIDTH,
  type Yardstick,
} from "./measure.ts";
import { SCORE_PARTS, type Barrier, type ScorePart } from "./problem.ts";

/** Less is better. The parts are weighted already and add up to the total. */
export interface GriddingScore {
  readonly total: number;
  readonly parts: Readonly<Record<ScorePart, number>>;
}

/** A barrier inside a grid, between two blocks that share no open stretch. */
export interface Crossing {
  readonly a: string;
  readonly b: string;
  readonly barrier: Barrier;
  readonly metres: number;
  /** One can walk from one to the other without leaving the grid and without a barrier. */
  readonly hasWayRound: boolean;
}

export interface GridFigures {
  readonly blocks: readonly string[];
  readonly households: number;
  readonly areaM2: number;
  readonly load: number;
  /** Households by management type. */
  readonly management: Readonly<Partial<Record<ManagementType, number>>>;
  readonly companies: readonly string[];
  readonly crossings: readonly Crossing[];
  /** 1 when it hangs together. */
  readonly pieces: number;
  readonly isWithinBounds: boolean;
  /** Its share of the score. A company's border that is cut is charged to both sides, half each. */
  readonly score: GriddingScore;
}

export const scoreOf = (parts: Readonly<Record<ScorePart, number>>): GriddingScore => ({
  total: SCORE_PARTS.reduce((sum, part) => sum + parts[part], 0),
  parts,
});
export const combine = (scores: readonly GriddingScore[], sign: (nth: number) => number = () => 1): GriddingScore =>
  scoreOf(
    Object.fromEntries(
      SCORE_PARTS.map((part) => [part, scores.reduce((sum, { parts }, nth) => sum + sign(nth) * parts[part], 0)]),
    ) as Record<ScorePart, number>,
  );
export const difference = (after: readonly GriddingScore[], before: readonly GriddingScore[]): GriddingScore =>
  combine([...after, ...before], (nth) => (nth < after.length ? 1 : -1));

/** Sums of some blocks, with the gain of the borders among them. */
export const sumsFor = (graph: Graph, blocks: readonly number[]): Float64Array => {
  const sums = new Float64Array(WIDTH);
  const members = new Set(blocks);
  for (const block of blocks) {
    addTo(sums, 0, graph.sums, block * WIDTH);
    for (let arc = graph.first[block]!; arc < graph.first[block + 1]!; arc++) {
      const other = graph.to[arc]!;
      if (other > block && members.has(other)) sums[GAIN]! += graph.gain[arc]!;
    }
  }
  return sums;
};

/** Pairs with at least one end among the blocks, each once, and whether both are. */
const pairsAt = (graph: Graph, blocks: readonly number[]): { pair: Pair; isInside: boolean }[] => {
  const members = new Set(blocks);
  const found: { pair: Pair; isInside: boolean }[] = [];
  for (const block of blocks) {
    for (let arc = graph.first[block]!; arc < graph.first[block + 1]!; arc++) {
      const pair = graph.pairs[graph.pairOf[arc]!]!;
      const isInside = members.has(graph.to[arc]!);
      if (!isInside || pair.a === block) found.push({ pair, isInside });
    }
  }
  return found;
};

export const partsFor = (graph: Graph, yardstick: Yardstick, blocks: readonly number[]): GriddingScore => {
  const { weights } = yardstick;
  const sums = sumsFor(graph, blocks);
  const members = new Set(blocks);
  const pieces = blocks.length === 0 ? 1 : piecesOf(graph, blocks, (node) => members.has(node)).length;
  let [walls, roads, company] = [0, 0, 0];
  for (const { pair, isInside } of pairsAt(graph, blocks)) {
    if (isInside) {
      const barriers = barriersOf(pair);
      walls += barriers.walls;
      roads += barriers.roads;
    } else company += cutOf(pair) / 2;
  }
  return scoreOf({
    bounds: weights.bounds * outOfBounds(sums[HOUSEHOLDS]!, yardstick),
    contiguity: weights.contiguity * (pieces - 1),
    balance: weights.balance * imbalance(sums[LOAD]!, yardstick),
    walls: weights.walls * walls,
    roads: weights.roads * roads,
    management: weights.management * mixture(sums, 0, yardstick),
    company: weights.company * company,
    shape: weights.shape * unroundness(sums, 0),
  });
};

const isOpen = (pair: Pair): boolean => {
  const { walls, roads } = barriersOf(pair);
  return walls + roads === 0;
};

/** The parts of the blocks between which one can walk without a barrier: the part of each block. */
export const pocketsOf = (graph: Graph, blocks: readonly number[]): Map<number, readonly number[]> => {
  const isMember = new Set(blocks);
  const pockets = new Map<number, readonly number[]>();
  for (const start of blocks) {
    if (pockets.has(start)) continue;
    const pocket = [start];
    pockets.set(start, pocket);
    for (const block of pocket) {
      for (let arc = graph.first[block]!; arc < graph.first[block + 1]!; arc++) {
        const other = graph.to[arc]!;
        if (!isMember.has(other) || pockets.has(other) || !isOpen(graph.pairs[graph.pairOf[arc]!]!)) continue;
        pockets.set(other, pocket);
        pocket.push(other);
      }
    }
  }
  return pockets;
};

const crossingsIn = (graph: Graph, blocks: readonly number[]): Crossing[] => {
  const pockets = pocketsOf(graph, blocks);
  return pairsAt(graph, blocks)
    .filter(({ pair, isInside }) => isInside && !isOpen(pair))
    .flatMap(({ pair }) => {
      const [a, b] = [graph.blocks[pair.a]!.id, graph.blocks[pair.b]!.id];
      const hasWayRound = pockets.get(pair.a) === pockets.get(pair.b);
      const of = (barrier: Barrier, metres: number): Crossing[] =>
        metres > 0 ? [{ a, b, barrier, metres, hasWayRound }] : [];
      return [...of("wall", pair.wallM), ...of("road", pair.roadM)];
    });
};

/** How much of a grid's outer line, as far as it is shared with other blocks, lies on barriers. */
export const outlineOf = (graph: Graph, blocks: readonly number[]): { metres: number; onBarriersM: number } => {
  const outer = pairsAt(graph, blocks).filter(({ isInside }) => !isInside);
  const onBarriersM = outer.reduce((sum, { pair }) => sum + pair.wallM + pair.roadM, 0);
  return { metres: onBarriersM + outer.reduce((sum, { pair }) => sum + pair.openM, 0), onBarriersM };
};

export const figuresOf = (graph: Graph, yardstick: Yardstick, blocks: readonly number[]): GridFigures => {
  const sums = sumsFor(graph, blocks);
  const members = new Set(blocks);
  const households = sums[HOUSEHOLDS]!;
  const own = [...blocks].sort((a, b) => a - b).map((block) => graph.blocks[block]!);
  const companies = own.map(({ company }) => company).filter((company) => company !== undefined);
  const managed = MANAGEMENT_TYPES.map((type, kind) => [type, sums[MANAGED + kind]!] as const);
  return {
    blocks: own.map(({ id }) => id),
    households,
    areaM2: sums[AREA]!,
    load: sums[LOAD]!,
    management: Object.fromEntries(managed.filter(([, count]) => count > 0)),
    companies: [...new Set(companies)].sort(),
    crossings: crossingsIn(graph, blocks),
    pieces: piecesOf(graph, blocks, (node) => members.has(node)).length,
    isWithinBounds: households >= yardstick.low && households <= yardstick.high,
    score: partsFor(graph, yardstick, blocks),
  };
};
