/** Any division by the same measure: today's, one drawn by hand, a proposal. And what changes between two. */
import { combine, difference, figuresOf, partsFor, type GridFigures, type GriddingScore } from "./figures.ts";
import { compile, yardstickOf } from "./graph.ts";
import { checkDivision, checkProblem, type BlockDivision, type GriddingProblem } from "./problem.ts";

export interface Assessment {
  readonly score: GriddingScore;
  /** In the order of the division. */
  readonly grids: readonly GridFigures[];
  /** Blocks in no grid. Each is charged as if it was a grid of its own. */
  readonly unassigned: readonly string[];
  /** Every block is in a grid, every grid hangs together and is within bounds. */
  readonly isValid: boolean;
  /** The load every grid would have if all were alike. */
  readonly referenceLoad: number;
}

/**
 * Measures a division. A grid that falls apart or is out of bounds is charged for it and says so; it is not refused.
 * @throws registry.gridding.division_invalid when it names a block twice, or one that is not there
 */
export const assess = (problem: GriddingProblem, division: BlockDivision): Assessment => {
  checkProblem(problem);
  checkDivision(problem, division);
  const graph = compile(problem);
  const yardstick = yardstickOf(problem, graph);
  const places = new Map(graph.blocks.map(({ id }, index) => [id, index]));
  const grids = division.map((grid) =>
    figuresOf(
      graph,
      yardstick,
      grid.map((id) => places.get(id)!),
    ),
  );
  for (const id of division.flat()) places.delete(id);
  const left = [...places.values()].map((block) => partsFor(graph, yardstick, [block]));
  return {
    score: combine([...grids.map(({ score }) => score), ...left]),
    grids,
    unassigned: [...places.keys()],
    isValid: left.length === 0 && grids.every(({ pieces, isWithinBounds }) => pieces === 1 && isWithinBounds),
    referenceLoad: yardstick.reference,
  };
};

/** A block that changes its grid. `undefined`: was, or will be, in none. */
export interface BlockMove {
  readonly block: string;
  readonly households: number;
  readonly from: number | undefined;
  readonly to: number | undefined;
}

export interface Comparison {
  readonly before: Assessment;
  readonly after: Assessment;
  /** After less before: negative is better. */
  readonly change: GriddingScore;
  /** Grid of `before` that each grid of `after` continues, by the households they share; `undefined` for a new one. */
  readonly continues: readonly (number | undefined)[];
  /** Grids of `before` that no grid continues. */
  readonly dissolved: readonly number[];
  /** Pairs of grids, before and after, with the same blocks. */
  readonly kept: readonly (readonly [before: number, after: number])[];
  /** Pairs of grids, before and after, where one continues the other with other blocks. */
  readonly changed: readonly (readonly [before: number, after: number])[];
  readonly moves: readonly BlockMove[];
  readonly householdsMoved: number;
}

const gridOfBlocks = (division: BlockDivision): Map<string, number> =>
  new Map(division.flatMap((grid, index) => grid.map((id) => [id, index] as const)));

/**
 * Pairs grids by the households they share, most first; blocks decide where there are none, then the order. A grid is
 * continued by one grid at most. Most first is not always the most in sum, but it is what people call the same grid.
 */
const continuations = (problem: GriddingProblem, before: BlockDivision, after: BlockDivision) => {
  const [old, young] = [gridOfBlocks(before), gridOfBlocks(after)];
  const shared = new Map<string, { from: number; to: number; households: number; blocks: number }>();
  for (const { id, households } of problem.blocks) {
    const [from, to] = [old.get(id), young.get(id)];
    if (from === undefined || to === undefined) continue;
    const key = `${from}/${to}`;
    const entry = shared.get(key) ?? { from, to, households: 0, blocks: 0 };
    shared.set(key, { from, to, households: entry.households + households, blocks: entry.blocks + 1 });
  }
  const ranked = [...shared.values()].sort(
    (a, b) => b.households - a.households || b.blocks - a.blocks || a.from - b.from || a.to - b.to,
  );
  const [continued, continues] = [new Set<number>(), new Map<number, number>()];
  for (const { from, to } of ranked) {
    if (continued.has(from) || continues.has(to)) continue;
    continued.add(from);
    continues.set(to, from);
  }
  return { continued, continues };
};

/** What a new division changes: the question to answer before it is published. */
export const compare = (problem: GriddingProblem, before: BlockDivision, after: BlockDivision): Comparison => {
  const [was, will] = [assess(problem, before), assess(problem, after)];
  const { continued, continues } = continuations(problem, before, after);
  const isSame = (from: number, to: number): boolean =>
    was.grids[from]!.blocks.join("\n") === will.grids[to]!.blocks.join("\n");
  const pairs = [...continues].map(([to, from]) => [from, to] as const).sort(([a], [b]) => a - b);
  const [old, young] = [gridOfBlocks(before), gridOfBlocks(after)];
  const moves = problem.blocks
    .map(({ id, households }): BlockMove => ({ block: id, households, from: old.get(id), to: young.get(id) }))
    .filter(({ from, to }) =>
      to === undefined ? from !== undefined : continues.get(to) !== from || from === undefined,
    );
  return {
    before: was,
    after: will,
    change: difference([will.score], [was.score]),
    continues: after.map((_, index) => continues.get(index)),
    dissolved: before.map((_, index) => index).filter((index) => !continued.has(index)),
    kept: pairs.filter(([from, to]) => isSame(from, to)),
    changed: pairs.filter(([from, to]) => !isSame(from, to)),
    moves,
    householdsMoved: moves.reduce((sum, { households }) => sum + households, 0),
  };
};
