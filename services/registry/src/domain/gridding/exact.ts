/**
 * The best division of a few blocks, and the proof when there is none: every contiguous set of blocks within bounds is a
 * candidate grid, and the cheapest choice that covers each block once is found by dynamic programming over what is left
 * (set partitioning, as Garfinkel and Nemhauser 1970 divided counties into districts).
 */
import type { Graph } from "./graph.ts";
import { addTo, costOf, countsFor, GAIN, HOUSEHOLDS, leastImbalance, LOAD, WIDTH, type Yardstick } from "./measure.ts";

export type ExactAnswer =
  | { readonly status: "optimal"; readonly cost: number; readonly grids: readonly (readonly number[])[] }
  /** Proven: there is none, or none below the cost asked for. */
  | { readonly status: "none" }
  /** Too many blocks, or the budget was used up: nothing is proven. */
  | { readonly status: "unknown" };

/** Blocks are bits of a whole number. */
const MOST_BLOCKS = 30;

/** Two blocks that must not be together. */
export type Apart = readonly [a: number, b: number];

interface Best {
  readonly cost: number;
  readonly grid: number;
}
const IMPOSSIBLE: Best = { cost: Infinity, grid: 0 };

/** A set that is being divided, and the sums of the grid being built in it: a row for each block taken. */
interface Whole {
  readonly set: number;
  readonly households: number;
  readonly load: number;
  readonly rows: Float64Array;
}

class Search {
  readonly #yardstick: Yardstick;
  readonly #households: number[];
  readonly #sums: Float64Array;
  readonly #beside: number[];
  /** Neighbours whose border has a gain, with it. */
  readonly #gains: (readonly (readonly [bit: number, gain: number])[])[];
  readonly #apart: number;
  /** No set of borders gains less than all those with a negative gain. */
  #leastGain = 0;
  readonly #known = new Map<number, Best>();
  readonly #rows: Float64Array[] = [];
  readonly #rowsLength: number;
  #depth = 0;
  left: number;

  constructor(graph: Graph, blocks: readonly number[], yardstick: Yardstick, budget: number, apart?: Apart) {
    const places = new Map(blocks.map((block, place) => [block, place]));
    const bitOf = (block: number | undefined): number => {
      const place = block === undefined ? undefined : places.get(block);
      return place === undefined ? 0 : 1 << place;
    };
    const arcsOf = (block: number) => {
      const [from, until] = [graph.first[block]!, graph.first[block + 1]!];
      return Array.from({ length: until - from }, (_, nth) => from + nth);
    };
    this.#yardstick = yardstick;
    this.left = budget;
    this.#apart = bitOf(apart?.[0]) | bitOf(apart?.[1]);
    this.#sums = new Float64Array(blocks.length * WIDTH);
    this.#rowsLength = (blocks.length + 1) * WIDTH;
    for (const [place, block] of blocks.entries()) addTo(this.#sums, place * WIDTH, graph.sums, block * WIDTH);
    this.#households = blocks.map((_, place) => this.#sums[place * WIDTH + HOUSEHOLDS]!);
    this.#beside = blocks.map((block) =>
      arcsOf(block).reduce((bits, arc) => (graph.passable[arc] === 1 ? bits | bitOf(graph.to[arc]) : bits), 0),
    );
    this.#gains = blocks.map((block) =>
      arcsOf(block)
        .map((arc) => [bitOf(graph.to[arc]), graph.gain[arc]!] as const)
        .filter(([bit, gain]) => bit !== 0 && gain !== 0),
    );
    for (const gains of this.#gains) for (const [, gain] of gains) this.#leastGain += Math.min(0, gain) / 2;
  }

