/**
 * A bound on the score of every division of a component. Let each household pay its share of what its grid costs: all
 * together pay the score. No household can pay less than in the grid that is cheapest for it, of all contiguous sets of
 * blocks within bounds that have it; so the sum of those least shares is a bound. (It is a solution of the dual of the
 * set-partitioning problem, good enough to be told and quick enough to be found for a city.)
 */
import { cutOf, type Graph } from "./graph.ts";
import { addTo, costOf, GAIN, HOUSEHOLDS, WIDTH, type Yardstick } from "./measure.ts";

/** Sets looked at, per block; more than enough where a grid has up to seven blocks or so. */
const SETS_PER_BLOCK = 3_000;
/** A set of more blocks is not followed: then there is no bound. */
const DEEPEST = 64;

class Sharing {
  readonly #graph: Graph;
  readonly #yardstick: Yardstick;
  /** The least cost per household found for each block. */
  readonly least: Float64Array;
  left: number;
  /** What each block is charged for borders if all are cut, half each. */
  readonly #cut: Float64Array;
  readonly #inSet: Uint8Array;
  readonly #seen: Uint8Array;
  /** Blocks beside the set, in the order they were met; those before the present place are taken or passed over. */
  readonly #beside: number[] = [];
  readonly #set: number[] = [];
  readonly #rows = new Float64Array((DEEPEST + 1) * WIDTH);

  constructor(graph: Graph, yardstick: Yardstick) {
    this.#graph = graph;
    this.#yardstick = yardstick;
    this.left = graph.size * SETS_PER_BLOCK;
    this.least = new Float64Array(graph.size).fill(Infinity);
    this.#cut = new Float64Array(graph.size);
    for (const pair of graph.pairs) {
      for (const end of [pair.a, pair.b]) this.#cut[end]! += (yardstick.weights.company * cutOf(pair)) / 2;
    }
    this.#inSet = new Uint8Array(graph.size);
    this.#seen = new Uint8Array(graph.size);
  }

  /** Looks at every set whose first block is this one (ESU: Wernicke 2006). */
  from(block: number): void {
    this.#beside.push(block);
    this.#extend(block, 0, 0, 0);
    this.#beside.pop();
  }

  #extend(lowest: number, place: number, size: number, cut: number): void {
    const rows = this.#rows;
    for (let next = place; next < this.#beside.length && this.left > 0; next++) {
      this.left -= 1;
      const block = this.#beside[next]!;
      const at = (size + 1) * WIDTH;
      const households = rows[size * WIDTH + HOUSEHOLDS]! + this.#graph.sums[block * WIDTH + HOUSEHOLDS]!;
      if (households > this.#yardstick.high) continue;
      if (size + 1 >= DEEPEST) {
        this.left = 0;
        return;
      }
      rows.copyWithin(at, size * WIDTH, size * WIDTH + WIDTH);
      addTo(rows, at, this.#graph.sums, block * WIDTH);
      const known = this.#beside.length;
      this.#take(block, lowest, at);
      const cutBy = cut + this.#cut[block]!;
      if (households >= this.#yardstick.low) this.#settle((costOf(rows, at, this.#yardstick) + cutBy) / households);
      this.#extend(lowest, next + 1, size + 1, cutBy);
      for (const other of this.#beside.splice(known)) this.#seen[other] = 0;
      this.#inSet[block] = 0;
      this.#set.pop();
    }
  }

  #take(block: number, lowest: number, at: number): void {
    const { first, to, gain, passable } = this.#graph;
    this.#inSet[block] = 1;
    this.#set.push(block);
    for (let arc = first[block]!; arc < first[block + 1]!; arc++) {
      const other = to[arc]!;
      if (this.#inSet[other] === 1) this.#rows[at + GAIN]! += gain[arc]!;
      else if (other > lowest && passable[arc] === 1 && this.#seen[other] === 0) {
        this.#seen[other] = 1;
        this.#beside.push(other);
      }
    }
  }

  #settle(share: number): void {
    for (const block of this.#set) if (share < this.least[block]!) this.least[block] = share;
  }
}

/** What no division of the graph into grids within bounds can score less than; `undefined` when it has too many sets. */
export const leastShares = (graph: Graph, yardstick: Yardstick): number | undefined => {
  const sharing = new Sharing(graph, yardstick);
  for (let block = 0; block < graph.size; block++) sharing.from(block);
  if (sharing.left <= 0) return undefined;
  let total = 0;
  for (let block = 0; block < graph.size; block++) {
    const households = graph.sums[block * WIDTH + HOUSEHOLDS]!;
    if (households > 0 && sharing.least[block]! < Infinity) total += households * sharing.least[block]!;
  }
  return total;
};
