/**
 * The search: a division of a spanning tree to begin with, simulated annealing by recombination, then every two
 * and every three neighbouring grids divided anew exactly, until none can be better.
 *
 * Why this: with four to eight blocks a grid, one block is a quarter of a grid, and a search that moves single blocks
 * (tabu in max-p-regions, Duque, Anselin and Rey 2012) is soon walled in by the bounds. Recombination (DeFord, Duchin and
 * Solomon 2021) steps from one valid division to another that differs in a dozen blocks; annealing steers it, as it was
 * first meant to sample, not to improve; the exact step at the end makes the result as good as can be in the small.
 */
import type { Chance } from "../random.ts";
import { divideExactly } from "./exact.ts";
import type { Graph } from "./graph.ts";
import type { Yardstick } from "./measure.ts";
import { Recombiner } from "./recombine.ts";
import { State } from "./state.ts";
import { Tree } from "./tree.ts";
import { TreeDivider } from "./tree-division.ts";

/** Trees tried for the beginning; of them the best division. */
const BEGINNINGS = 8;
/** A rise in score that is accepted once in e (2.7) times at first, and at last: from half a wall to next to nothing. */
const HOT = 0.6;
const LEVELS = 40;
/** HOT · COOLING^LEVELS = 0.01. */
const COOLING = 0.9026;
/** Annealings, each with its share of the moves; the best is gone on with. */
const RUNS = 3;
/** Sets looked at for two or three grids; usually some hundreds are enough. */
export const GROUP_BUDGET = 20_000;

/** About e^-x, by multiplication only: `Math.exp` may differ from engine to engine in the last digit. */
const chanceOf = (x: number): number => {
  if (x >= 16) return 0;
  let value = 1 - x / 16;
  for (let round = 0; round < 4; round++) value *= value;
  return value;
};

const begin = (graph: Graph, yardstick: Yardstick, draw: Chance): State => {
  const tree = new Tree(graph, draw);
  const divider = new TreeDivider(graph, yardstick);
  const blocks = Array.from({ length: graph.size }, (_, block) => block);
  const labels = new Int32Array(graph.size);
  const byBlock = new Int32Array(graph.size);
  let best: State | undefined;
  for (let nth = 0; nth < BEGINNINGS; nth++) {
    tree.grow(blocks, nth / 2);
    divider.divide(tree, labels);
    for (let node = 0; node < tree.size; node++) byBlock[tree.block[node]!] = labels[node]!;
    const state = new State(graph, yardstick, byBlock);
    if (best === undefined || state.total < best.total) best = state;
  }
  return best!;
};

/** Groups of so many grids, one of them given, that hang together through it or one after the other. */
const groupsWith = (state: State, grid: number, size: 2 | 3): number[][] => {
  const beside = state.neighboursOf(grid);
  if (size === 2) return beside.map((other) => [grid, other]);
  const groups = new Map<string, number[]>();
  for (const other of beside) {
    for (const third of [...beside, ...state.neighboursOf(other)]) {
      if (third === grid || third === other) continue;
      const group = [grid, other, third].sort((a, b) => a - b);
      groups.set(group.join(), group);
    }
  }
  return [...groups.values()];
};

/**
 * Divides every two, or every three, grids that hang together anew, as well as can be, until none changes. Then no two
 * or three grids could be divided better among themselves, save where the budget was too small to know.
 */
const polish = (state: State, size: 2 | 3): void => {
  const { graph, yardstick, members, cost } = state;
  const settled = new Set<string>();
  const isBetter = (group: readonly number[]): boolean => {
    const blocks = group.flatMap((grid) => members[grid]!).sort((a, b) => a - b);
    const key = blocks.join();
    if (settled.has(key)) return false;
    settled.add(key);
    const below = group.reduce((sum, grid) => sum + cost[grid]!, 0) - 1e-9;
    const answer = divideExactly(graph, blocks, yardstick, { budget: GROUP_BUDGET, below });
    if (answer.status !== "optimal") return false;
    state.replace(group, answer.grids);
    return true;
  };
  for (let hasChanged = true; hasChanged;) {
    hasChanged = false;
    for (let grid = 0; grid < graph.size; grid++) {
      while (members[grid]!.length > 0 && groupsWith(state, grid, size).some(isBetter)) hasChanged = true;
    }
  }
};

export interface SearchOptions {
  readonly draw: Chance;
  /** Moves per block. */
  readonly effort: number;
  readonly onProgress: (done: number) => void;
}

const anneal = (graph: Graph, yardstick: Yardstick, { draw, effort, onProgress }: SearchOptions): State => {
  const state = begin(graph, yardstick, draw);
  const recombiner = new Recombiner(state, draw);
  let heat = HOT;
  const accepts = (change: number): boolean => change <= 0 || draw.next() < chanceOf(change / heat);
  const moves = Math.ceil((effort * graph.size) / LEVELS);
  let best = { total: state.total, gridOf: state.gridOf.slice() };
  for (let level = 0; level < LEVELS; level++) {
    for (let move = 0; move < moves; move++) {
      const kind = draw.next();
      if (kind < 0.5) recombiner.flip(accepts);
      else if (kind < 0.9) recombiner.recombine(accepts);
      else recombiner.regroup(accepts);
    }
    state.refresh();
    if (state.total < best.total) best = { total: state.total, gridOf: state.gridOf.slice() };
    heat *= COOLING;
    onProgress((level + 1) / LEVELS);
  }
  const result = new State(graph, yardstick, best.gridOf);
  polish(result, 2);
  return result;
};

/** A division of a graph that hangs together. Grids out of bounds are left only where the search found none within. */
export const search = (graph: Graph, yardstick: Yardstick, options: SearchOptions): State => {
  let best: State | undefined;
  for (let run = 0; run < RUNS; run++) {
    const onProgress = (done: number): void => options.onProgress((run + done) / RUNS);
    const state = anneal(graph, yardstick, { ...options, effort: options.effort / RUNS, onProgress });
    if (best === undefined || state.total < best.total) best = state;
  }
  polish(best!, 3);
  best!.refresh();
  return best!;
};
