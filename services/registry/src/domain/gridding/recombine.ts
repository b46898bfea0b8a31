/** The moves of the search. Each proposes a change, and makes it when `accepts` says so of the change in score. */
import type { Chance } from "../random.ts";
import { addTo, costOf, GAIN, takeFrom, WIDTH } from "./measure.ts";
import type { State } from "./state.ts";
import { Tree } from "./tree.ts";
import { TreeDivider } from "./tree-division.ts";

export type Accepts = (change: number) => boolean;

/** How strongly a tree shuns barriers is drawn anew each time, up to this: sometimes hardly, sometimes above all. */
const MOST_AVERSION = 2;

export class Recombiner {
  readonly #state: State;
  readonly #draw: Chance;
  readonly #tree: Tree;
  readonly #divider: TreeDivider;
  readonly #labels: Int32Array;
  /** Sums of the subtree of each node. */
  readonly #below: Float64Array;
  /** Gains of all borders of the subtree's blocks within the tree, those inside the subtree twice. */
  readonly #touching: Float64Array;
  readonly #rest = new Float64Array(WIDTH);
  readonly #pair = new Float64Array(2 * WIDTH);

  constructor(state: State, draw: Chance) {
    const { graph, yardstick } = state;
    this.#state = state;
    this.#draw = draw;
    this.#tree = new Tree(graph, draw);
    this.#divider = new TreeDivider(graph, yardstick);
    this.#labels = new Int32Array(graph.size);
    this.#below = new Float64Array(graph.size * WIDTH);
    this.#touching = new Float64Array(graph.size);
  }

