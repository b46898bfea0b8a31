/** A problem as arrays: blocks in the order of their ids, so that the order they came in does not matter. */
import { metresPerDegree, SCALE } from "../geometry.ts";
import { MANAGEMENT_TYPES } from "../register/records.ts";
import { LOAD_MODEL, loadOf } from "./load.ts";
import {
  AREA,
  discInertia,
  EAST,
  HOUSEHOLDS,
  INERTIA,
  LOAD,
  MANAGED,
  NORTH,
  WIDTH,
  type Yardstick,
} from "./measure.ts";
import { GRIDDING_WEIGHTS, type Block, type GriddingProblem, type GriddingWeights } from "./problem.ts";

/** All that two blocks share. Where a stretch is open one can walk across: barriers beside it count for nothing. */
export interface Pair {
  readonly a: number;
  readonly b: number;
  readonly openM: number;
  readonly wallM: number;
  readonly roadM: number;
  /** Both blocks are looked after by one property company. */
  readonly isOneCompany: boolean;
  /** A grid may hang together across it. */
  readonly isPassable: boolean;
}

/** Blocks and their neighbours. The arcs of block `n` are `first[n]` to before `first[n + 1]`; a pair is two arcs. */
export interface Graph {
  readonly size: number;
  readonly blocks: readonly Block[];
  /** `WIDTH` numbers a block. */
  readonly sums: Float64Array;
  readonly first: Int32Array;
  readonly to: Int32Array;
  /** The pair of each arc. */
  readonly pairOf: Int32Array;
  /** What the score changes by when both ends are in one grid: barriers crossed, less a company's border not cut. */
  readonly gain: Float64Array;
  readonly passable: Uint8Array;
  /** How much a spanning tree shuns the arc: barriers, and blocks that have nothing in common. */
  readonly aversion: Float64Array;
  /** Sorted. Those whose lower block is `n` are `pairs[firstPair[n]]` to before `pairs[firstPair[n + 1]]`. */
  readonly pairs: readonly Pair[];
  readonly firstPair: Int32Array;
  /** The block of the whole problem each block is. */
  readonly origin: Int32Array;
}

export const barriersOf = ({ openM, wallM, roadM }: Pair): { walls: number; roads: number } =>
  openM > 0 ? { walls: 0, roads: 0 } : { walls: wallM / 100, roads: roadM / 100 };
/** What is charged when the pair is cut. */
export const cutOf = ({ isOneCompany, openM, wallM, roadM }: Pair): number =>
  isOneCompany ? (openM + wallM + roadM) / 100 : 0;

const pairsOf = ({ borders, impassable = [] }: GriddingProblem, blocks: readonly Block[]): Pair[] => {
  const places = new Map(blocks.map(({ id }, index) => [id, index]));
  const found = new Map<number, { none: number; wall: number; road: number; kinds: Set<string> }>();
  for (const { a, b, metres, barrier } of borders) {
    const [one, other] = [places.get(a)!, places.get(b)!];
    const key = Math.min(one, other) * blocks.length + Math.max(one, other);
    const pair = found.get(key) ?? { none: 0, wall: 0, road: 0, kinds: new Set() };
    pair[barrier] += metres;
    pair.kinds.add(barrier);
    found.set(key, pair);
  }
  const isPassable = (kinds: Set<string>): boolean =>
    kinds.has("none") || !impassable.some((barrier) => kinds.has(barrier));
  return [...found]
    .sort(([a], [b]) => a - b)
    .map(([key, { none, wall, road, kinds }]) => {
      const [a, b] = [Math.floor(key / blocks.length), key % blocks.length];
      const company = blocks[a]?.company;
      const isOneCompany = company !== undefined && company === blocks[b]?.company;
      return { a, b, openM: none, wallM: wall, roadM: road, isOneCompany, isPassable: isPassable(kinds) };
    });
};

const sumsOf = (blocks: readonly Block[], { load = LOAD_MODEL }: GriddingProblem): Float64Array => {
  const sums = new Float64Array(blocks.length * WIDTH);
  const origin = blocks[0]?.at ?? { x: 0, y: 0 };
  const metres = metresPerDegree(origin.y / SCALE);
  for (const [index, block] of blocks.entries()) {
    const at = index * WIDTH;
    const east = ((block.at.x - origin.x) * metres.lng) / SCALE;
    const north = ((block.at.y - origin.y) * metres.lat) / SCALE;
    sums[at + HOUSEHOLDS] = block.households;
    sums[at + LOAD] = loadOf(block, load);
    sums[at + AREA] = block.areaM2;
    sums[at + EAST] = block.areaM2 * east;
    sums[at + NORTH] = block.areaM2 * north;
    sums[at + INERTIA] = block.areaM2 * (east * east + north * north) + discInertia(block.areaM2);
    sums[at + MANAGED + MANAGEMENT_TYPES.indexOf(block.management)] = block.households;
  }
  return sums;
};

