/** What no division can beat, and which components cannot be divided as asked. */
import { barriersOf, subgraph, type Graph } from "./graph.ts";
import { combine, partsFor, pocketsOf } from "./figures.ts";
import { countsFor, HOUSEHOLDS, leastImbalance, LOAD, WIDTH, type Yardstick } from "./measure.ts";
import { leastShares } from "./sharing.ts";
import type { How, Solved } from "./solve.ts";

/** Blocks that hang together, without those too large for any grid, and what is known of their division. */
export interface ComponentBounds {
  readonly blocks: readonly string[];
  readonly households: number;
  /** Numbers of grids that are possible by the households alone; `least > most` when none is. */
  readonly least: number;
  readonly most: number;
  readonly grids: number;
  readonly how: How;
}

export interface GriddingBounds {
  readonly components: readonly ComponentBounds[];
  /** Grids of all components that can be divided by number. */
  readonly least: number;
  readonly most: number;
  /** What the balance of no division can be less than: k grids are balanced no better than k equal ones, for the best k. */
  readonly balance: number;
  /** What no division within bounds can score less than. The parts add up to the total. */
  readonly score: {
    readonly total: number;
    /** Components without a choice, too few for a grid or divided exactly: what they cost. */
    readonly settled: number;
    /** Components where each household's least share of a grid could be found: those shares (`sharing.ts`). */
    readonly shares: number;
    /** The others: their balance. */
    readonly balance: number;
    /**
     * And their barriers. A pocket, all one can reach without a barrier, that cannot be grids by itself shares a grid with
     * somebody beyond one: at least half of its cheapest way out, as a crossing can serve the pockets on both sides.
     */
    readonly barriers: number;
    /** A component that provably has no division within bounds has at least one grid without. */
    readonly bounds: number;
  };
}

const totalOf = (graph: Graph, blocks: readonly number[], field: number): number =>
  blocks.reduce((sum, block) => sum + graph.sums[block * WIDTH + field]!, 0);

/** The cheapest barrier between a pocket and the other blocks of its component. */
const wayOut = (graph: Graph, pocket: readonly number[], component: ReadonlySet<number>, yardstick: Yardstick) => {
  const { weights } = yardstick;
  const own = new Set(pocket);
  let least = Infinity;
  for (const block of pocket) {
    for (let arc = graph.first[block]!; arc < graph.first[block + 1]!; arc++) {
      const other = graph.to[arc]!;
      if (own.has(other) || !component.has(other) || graph.passable[arc] === 0) continue;
      const { walls, roads } = barriersOf(graph.pairs[graph.pairOf[arc]!]!);
      least = Math.min(least, weights.walls * walls + weights.roads * roads);
    }
  }
  return least === Infinity ? 0 : least;
};

const leastBarriers = (graph: Graph, blocks: readonly number[], yardstick: Yardstick): number => {
  const component = new Set(blocks);
  return [...new Set(pocketsOf(graph, blocks).values())]
    .filter((pocket) => {
      const { least, most } = countsFor(totalOf(graph, pocket, HOUSEHOLDS), yardstick);
      return least > most || most < 1;
    })
    .reduce((sum, pocket) => sum + wayOut(graph, pocket, component, yardstick) / 2, 0);
};

type Parts = Record<Exclude<keyof GriddingBounds["score"], "total">, number>;

/** Adds what is known of one component to the parts of the bound. Gives the bound of its balance. */
const addBounds = (graph: Graph, yardstick: Yardstick, { blocks, grids, how }: Solved, parts: Parts): number => {
  const counts = countsFor(totalOf(graph, blocks, HOUSEHOLDS), yardstick);
  const any = { least: 1, most: how === "only" ? 1 : blocks.length };
  const range = how === "only" || how === "none" ? any : counts;
  const balance = yardstick.weights.balance * leastImbalance(totalOf(graph, blocks, LOAD), range, yardstick);
  if (how === "exact" || how === "only") {
    parts.settled += combine(grids.map((grid) => partsFor(graph, yardstick, grid))).total;
  } else if (how === "none") {
    parts.bounds += yardstick.weights.bounds / 2;
    parts.balance += balance;
  } else {
    const shares = leastShares(subgraph(graph, blocks, yardstick.weights), yardstick);
    const barriers = leastBarriers(graph, blocks, yardstick);
    if (shares !== undefined && shares > balance + barriers) parts.shares += shares;
    else {
      parts.balance += balance;
      parts.barriers += barriers;
    }
  }
  return balance;
};

