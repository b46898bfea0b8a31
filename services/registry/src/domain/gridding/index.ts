export { propose, proposeAll, type Proposal, type ProposedGrid } from "./propose.ts";
export { assess, compare, type Assessment, type BlockMove, type Comparison } from "./assess.ts";
export {
  GRIDDING_WEIGHTS,
  SCORE_PARTS,
  type Barrier,
  type Block,
  type BlockDivision,
  type Border,
  type GriddingOptions,
  type GriddingProblem,
  type GriddingWeights,
  type ScorePart,
} from "./problem.ts";
export { LOAD_MODEL, loadOf, type LoadModel } from "./load.ts";
export type { Crossing, GridFigures, GriddingScore } from "./figures.ts";
export type { ComponentBounds, ExceptionCode, GriddingBounds, GriddingException } from "./bounds.ts";
export type { Alternative, Separation } from "./alternatives.ts";
export type { BarrierInside, Explanation, Reason } from "./explain.ts";
export { DEFAULT_EFFORT, type How } from "./solve.ts";