  /** The cheapest division of a set that costs less than `below`. */
  best(set: number, below = Infinity): Best {
    if (set === 0) return { cost: 0, grid: 0 };
    const known = this.#known.get(set);
    if (known !== undefined) return known;
    let [households, load] = [0, 0];
    for (let bits = set; bits !== 0; bits &= bits - 1) {
      const at = (31 - Math.clz32(bits & -bits)) * WIDTH;
      households += this.#sums[at + HOUSEHOLDS]!;
      load += this.#sums[at + LOAD]!;
    }
    let found: Best = { cost: below, grid: 0 };
    const { least, most } = countsFor(households, this.#yardstick);
    if (least <= most) {
      // Other sets are looked at while this one is: each has rows of its own, the first of them always zero.
      const rows = (this.#rows[this.#depth] ??= new Float64Array(this.#rowsLength));
      this.#depth += 1;
      found = this.#extend({ set, households, load, rows }, set & -set, 0, 0, 0, found);
      this.#depth -= 1;
    }
    const answer = found.grid === 0 ? IMPOSSIBLE : found;
    this.#known.set(set, answer);
    return answer;
  }

  /**
   * Every contiguous set with the lowest block of `all`, once: of the blocks beside the set each is first taken in, then
   * banned.
   */
  #extend(all: Whole, beside: number, set: number, banned: number, size: number, sofar: Best): Best {
    const { rows } = all;
    let found = sofar;
    let without = banned;
    for (let bits = beside; bits !== 0; bits &= bits - 1) {
      if (this.left-- <= 0) return found;
      const bit = bits & -bits;
      const place = 31 - Math.clz32(bit);
      without |= bit;
      const households = rows[size * WIDTH + HOUSEHOLDS]! + this.#households[place]!;
      if (households > this.#yardstick.high) continue;
      const taken = set | bit;
      if (this.#apart !== 0 && (taken & this.#apart) === this.#apart) continue;
      this.#row(rows, size, place, set);
      if (households >= this.#yardstick.low) found = this.#better(all, taken, size + 1, found);
      const next = ((bits & ~bit) | (this.#beside[place]! & all.set)) & ~taken & ~without;
      found = this.#extend(all, next, taken, without, size + 1, found);
    }
    return found;
  }

  #row(rows: Float64Array, size: number, place: number, set: number): void {
    const at = (size + 1) * WIDTH;
    rows.copyWithin(at, size * WIDTH, size * WIDTH + WIDTH);
    addTo(rows, at, this.#sums, place * WIDTH);
    for (const [bit, gain] of this.#gains[place]!) if ((set & bit) !== 0) rows[at + GAIN]! += gain;
  }

  #better({ set, households, load, rows }: Whole, grid: number, size: number, found: Best): Best {
    const { weights } = this.#yardstick;
    const at = size * WIDTH;
    const counts = countsFor(households - rows[at + HOUSEHOLDS]!, this.#yardstick);
    if (counts.least > counts.most) return found;
    const cost = costOf(rows, at, this.#yardstick);
    if (set !== grid) {
      const balance = leastImbalance(load - rows[at + LOAD]!, counts, this.#yardstick);
      if (cost + weights.balance * balance + this.#leastGain >= found.cost) return found;
    }
    const total = cost + this.best(set & ~grid).cost;
    return total < found.cost ? { cost: total, grid } : found;
  }
}

export interface ExactOptions {
  /** Sets looked at before it gives up. */
  readonly budget: number;
  readonly apart?: Apart;
  /** Only divisions that cost less are wanted: far quicker, where there is a good one already. */
  readonly below?: number;
}

/**
 * Divides the blocks into grids within bounds, as cheaply as can be. The cost is that of the grids, without what is
 * charged for borders to blocks outside.
 */
export const divideExactly = (
  graph: Graph,
  blocks: readonly number[],
  yardstick: Yardstick,
  { budget, apart, below = Infinity }: ExactOptions,
): ExactAnswer => {
  if (blocks.length > MOST_BLOCKS) return { status: "unknown" };
  const search = new Search(graph, blocks, yardstick, budget, apart);
  const all = 2 ** blocks.length - 1;
  const { cost } = search.best(all, below);
  if (search.left <= 0) return { status: "unknown" };
  if (cost === Infinity) return { status: "none" };
  const grids: number[][] = [];
  for (let left = all; left !== 0;) {
    const { grid } = search.best(left);
    grids.push(blocks.filter((_, place) => (grid & (1 << place)) !== 0));
    left &= ~grid;
  }
  return { status: "optimal", cost, grids };
};
