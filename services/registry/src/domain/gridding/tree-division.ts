/**
 * Divides a tree into pieces within bounds. Whether that is possible, and at what least cost, is found exactly by going
 * up the tree with a table "households of the piece that is still open → least cost below" (the (l, u)-partition of a
 * tree: Ito, Zhou and Nishizeki 2006). A walk that grows grids one after the other strands the last blocks; this does not.
 */
import { HOUSEHOLDS, imbalance, LOAD, outOfBounds, WIDTH, type Yardstick } from "./measure.ts";
import type { Graph } from "./graph.ts";
import type { Tree } from "./tree.ts";

/** Entries of the tables, of all nodes and stages, one after the other. */
class Entries {
  size = 0;
  households = new Int32Array(1024);
  cost = new Float64Array(1024);
  /** The entry of the same node before its last child was looked at; -1 for the node alone. */
  before = new Int32Array(1024);
  /** The child's entry that joined, or ~entry when it was closed as a piece of its own; the node itself if alone. */
  child = new Int32Array(1024);

  add(households: number, cost: number, before: number, child: number): void {
    if (this.size === this.households.length) this.#double();
    const at = this.size++;
    this.households[at] = households;
    this.cost[at] = cost;
    this.before[at] = before;
    this.child[at] = child;
  }

  #double(): void {
    const larger = this.size * 2;
    const [households, cost] = [new Int32Array(larger), new Float64Array(larger)];
    const [before, child] = [new Int32Array(larger), new Int32Array(larger)];
    households.set(this.households);
    cost.set(this.cost);
    before.set(this.before);
    child.set(this.child);
    Object.assign(this, { households, cost, before, child });
  }
}

/** Divides one tree after the other, for the blocks of one graph. */
export class TreeDivider {
  readonly #graph: Graph;
  /** What closing a piece of so many households costs, its load taken in proportion. */
  readonly #closing: Float64Array;
  readonly #high: number;
  readonly #entries = new Entries();
  /** The entry found for a sum of households at the present stage, or -1. */
  readonly #slot: Int32Array;
  readonly #from: Int32Array;
  readonly #until: Int32Array;

  constructor(graph: Graph, yardstick: Yardstick) {
    const { high, weights } = yardstick;
    this.#graph = graph;
    this.#high = high;
    let [households, load] = [0, 0];
    for (let at = 0; at < graph.sums.length; at += WIDTH) {
      households += graph.sums[at + HOUSEHOLDS]!;
      load += graph.sums[at + LOAD]!;
    }
    const each = households === 0 ? 1 : load / households;
    this.#closing = Float64Array.from(
      { length: high + 1 },
      (_, sum) => weights.bounds * outOfBounds(sum, yardstick) + weights.balance * imbalance(sum * each, yardstick),
    );
    this.#slot = new Int32Array(high + 1);
    this.#from = new Int32Array(graph.size);
    this.#until = new Int32Array(graph.size);
  }

  /**
   * The piece of each node in `labels`, numbered from 0; gives their number. Pieces below the bounds only where the tree
   * leaves no choice, none above. No block may be above the bounds alone.
   */
  divide(tree: Tree, labels: Int32Array): number {
    const entries = this.#entries;
    entries.size = 0;
    for (let node = 0; node < tree.size; node++) {
      this.#from[node] = entries.size;
      entries.add(this.#graph.sums[tree.block[node]! * WIDTH + HOUSEHOLDS]!, 0, -1, node);
      this.#until[node] = entries.size;
    }
    for (let node = tree.size - 1; node > 0; node--) this.#merge(tree.parent[node]!, node, tree.gain[node]!);
    return this.#trace(this.#cheapest(0), labels);
  }

  /** The entry at which the node's open piece is best closed. */
  #cheapest(node: number): number {
    const { households, cost } = this.#entries;
    let best = this.#from[node]!;
    let least = Infinity;
    for (let entry = best; entry < this.#until[node]!; entry++) {
      const total = cost[entry]! + this.#closing[households[entry]!]!;
      if (total < least) [best, least] = [entry, total];
    }
    return best;
  }

  /** The table of the parent with that of one more child. */
  #merge(parent: number, child: number, gain: number): void {
    const entries = this.#entries;
    const [from, until] = [this.#from[parent]!, this.#until[parent]!];
    const [childFrom, childUntil] = [this.#from[child]!, this.#until[child]!];
    const closed = this.#cheapest(child);
    const closing = entries.cost[closed]! + this.#closing[entries.households[closed]!]!;
    const start = entries.size;
    this.#slot.fill(-1);
    for (let entry = from; entry < until; entry++) {
      const sum = entries.households[entry]!;
      const cost = entries.cost[entry]!;
      this.#keep(sum, cost + closing, entry, ~closed);
      for (let other = childFrom; other < childUntil; other++) {
        const joined = sum + entries.households[other]!;
        if (joined <= this.#high) this.#keep(joined, cost + entries.cost[other]! + gain, entry, other);
      }
    }
    this.#from[parent] = start;
    this.#until[parent] = entries.size;
  }

  #keep(sum: number, cost: number, before: number, child: number): void {
    const entries = this.#entries;
    const at = this.#slot[sum]!;
    if (at < 0) {
      this.#slot[sum] = entries.size;
      entries.add(sum, cost, before, child);
    } else if (cost < entries.cost[at]!) {
      entries.cost[at] = cost;
      entries.before[at] = before;
      entries.child[at] = child;
    }
  }

  #trace(root: number, labels: Int32Array): number {
    const { before, child } = this.#entries;
    const open = [{ entry: root, label: 0 }];
    let pieces = 1;
    for (let item = open.pop(); item !== undefined; item = open.pop()) {
      let { entry } = item;
      for (; before[entry]! >= 0; entry = before[entry]!) {
        const taken = child[entry]!;
        open.push(taken < 0 ? { entry: ~taken, label: pieces++ } : { entry: taken, label: item.label });
      }
      labels[child[entry]!] = item.label;
    }
    return pieces;
  }
}
