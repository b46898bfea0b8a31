/** The parts of the score that depend on the sums over a grid, and those sums. */
import type { GriddingWeights } from "./problem.ts";

/**
 * The sums of a block or a grid, side by side in one array: `WIDTH` numbers each, and those of a grid are the sums of
 * those of its blocks. `GAIN` is what the score changes by because both ends of a border are in the same grid.
 */
export const HOUSEHOLDS = 0;
export const LOAD = 1;
export const AREA = 2;
/** First and second moments of area: metres from an origin, and the inertia of each block about it. */
export const EAST = 3;
export const NORTH = 4;
export const INERTIA = 5;
/** Households by management type, four of them. */
export const MANAGED = 6;
export const KINDS = 4;
export const GAIN = 10;
export const WIDTH = 11;

/** What a grid is measured against. */
export interface Yardstick {
  readonly low: number;
  readonly high: number;
  /** Households of a grid in the middle of the bounds. */
  readonly middle: number;
  /** The load wanted of each grid: that of `middle` households of the average block. */
  readonly reference: number;
  readonly weights: GriddingWeights;
}

const TWO_PI = 6.283185307179586;

export const addTo = (target: Float64Array, at: number, source: Float64Array, from: number): void => {
  for (let field = 0; field < WIDTH; field++) target[at + field]! += source[from + field]!;
};
export const takeFrom = (target: Float64Array, at: number, source: Float64Array, from: number): void => {
  for (let field = 0; field < WIDTH; field++) target[at + field]! -= source[from + field]!;
};

/** Inertia of a disc of this area about its own middle: what a block adds besides its distance. */
export const discInertia = (area: number): number => (area * area) / TWO_PI;

/** ½ for being out of bounds, and how far, as a share of a middle grid. */
export const outOfBounds = (households: number, { low, high, middle }: Yardstick): number =>
  households < low ? 0.5 + (low - households) / middle : households > high ? 0.5 + (households - high) / middle : 0;

export const imbalance = (load: number, { reference }: Yardstick): number => {
  const deviation = (load - reference) / reference;
  return deviation * deviation;
};

/** Households in another management type than the largest, as a share of a middle grid. */
export const mixture = (sums: Float64Array, at: number, { middle }: Yardstick): number => {
  const from = at + MANAGED;
  const most = Math.max(sums[from]!, sums[from + 1]!, sums[from + 2]!, sums[from + 3]!);
  return (sums[at + HOUSEHOLDS]! - most) / middle;
};

/** 0 for a disc, 0.05 for a square, 0.31 for a strip of one by two. Blocks drawn as discs can seem rounder than round. */
export const unroundness = (sums: Float64Array, at: number): number => {
  const area = sums[at + AREA]!;
  if (area === 0) return 0;
  const [east, north] = [sums[at + EAST]!, sums[at + NORTH]!];
  const inertia = sums[at + INERTIA]! - (east * east + north * north) / area;
  return Math.max(0, (TWO_PI * inertia) / (area * area) - 1);
};

/** What a contiguous grid with these sums adds to the score, less what is charged for all borders being cut. */
export const costOf = (sums: Float64Array, at: number, yardstick: Yardstick): number => {
  const { weights } = yardstick;
  return (
    weights.bounds * outOfBounds(sums[at + HOUSEHOLDS]!, yardstick) +
    weights.balance * imbalance(sums[at + LOAD]!, yardstick) +
    weights.management * mixture(sums, at, yardstick) +
    weights.shape * unroundness(sums, at) +
    sums[at + GAIN]!
  );
};

/** The numbers of grids that so many households can make, each within bounds; `least > most` when none can. */
export const countsFor = (
  households: number,
  { low, high }: { readonly low: number; readonly high: number },
): { least: number; most: number } => ({ least: Math.ceil(households / high), most: Math.floor(households / low) });

/**
 * The least that imbalance can add up to when this load is shared by `least` to `most` grids: k grids cannot do better
 * than k equal ones (Jensen), and that is convex in k, so the best whole k is beside the best real one.
 */
export const leastImbalance = (
  load: number,
  { least, most }: { readonly least: number; readonly most: number },
  yardstick: Yardstick,
): number => {
  const best = Math.floor(load / yardstick.reference);
  const within = (count: number): number => Math.min(most, Math.max(least, count, 1));
  const [fewer, more] = [within(best), within(best + 1)];
  return Math.min(fewer * imbalance(load / fewer, yardstick), more * imbalance(load / more, yardstick));
};
