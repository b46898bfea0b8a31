/** What else could have been done with the blocks at the edge of a grid, and with the barriers inside it. */
import { GROUP_BUDGET } from "./anneal.ts";
import { piecesOf } from "./components.ts";
import { divideExactly } from "./exact.ts";
import { difference, partsFor, sumsFor, type GriddingScore } from "./figures.ts";
import { costOf, HOUSEHOLDS, WIDTH } from "./measure.ts";
import type { State } from "./state.ts";

/** The best other place for a block at the edge of its grid. */
export interface Alternative {
  readonly block: string;
  /** The grid it would go to, by its place in the proposal. */
  readonly to: number;
  /** The block that would come back for it, where the bounds would not stand a move alone. */
  readonly inExchange?: string;
  /** What the score would change by; above 0 is worse. */
  readonly change: GriddingScore;
  /** Rules it would break. Only given when every alternative with its neighbours breaks one: then it is the cheapest. */
  readonly breaks: readonly ("bounds" | "contiguity")[];
}

interface Trial {
  readonly to: number;
  readonly back?: number;
  readonly grids: readonly [readonly number[], readonly number[]];
  readonly cost: number;
  readonly isWithinBounds: boolean;
}

const hangsTogether = ({ graph }: State, blocks: readonly number[]): boolean => {
  const members = new Set(blocks);
  return piecesOf(graph, blocks, (block) => members.has(block)).length <= 1;
};

const trialOf = (state: State, block: number, to: number, back?: number): Trial => {
  const { graph, members, yardstick } = state;
  const left = members[state.gridOf[block]!]!.filter((other) => other !== block);
  const joined = [...members[to]!.filter((other) => other !== back), block];
  if (back !== undefined) left.push(back);
  const grids = [left, joined].filter((grid) => grid.length > 0);
  const sums = grids.map((grid) => sumsFor(graph, grid));
  const isWithin = (households: number): boolean => households >= yardstick.low && households <= yardstick.high;
  return {
    to,
    ...(back === undefined ? {} : { back }),
    grids: [left, joined],
    cost:
      sums.reduce((cost, grid) => cost + costOf(grid, 0, yardstick), 0) -
      state.cost[state.gridOf[block]!]! -
      state.cost[to]!,
    isWithinBounds: sums.every((grid) => isWithin(grid[HOUSEHOLDS]!)),
  };
};

const trialsOf = (state: State, block: number): Trial[] => {
  const { graph, gridOf, members } = state;
  const own = gridOf[block]!;
  const targets = new Set<number>();
  for (let arc = graph.first[block]!; arc < graph.first[block + 1]!; arc++) {
    const grid = gridOf[graph.to[arc]!]!;
    if (grid !== own && graph.passable[arc] === 1) targets.add(grid);
  }
  const touchesOwn = (other: number): boolean => {
    for (let arc = graph.first[other]!; arc < graph.first[other + 1]!; arc++) {
      if (gridOf[graph.to[arc]!] === own && graph.passable[arc] === 1) return true;
    }
    return false;
  };
  return [...targets].flatMap((to) => [
    trialOf(state, block, to),
    ...members[to]!.filter(touchesOwn).map((back) => trialOf(state, block, to, back)),
  ]);
};

/** Of each block at the edge of the grid the cheapest move or exchange that keeps the rules, or else that breaks least. */
export const alternativesOf = (state: State, grid: number, placeOf: (grid: number) => number): Alternative[] => {
  const { graph, yardstick, members } = state;
  return members[grid]!.toSorted((a, b) => a - b).flatMap((block) => {
    const trials = trialsOf(state, block).sort((a, b) => a.cost - b.cost);
    const isContiguous = ({ grids }: Trial): boolean => grids.every((blocks) => hangsTogether(state, blocks));
    const best = trials.find((trial) => trial.isWithinBounds && isContiguous(trial)) ?? trials[0];
    if (best === undefined) return [];
    const score = (grids: readonly (readonly number[])[]): GriddingScore[] =>
      grids.filter((blocks) => blocks.length > 0).map((blocks) => partsFor(graph, yardstick, blocks));
    const breaks = [
      ...(best.isWithinBounds ? [] : ["bounds" as const]),
      ...(isContiguous(best) ? [] : ["contiguity" as const]),
    ];
    return [
      {
        block: graph.blocks[block]!.id,
        to: placeOf(best.to),
        ...(best.back === undefined ? {} : { inExchange: graph.blocks[best.back]!.id }),
        change: difference(score(best.grids), score([members[grid]!, members[best.to]!])),
        breaks,
      },
    ];
  });
};

/** What it would cost to have two blocks of a grid in different grids. */
export interface Separation {
  /** The cheapest way, with one neighbouring grid: what the score would rise by. */
  readonly otherwise?: { readonly with: number; readonly change: number };
  /** Every division with each of the neighbours was looked at. */
  readonly isProven: boolean;
}

const groupOf = (state: State, grids: readonly number[]) => ({
  blocks: grids.flatMap((grid) => state.members[grid]!).sort((a, b) => a - b),
  cost: grids.reduce((sum, grid) => sum + state.cost[grid]!, 0),
});

export const separate = (
  state: State,
  [a, b]: readonly [number, number],
  placeOf: (grid: number) => number,
): Separation => {
  const { gridOf, graph, yardstick } = state;
  let best: { with: number; change: number } | undefined;
  let isProven = true;
  for (const other of state.neighboursOf(gridOf[a]!)) {
    const { blocks, cost } = groupOf(state, [gridOf[a]!, other]);
    const below = best === undefined ? Infinity : best.change + cost;
    const answer = divideExactly(graph, blocks, yardstick, { budget: GROUP_BUDGET, apart: [a, b], below });
    if (answer.status === "unknown") isProven = false;
    if (answer.status === "optimal") best = { with: placeOf(other), change: answer.cost - cost };
  }
  return best === undefined ? { isProven } : { otherwise: best, isProven };
};

/** With how many of its neighbours a grid is provably divided as well as can be. */
export const provenNeighbours = (state: State, grid: number): { neighbours: number; proven: number } => {
  const neighbours = state.neighboursOf(grid);
  const proven = neighbours.filter((other) => {
    const { blocks, cost } = groupOf(state, [grid, other]);
    const options = { budget: GROUP_BUDGET, below: cost - 1e-9 };
    return divideExactly(state.graph, blocks, state.yardstick, options).status === "none";
  });
  return { neighbours: neighbours.length, proven: proven.length };
};

export const householdsOf = ({ graph }: State, blocks: readonly number[]): number =>
  blocks.reduce((sum, block) => sum + graph.sums[block * WIDTH + HOUSEHOLDS]!, 0);