const arcsOf = (blocks: readonly Block[], pairs: readonly Pair[], weights: GriddingWeights) => {
  const first = new Int32Array(blocks.length + 1);
  const firstPair = new Int32Array(blocks.length + 1);
  for (const { a, b } of pairs) {
    firstPair[a + 1]! += 1;
    first[a + 1]! += 1;
    first[b + 1]! += 1;
  }
  for (let index = 0; index < blocks.length; index++) {
    first[index + 1]! += first[index]!;
    firstPair[index + 1]! += firstPair[index]!;
  }
  const filled = first.slice();
  const to = new Int32Array(pairs.length * 2);
  const pairOf = new Int32Array(pairs.length * 2);
  const gain = new Float64Array(pairs.length * 2);
  const passable = new Uint8Array(pairs.length * 2);
  const aversion = new Float64Array(pairs.length * 2);
  for (const [nth, pair] of pairs.entries()) {
    const { walls, roads } = barriersOf(pair);
    const cost = weights.walls * walls + weights.roads * roads;
    const isAlike = blocks[pair.a]?.management === blocks[pair.b]?.management;
    for (const [from, end] of [
      [pair.a, pair.b],
      [pair.b, pair.a],
    ] as const) {
      const arc = filled[from]!;
      filled[from] = arc + 1;
      to[arc] = end;
      pairOf[arc] = nth;
      gain[arc] = cost - weights.company * cutOf(pair);
      passable[arc] = pair.isPassable ? 1 : 0;
      aversion[arc] = (cost > 0 ? 1 : 0) + (pair.isOneCompany ? -0.5 : isAlike ? 0 : 0.25);
    }
  }
  return { first, firstPair, to, pairOf, gain, passable, aversion };
};

const graphOf = (
  blocks: readonly Block[],
  sums: Float64Array,
  pairs: readonly Pair[],
  origin: Int32Array,
  weights: GriddingWeights,
): Graph => ({ size: blocks.length, blocks, sums, pairs, origin, ...arcsOf(blocks, pairs, weights) });

export const weightsOf = ({ weights }: GriddingProblem): GriddingWeights => ({ ...GRIDDING_WEIGHTS, ...weights });

export const compile = (problem: GriddingProblem): Graph => {
  const blocks = [...problem.blocks].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const origin = Int32Array.from(blocks, (_, index) => index);
  return graphOf(blocks, sumsOf(blocks, problem), pairsOf(problem, blocks), origin, weightsOf(problem));
};

/** A yardstick for all the blocks of a problem: every grid is wanted as loaded as a middle grid of the average block. */
export const yardstickOf = (problem: GriddingProblem, { sums, size }: Graph): Yardstick => {
  const { low, high } = problem.households;
  let [households, load] = [0, 0];
  for (let block = 0; block < size; block++) {
    households += sums[block * WIDTH + HOUSEHOLDS]!;
    load += sums[block * WIDTH + LOAD]!;
  }
  const middle = (low + high) / 2;
  const reference = households === 0 || load === 0 ? middle : (load / households) * middle;
  return { low, high, middle, reference, weights: weightsOf(problem) };
};

/** Some of the blocks, and what they share among themselves. `nodes` ascending. */
export const subgraph = (graph: Graph, nodes: readonly number[], weights: GriddingWeights): Graph => {
  const places = new Map(nodes.map((node, index) => [node, index]));
  const sums = new Float64Array(nodes.length * WIDTH);
  for (const [index, node] of nodes.entries())
    sums.set(graph.sums.subarray(node * WIDTH, node * WIDTH + WIDTH), index * WIDTH);
  const pairs: Pair[] = [];
  for (const node of nodes) {
    for (const pair of graph.pairs.slice(graph.firstPair[node], graph.firstPair[node + 1])) {
      const [a, b] = [places.get(pair.a), places.get(pair.b)];
      if (a !== undefined && b !== undefined) pairs.push({ ...pair, a, b });
    }
  }
  const blocks = nodes.map((node) => graph.blocks[node]!);
  const origin = Int32Array.from(nodes, (node) => graph.origin[node]!);
  return graphOf(blocks, sums, pairs, origin, weights);
};
