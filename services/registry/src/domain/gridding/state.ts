/** A division while it is being searched: changed in place, its score known at every moment. */
import type { Graph } from "./graph.ts";
import { addTo, costOf, GAIN, takeFrom, WIDTH, type Yardstick } from "./measure.ts";

export class State {
  readonly graph: Graph;
  readonly yardstick: Yardstick;
  readonly gridOf: Int32Array;
  /** Blocks of each grid; empty for a number that is free. */
  readonly members: number[][];
  readonly sums: Float64Array;
  readonly cost: Float64Array;
  /** The score less a constant: what all borders would be charged if every one was cut. */
  total = 0;
  readonly #free: number[] = [];
  readonly #mark: Int32Array;
  #round = 0;

  constructor(graph: Graph, yardstick: Yardstick, labels: Int32Array) {
    const { size } = graph;
    this.graph = graph;
    this.yardstick = yardstick;
    this.gridOf = labels.slice();
    this.members = Array.from({ length: size }, () => []);
    this.sums = new Float64Array(size * WIDTH);
    this.cost = new Float64Array(size);
    this.#mark = new Int32Array(size);
    for (let block = 0; block < size; block++) this.members[labels[block]!]!.push(block);
    for (let grid = size - 1; grid >= 0; grid--) if (this.members[grid]!.length === 0) this.#free.push(grid);
    this.refresh();
  }

  get grids(): number {
    return this.graph.size - this.#free.length;
  }

  /** Adds everything up again, so that a long search does not carry the rounding of all its steps. */
  refresh(): void {
    const { first, to, gain, size, sums } = this.graph;
    this.sums.fill(0);
    this.total = 0;
    for (let block = 0; block < size; block++) {
      const grid = this.gridOf[block]!;
      addTo(this.sums, grid * WIDTH, sums, block * WIDTH);
      for (let arc = first[block]!; arc < first[block + 1]!; arc++) {
        const other = to[arc]!;
        if (other > block && this.gridOf[other] === grid) this.sums[grid * WIDTH + GAIN]! += gain[arc]!;
      }
    }
    for (let grid = 0; grid < size; grid++) {
      this.cost[grid] = this.members[grid]!.length === 0 ? 0 : costOf(this.sums, grid * WIDTH, this.yardstick);
      this.total += this.cost[grid]!;
    }
  }

  /** What the borders of a block with the blocks of a grid gain by being inside. */
  gainWith(block: number, grid: number): number {
    const { first, to, gain } = this.graph;
    let sum = 0;
    for (let arc = first[block]!; arc < first[block + 1]!; arc++) if (this.gridOf[to[arc]!] === grid) sum += gain[arc]!;
    return sum;
  }

  /** Whether the grid of the block still hangs together when the block leaves it. */
  isContiguousWithout(block: number): boolean {
    const { first, to, passable } = this.graph;
    const grid = this.gridOf[block]!;
    const rest = this.members[grid]!.length - 1;
    if (rest <= 1) return true;
    this.#round += 1;
    this.#mark[block] = this.#round;
    const start = this.members[grid]![0] === block ? this.members[grid]![1]! : this.members[grid]![0]!;
    const reached = [start];
    this.#mark[start] = this.#round;
    for (const node of reached) {
      for (let arc = first[node]!; arc < first[node + 1]!; arc++) {
        const other = to[arc]!;
        if (passable[arc] === 0 || this.gridOf[other] !== grid || this.#mark[other] === this.#round) continue;
        this.#mark[other] = this.#round;
        reached.push(other);
      }
    }
    return reached.length === rest;
  }

  /** Moves a block to another grid. Whether both stay contiguous is the caller's to know. */
  move(block: number, target: number): void {
    const source = this.gridOf[block]!;
    const [loss, win] = [this.gainWith(block, source), this.gainWith(block, target)];
    takeFrom(this.sums, source * WIDTH, this.graph.sums, block * WIDTH);
    addTo(this.sums, target * WIDTH, this.graph.sums, block * WIDTH);
    this.sums[source * WIDTH + GAIN]! -= loss;
    this.sums[target * WIDTH + GAIN]! += win;
    const left = this.members[source]!;
    left[left.indexOf(block)] = left[left.length - 1]!;
    left.pop();
    this.members[target]!.push(block);
    this.gridOf[block] = target;
    if (left.length === 0) {
      this.#free.push(source);
      this.sums.fill(0, source * WIDTH, source * WIDTH + WIDTH);
    }
    for (const grid of [source, target]) {
      const cost = this.members[grid]!.length === 0 ? 0 : costOf(this.sums, grid * WIDTH, this.yardstick);
      this.total += cost - this.cost[grid]!;
      this.cost[grid] = cost;
    }
  }

  /** Puts the blocks of whole grids into new ones. Gives their numbers. */
  replace(grids: readonly number[], pieces: readonly (readonly number[])[]): number[] {
    for (const grid of grids) {
      this.members[grid] = [];
      this.total -= this.cost[grid]!;
      this.cost[grid] = 0;
      this.sums.fill(0, grid * WIDTH, grid * WIDTH + WIDTH);
    }
    for (const grid of grids.toReversed()) this.#free.push(grid);
    const numbers = pieces.map((piece) => this.#found(piece));
    // Only now: until every block has its new number, an old one would be taken for it.
    for (const grid of numbers) this.#sumUp(grid);
    return numbers;
  }

  #found(piece: readonly number[]): number {
    const grid = this.#free.pop();
    if (grid === undefined) throw new RangeError("more grids than blocks");
    this.members[grid] = [...piece];
    for (const block of piece) this.gridOf[block] = grid;
    return grid;
  }

  #sumUp(grid: number): void {
    let gain = 0;
    for (const block of this.members[grid]!) {
      addTo(this.sums, grid * WIDTH, this.graph.sums, block * WIDTH);
      gain += this.gainWith(block, grid);
    }
    this.sums[grid * WIDTH + GAIN] = gain / 2;
    this.cost[grid] = costOf(this.sums, grid * WIDTH, this.yardstick);
    this.total += this.cost[grid];
  }

  /** The grids that touch one, over passable borders, ascending. */
  neighboursOf(grid: number): number[] {
    const { first, to, passable } = this.graph;
    const found = new Set<number>();
    for (const block of this.members[grid]!) {
      for (let arc = first[block]!; arc < first[block + 1]!; arc++) {
        const other = this.gridOf[to[arc]!]!;
        if (other !== grid && passable[arc] === 1) found.add(other);
      }
    }
    return [...found].sort((a, b) => a - b);
  }
}