export const boundsOf = (graph: Graph, yardstick: Yardstick, solved: readonly Solved[]): GriddingBounds => {
  const parts = { settled: 0, shares: 0, balance: 0, barriers: 0, bounds: 0 };
  const balance = solved.reduce((sum, component) => sum + addBounds(graph, yardstick, component, parts), 0);
  const components = solved.map(({ blocks, grids, how }): ComponentBounds => {
    const households = totalOf(graph, blocks, HOUSEHOLDS);
    const ids = blocks.map((block) => graph.blocks[block]!.id);
    return { blocks: ids, households, ...countsFor(households, yardstick), grids: grids.length, how };
  });
  const possible = components.filter(({ least, most }) => least <= most);
  return {
    components,
    least: possible.reduce((sum, { least }) => sum + least, 0),
    most: possible.reduce((sum, { most }) => sum + most, 0),
    balance,
    score: { total: Object.values(parts).reduce((a, b) => a + b), ...parts },
  };
};

/** Why some blocks are in no valid grid. */
export type ExceptionCode =
  /** 院落过大: one block alone is above the bounds. */
  | "blockTooLarge"
  /** All blocks that hang together have too few households for one grid. */
  | "tooFewHouseholds"
  /** Too many for so many grids, too few for one more: 520 to 599, where a grid has 300 to 500. */
  | "noCountFits"
  /** Proven by looking at every division: none is within bounds. */
  | "noDivisionFits"
  /** The search found none; there may be one. */
  | "notFound";

export interface GriddingException {
  readonly code: ExceptionCode;
  /** The component, or the block. */
  readonly blocks: readonly string[];
  readonly households: number;
  readonly least: number;
  readonly most: number;
  /** Its grids that are not valid, by their place in the proposal. */
  readonly grids: readonly number[];
  /** Borders to blocks of other components: what it is cut off by. Blocks too large for any grid are such too. */
  readonly cutOffBy: readonly { readonly inside: string; readonly outside: string; readonly isPassable: boolean }[];
}

const codeOf = ({ blocks, how }: Solved, households: number, yardstick: Yardstick): ExceptionCode => {
  const { least, most } = countsFor(households, yardstick);
  if (blocks.length === 1 && households > yardstick.high) return "blockTooLarge";
  if (households < yardstick.low) return "tooFewHouseholds";
  if (least > most) return "noCountFits";
  return how === "none" ? "noDivisionFits" : "notFound";
};

/** `place` gives the place of a grid in the proposal, by one of its blocks. */
export const exceptionOf = (
  graph: Graph,
  yardstick: Yardstick,
  component: Solved,
  place: (block: number) => number,
): GriddingException => {
  const { blocks, grids } = component;
  const own = new Set(blocks);
  const households = totalOf(graph, blocks, HOUSEHOLDS);
  const isValid = (grid: readonly number[]): boolean => {
    const sum = totalOf(graph, grid, HOUSEHOLDS);
    return sum >= yardstick.low && sum <= yardstick.high;
  };
  const nameOf = (block: number): string => graph.blocks[block]!.id;
  const cutOffBy = blocks.flatMap((block) =>
    Array.from(graph.to.subarray(graph.first[block], graph.first[block + 1]), (outside, nth) => {
      const isPassable = graph.passable[graph.first[block]! + nth] === 1;
      return own.has(outside) ? undefined : { inside: nameOf(block), outside: nameOf(outside), isPassable };
    }).filter((border) => border !== undefined),
  );
  return {
    code: codeOf(component, households, yardstick),
    blocks: blocks.map(nameOf),
    households,
    ...countsFor(households, yardstick),
    grids: grids
      .filter((grid) => !isValid(grid))
      .map((grid) => place(grid[0]!))
      .sort((a, b) => a - b),
    cutOffBy,
  };
};
