/** Boolean operations on surfaces, in steps counted from a near origin. */
import * as polyclip from "polyclip-ts";
import * as clipping from "polygon-clipping";

export type Spot = [x: number, y: number];
/** As GeoJSON: closed rings, the first one outside, the others its holes. */
export type Surface = Spot[][];

interface Operations {
  intersection(first: Surface[], ...others: Surface[][]): Surface[];
  difference(first: Surface[], ...others: Surface[][]): Surface[];
  union(first: Surface[], ...others: Surface[][]): Surface[];
}

// A CommonJS package: what its types call its exports Node finds under `default`.
const quick: Operations = "default" in clipping ? (clipping.default as typeof clipping) : clipping;
const exact: Operations = polyclip;

/**
 * The quick library computes in floating point and throws where it loses its way among lines that nearly coincide; then
 * the other one, five times as slow, does the same with exact fractions.
 */
const attempt = (operation: (library: Operations) => Surface[]): Surface[] => {
  try {
    return operation(quick);
  } catch {
    return operation(exact);
  }
};

export const intersection = (one: Surface[], other: Surface[]): Surface[] =>
  attempt((library) => library.intersection(one, other));

/** `from` without all of `taken`. */
export const difference = (from: Surface[], taken: readonly Surface[][]): Surface[] =>
  taken.length === 0 ? from : attempt((library) => library.difference(from, ...taken));

export const union = (surfaces: readonly Surface[][]): Surface[] => {
  const [first, ...others] = surfaces;
  return first === undefined ? [] : attempt((library) => library.union(first, ...others));
};