  /** A block, and a neighbour of it in another grid; `undefined` when chance finds none. */
  #border(): [block: number, neighbour: number] | undefined {
    const { graph, gridOf } = this.#state;
    const block = Math.floor(this.#draw.next() * graph.size);
    const [from, until] = [graph.first[block]!, graph.first[block + 1]!];
    if (from === until) return undefined;
    const arc = from + Math.floor(this.#draw.next() * (until - from));
    const neighbour = graph.to[arc]!;
    return graph.passable[arc] === 1 && gridOf[block] !== gridOf[neighbour] ? [block, neighbour] : undefined;
  }

  /** Moves one block over a border (Flip). */
  flip(accepts: Accepts): void {
    const state = this.#state;
    const border = this.#border();
    if (border === undefined) return;
    const [block, neighbour] = border;
    const [source, target] = [state.gridOf[block]!, state.gridOf[neighbour]!];
    const pair = this.#pair;
    pair.set(state.sums.subarray(source * WIDTH, source * WIDTH + WIDTH), 0);
    pair.set(state.sums.subarray(target * WIDTH, target * WIDTH + WIDTH), WIDTH);
    takeFrom(pair, 0, state.graph.sums, block * WIDTH);
    addTo(pair, WIDTH, state.graph.sums, block * WIDTH);
    pair[GAIN]! -= state.gainWith(block, source);
    pair[WIDTH + GAIN]! += state.gainWith(block, target);
    const left = state.members[source]!.length === 1 ? 0 : costOf(pair, 0, state.yardstick);
    const after = left + costOf(pair, WIDTH, state.yardstick);
    if (!accepts(after - state.cost[source]! - state.cost[target]!)) return;
    if (state.isContiguousWithout(block)) state.move(block, target);
  }

  /** Joins two neighbouring grids and cuts a random spanning tree of both at its best arc (ReCom). */
  recombine(accepts: Accepts): void {
    const state = this.#state;
    const border = this.#border();
    if (border === undefined) return;
    const grids = border.map((block) => state.gridOf[block]!);
    const before = state.cost[grids[0]!]! + state.cost[grids[1]!]!;
    const tree = this.#tree;
    tree.grow([...state.members[grids[0]!]!, ...state.members[grids[1]!]!], this.#draw.next() * MOST_AVERSION);
    this.#sumUp();
    let [cut, least] = [0, Infinity];
    for (let node = 1; node < tree.size; node++) {
      const cost = this.#costOfCut(node);
      if (cost < least) [cut, least] = [node, cost];
    }
    if (accepts(least - before)) state.replace(grids, this.#piecesAt(cut));
  }

  /** Joins up to four neighbouring grids and divides a random spanning tree of them anew, into as many as are best. */
  regroup(accepts: Accepts): void {
    const state = this.#state;
    const border = this.#border();
    if (border === undefined) return;
    const grids = border.map((block) => state.gridOf[block]!);
    const wanted = 2 + Math.floor(this.#draw.next() * 3);
    while (grids.length < wanted) {
      const beside = state.neighboursOf(grids[grids.length - 1]!).filter((grid) => !grids.includes(grid));
      if (beside.length === 0) break;
      grids.push(beside[Math.floor(this.#draw.next() * beside.length)]!);
    }
    const before = grids.reduce((sum, grid) => sum + state.cost[grid]!, 0);
    this.#tree.grow(
      grids.flatMap((grid) => state.members[grid]!),
      this.#draw.next() * MOST_AVERSION,
    );
    const pieces = Array.from({ length: this.#divider.divide(this.#tree, this.#labels) }, (): number[] => []);
    for (let node = 0; node < this.#tree.size; node++) pieces[this.#labels[node]!]!.push(this.#tree.block[node]!);
    const old = grids.map((grid) => state.members[grid]!);
    const after = state.replace(grids, pieces);
    const change = after.reduce((sum, grid) => sum + state.cost[grid]!, 0) - before;
    if (!accepts(change)) state.replace(after, old);
  }

  /** Sums of every subtree, leaves first. A border counts where its two ends' ways to the root meet. */
  #sumUp(): void {
    const { graph } = this.#state;
    const { block, node: nodeOf, parent, size } = this.#tree;
    const [below, touching] = [this.#below, this.#touching];
    for (let node = 0; node < size; node++) {
      const from = block[node]! * WIDTH;
      for (let field = 0; field < WIDTH; field++) below[node * WIDTH + field] = graph.sums[from + field]!;
      touching[node] = 0;
    }
    for (let node = 0; node < size; node++) {
      const from = block[node]!;
      for (let arc = graph.first[from]!; arc < graph.first[from + 1]!; arc++) {
        const gain = graph.gain[arc]!;
        if (gain === 0 || !this.#tree.has(graph.to[arc]!)) continue;
        touching[node]! += gain;
        let [one, other] = [node, nodeOf[graph.to[arc]!]!];
        if (one > other) continue;
        while (one !== other) {
          if (one > other) one = parent[one]!;
          else other = parent[other]!;
        }
        below[one * WIDTH + GAIN]! += gain;
      }
    }
    for (let node = size - 1; node > 0; node--) {
      addTo(below, parent[node]! * WIDTH, below, node * WIDTH);
      touching[parent[node]!]! += touching[node]!;
    }
  }

  /** The cost of both pieces when the arc above the node is cut. */
  #costOfCut(node: number): number {
    const below = this.#below;
    const rest = this.#rest;
    for (let field = 0; field < WIDTH; field++) rest[field] = below[field]! - below[node * WIDTH + field]!;
    // Borders between the pieces: those that touch the subtree, less those inside it, which were counted from both ends.
    const inside = below[node * WIDTH + GAIN]!;
    rest[GAIN]! -= this.#touching[node]! - 2 * inside;
    return costOf(below, node * WIDTH, this.#state.yardstick) + costOf(rest, 0, this.#state.yardstick);
  }

  #piecesAt(cut: number): number[][] {
    const { block, parent, size } = this.#tree;
    const pieces: [number[], number[]] = [[], []];
    for (let node = 0; node < size; node++) {
      const isBelow = node === cut || (node > cut && this.#labels[parent[node]!] === 1);
      this.#labels[node] = isBelow ? 1 : 0;
      pieces[isBelow ? 1 : 0].push(block[node]!);
    }
    return pieces;
  }
}
