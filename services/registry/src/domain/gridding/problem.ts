/** 网格划分. What is to be divided, and what is asked of the division. */
import { reject } from "@wangge/kit/errors";
import type { Vertex } from "../geometry.ts";
import type { ManagementType } from "../register/records.ts";
import type { LoadModel } from "./load.ts";

/** 院落. A courtyard: nothing smaller is ever cut. */
export interface Block {
  readonly id: string;
  readonly households: number;
  readonly areaM2: number;
  readonly management: ManagementType;
  /** 物业公司. The property company, where there is one. */
  readonly company?: string;
  /** About its middle. */
  readonly at: Vertex;
}

export type Barrier = "wall" | "road";

/** A line two blocks share. Two blocks may share several: a wall with a gate is one of each kind. */
export interface Border {
  readonly a: string;
  readonly b: string;
  readonly metres: number;
  readonly barrier: "none" | Barrier;
}

/**
 * What a division is charged for; less is better. Each part is a sum over the grids, so that grids can be judged and
 * changed one by one.
 *
 * - `bounds`: for each grid outside the bounds ½, and the households it is short or over, as a share of a middle grid
 * - `contiguity`: each further piece of a grid that falls apart
 * - `balance`: the square of the deviation of a grid's load from the reference
 * - `walls`, `roads`: each 100 m of them inside a grid
 * - `management`: households managed otherwise than most of their grid, as a share of a middle grid
 * - `company`: each 100 m of border that is cut between two blocks of one property company
 * - `shape`: how far a grid is from round, moment of inertia by that of a circle of the same area, less 1 (Weaver and
 *   Hess 1963; Li, Goodchild and Church 2013)
 */
export const SCORE_PARTS = [
  "bounds",
  "contiguity",
  "balance",
  "walls",
  "roads",
  "management",
  "company",
  "shape",
] as const;
export type ScorePart = (typeof SCORE_PARTS)[number];

/** What one unit of each part costs. */
export type GriddingWeights = Readonly<Record<ScorePart, number>>;

/**
 * Assumed, not published: set so that in a grid within bounds 80 m of wall cost about as much as the worst imbalance
 * (300 or 500 households where 400 are wanted: 20 · 0.25² = 1.25), a road more, and that no gain pays for leaving the
 * bounds. An office that sees it otherwise gives its own.
 */
export const GRIDDING_WEIGHTS: GriddingWeights = {
  bounds: 100,
  contiguity: 100,
  balance: 20,
  walls: 1.5,
  roads: 2.5,
  management: 2,
  company: 0.5,
  shape: 0.5,
};

export interface GriddingProblem {
  readonly blocks: readonly Block[];
  readonly borders: readonly Border[];
  /** Households of a grid, both ends included. */
  readonly households: { readonly low: number; readonly high: number };
  readonly weights?: Partial<GriddingWeights>;
  /** Barriers over which no grid may hang together. None by default: a barrier is then dear, but can be crossed. */
  readonly impassable?: readonly Barrier[];
  readonly load?: LoadModel;
}

export interface GriddingOptions {
  /** Any whole number. Another seed gives another search, and where there is a choice another division. */
  readonly seed: number;
  /** Moves the search tries per block. More is better and takes longer, in proportion. */
  readonly effort?: number;
  /** Told from 0 to 1 how far the search is. */
  readonly onProgress?: (done: number) => void;
}

/** Blocks by grid: lists of block ids. */
export type BlockDivision = readonly (readonly string[])[];

const wrong = (reason: string, details: Readonly<Record<string, unknown>>) =>
  reject(`registry.gridding.${reason}`, `This cannot be divided: ${reason}`, details);

const isAmount = (value: number): boolean => Number.isFinite(value) && value >= 0;

/** @throws registry.gridding.block_invalid, border_invalid, bounds_invalid, weights_invalid */
export const checkProblem = ({ blocks, borders, households, weights = {} }: GriddingProblem): void => {
  const { low, high } = households;
  if (!Number.isInteger(low) || !Number.isInteger(high) || low < 1 || high < low)
    throw wrong("bounds_invalid", { low, high });
  const ids = new Set<string>();
  for (const { id, households, areaM2, at } of blocks) {
    const isSound = Number.isInteger(households) && households >= 0 && isAmount(areaM2);
    if (!isSound || !Number.isFinite(at.x) || !Number.isFinite(at.y) || ids.has(id))
      throw wrong("block_invalid", { id });
    ids.add(id);
  }
  for (const { a, b, metres } of borders) {
    if (a === b || !ids.has(a) || !ids.has(b) || !isAmount(metres)) throw wrong("border_invalid", { a, b, metres });
  }
  for (const [part, weight] of Object.entries(weights)) {
    if (!isAmount(weight)) throw wrong("weights_invalid", { part, weight });
  }
};

/** @throws registry.gridding.division_invalid when it names a block twice, or one that is not there */
export const checkDivision = ({ blocks }: GriddingProblem, division: BlockDivision): void => {
  const left = new Set(blocks.map(({ id }) => id));
  for (const id of division.flat()) {
    if (!left.delete(id)) throw wrong("division_invalid", { block: id });
  }
};
