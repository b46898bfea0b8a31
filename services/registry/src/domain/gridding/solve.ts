/** Divides a problem, component by component, and says which components cannot be divided as asked. */
import { chance } from "../random.ts";
import { search } from "./anneal.ts";
import { piecesOf } from "./components.ts";
import { divideExactly } from "./exact.ts";
import { subgraph, type Graph } from "./graph.ts";
import { countsFor, HOUSEHOLDS, WIDTH, type Yardstick } from "./measure.ts";

/** Moves per block when nothing is said. */
export const DEFAULT_EFFORT = 600;

/** Up to so many blocks a component is divided exactly: the result is proven to be the best there is. */
const EXACT_BLOCKS = 18;
const EXACT_BUDGET = 300_000;
/** Sets looked at to prove that there is no division, or to find the one the search missed. */
const PROOF_BUDGET = 3_000_000;
/** Searches more, each from another beginning, when one has left grids out of bounds. */
const RETRIES = 3;

/**
 * `exact`: proven to be the best · `search`: found, not proven · `none`: proven that there is none within bounds ·
 * `only`: there was no choice
 */
export type How = "exact" | "search" | "none" | "only";

export interface Solved {
  /** Blocks that hang together, those too large for any grid left out; ascending. */
  readonly blocks: readonly number[];
  readonly grids: readonly (readonly number[])[];
  readonly how: How;
  readonly isWithinBounds: boolean;
}

const householdsOf = (graph: Graph, blocks: readonly number[]): number =>
  blocks.reduce((sum, block) => sum + graph.sums[block * WIDTH + HOUSEHOLDS]!, 0);

interface SolveOptions {
  readonly seed: number;
  readonly effort: number;
  readonly onProgress: (done: number) => void;
}

const solve = (graph: Graph, blocks: readonly number[], yardstick: Yardstick, options: SolveOptions): Solved => {
  const { low, high, weights } = yardstick;
  const households = householdsOf(graph, blocks);
  if (households < low || (households <= high && households < 2 * low) || blocks.length === 1)
    return { blocks, grids: [blocks], how: "only", isWithinBounds: households >= low && households <= high };

  const part = subgraph(graph, blocks, weights);
  const local = Array.from(blocks, (_, index) => index);
  const toWhole = (grids: readonly (readonly number[])[]) => grids.map((grid) => grid.map((block) => blocks[block]!));
  const { least, most } = countsFor(households, yardstick);
  let isImpossible = least > most;
  const prove = (budget: number): Solved | undefined => {
    const answer = divideExactly(part, local, yardstick, { budget });
    if (answer.status === "none") isImpossible = true;
    if (answer.status !== "optimal") return undefined;
    return { blocks, grids: toWhole(answer.grids), how: "exact", isWithinBounds: true };
  };
  if (blocks.length <= EXACT_BLOCKS && !isImpossible) {
    const proven = prove(EXACT_BUDGET);
    if (proven !== undefined) return proven;
  }

  const run = (nth: number) => {
    const draw = chance(options.seed, `gridding/${graph.blocks[blocks[0]!]!.id}/${nth}`);
    return search(part, yardstick, { ...options, draw });
  };
  const isValid = (grids: readonly (readonly number[])[]): boolean =>
    grids.every((grid) => {
      const sum = householdsOf(part, grid);
      return sum >= low && sum <= high;
    });
  let state = run(0);
  const gridsOf = () => state.members.filter((grid) => grid.length > 0);
  for (let nth = 1; nth <= RETRIES && !isImpossible && !isValid(gridsOf()); nth++) {
    const other = run(nth);
    if (other.total < state.total) state = other;
  }
  const grids = gridsOf();
  if (isValid(grids)) return { blocks, grids: toWhole(grids), how: "search", isWithinBounds: true };
  const missed = isImpossible ? undefined : prove(PROOF_BUDGET);
  if (missed !== undefined) return missed;
  return { blocks, grids: toWhole(grids), how: isImpossible ? "none" : "search", isWithinBounds: false };
};

/** Every component divided, and every block that alone is above the bounds, in a grid of its own. */
export const solveAll = (graph: Graph, yardstick: Yardstick, options: SolveOptions): Solved[] => {
  const { high } = yardstick;
  const isLarge = (block: number): boolean => graph.sums[block * WIDTH + HOUSEHOLDS]! > high;
  const all = Array.from({ length: graph.size }, (_, block) => block);
  const components = piecesOf(
    graph,
    all.filter((block) => !isLarge(block)),
    (block) => !isLarge(block),
  );
  let done = 0;
  const solved = components.map((blocks): Solved => {
    const onProgress = (share: number): void => options.onProgress((done + share * blocks.length) / graph.size);
    const answer = solve(graph, blocks, yardstick, { ...options, onProgress });
    done += blocks.length;
    return answer;
  });
  const large = all.filter(isLarge).map((block): Solved => {
    return { blocks: [block], grids: [[block]], how: "only", isWithinBounds: false };
  });
  options.onProgress(1);
  return [...solved, ...large];
};
