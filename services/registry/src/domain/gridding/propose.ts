/** 网格划分建议. Proposes grids for one community, or for each of many. */
import { boundsOf, exceptionOf, type GriddingBounds, type GriddingException } from "./bounds.ts";
import { contextOf, explain, type Explanation } from "./explain.ts";
import { combine, figuresOf, type GridFigures, type GriddingScore } from "./figures.ts";
import { compile, yardstickOf } from "./graph.ts";
import { checkProblem, type GriddingOptions, type GriddingProblem } from "./problem.ts";
import { DEFAULT_EFFORT, solveAll } from "./solve.ts";
import { State } from "./state.ts";

export interface ProposedGrid extends GridFigures {
  readonly explanation: Explanation;
}

export interface Proposal {
  /** By their first block. Every block is in exactly one; every grid hangs together. */
  readonly grids: readonly ProposedGrid[];
  readonly score: GriddingScore;
  /** Blocks and components that cannot be divided as asked, each with the reason. A grid that is not valid is in one. */
  readonly exceptions: readonly GriddingException[];
  readonly bounds: GriddingBounds;
  /** The load every grid would have if all were alike. */
  readonly referenceLoad: number;
}

/**
 * Proposes contiguous grids within the bounds, as evenly loaded as can be, along walls and roads. The same problem, in
 * any order, and the same options give the same proposal on every machine.
 * @throws registry.gridding.block_invalid, border_invalid, bounds_invalid, weights_invalid
 */
export const propose = (problem: GriddingProblem, options: GriddingOptions): Proposal => {
  checkProblem(problem);
  const graph = compile(problem);
  const yardstick = yardstickOf(problem, graph);
  const { seed, effort = DEFAULT_EFFORT, onProgress = () => undefined } = options;
  const solved = solveAll(graph, yardstick, { seed, effort, onProgress });

  const chosen = solved
    .flatMap((component) => component.grids.map((blocks) => ({ blocks: [...blocks].sort((a, b) => a - b), component })))
    .sort((a, b) => a.blocks[0]! - b.blocks[0]!);
  const gridOf = new Int32Array(graph.size);
  for (const [index, { blocks }] of chosen.entries()) for (const block of blocks) gridOf[block] = index;
  const context = contextOf(new State(graph, yardstick, gridOf), (grid) => grid);
  const grids = chosen.map(({ blocks, component }, index): ProposedGrid => {
    const figures = figuresOf(graph, yardstick, blocks);
    return { ...figures, explanation: explain(context, index, figures, component.how) };
  });
  return {
    grids,
    score: combine(grids.map(({ score }) => score)),
    exceptions: solved
      .filter(({ isWithinBounds }) => !isWithinBounds)
      .map((component) => exceptionOf(graph, yardstick, component, (block) => gridOf[block]!)),
    bounds: boundsOf(graph, yardstick, solved),
    referenceLoad: yardstick.reference,
  };
};

/**
 * Proposes grids for communities that have nothing to do with each other: a district, a city. Each is answered as
 * `propose` would, whatever stands beside it, so a city can as well be shared among processes.
 */
export const proposeAll = (problems: readonly GriddingProblem[], options: GriddingOptions): Proposal[] => {
  const total = problems.reduce((sum, { blocks }) => sum + blocks.length, 0);
  let done = 0;
  return problems.map((problem) => {
    const { length } = problem.blocks;
    const onProgress = (share: number): void => options.onProgress?.((done + share * length) / Math.max(1, total));
    const proposal = propose(problem, { ...options, onProgress });
    done += length;
    return proposal;
  });
};
