/**
 * A random spanning tree of some blocks, and cutting it. Cutting a tree always leaves contiguous pieces: this is what
 * recombination (ReCom: DeFord, Duchin and Solomon 2021) rests on.
 */
import type { Chance } from "../random.ts";
import type { Graph } from "./graph.ts";

/**
 * Spanning trees of small sets of blocks, one after the other in the same arrays. The nodes of the tree are numbered in
 * the order they joined it, so that a parent's number is below its children's.
 */
export class Tree {
  size = 0;
  /** The block of each node. */
  readonly block: Int32Array;
  readonly parent: Int32Array;
  /** The gain of the arc to the parent. */
  readonly gain: Float64Array;
  /** The node of each block; only blocks of the present tree are meant. */
  readonly node: Int32Array;
  readonly #graph: Graph;
  readonly #draw: Chance;
  /** 0 for a block that is not to be reached, `#round` for one that is, -`#round` once it is in the tree. */
  readonly #mark: Int32Array;
  readonly #best: Float64Array;
  readonly #via: Int32Array;
  readonly #viaArc: Int32Array;
  readonly #heap: Int32Array;
  #round = 0;

  constructor(graph: Graph, draw: Chance) {
    this.#graph = graph;
    this.#draw = draw;
    const { size } = graph;
    [this.block, this.parent, this.node] = [new Int32Array(size), new Int32Array(size), new Int32Array(size)];
    this.gain = new Float64Array(size);
    [this.#mark, this.#via, this.#viaArc] = [new Int32Array(size), new Int32Array(size), new Int32Array(size)];
    this.#best = new Float64Array(size);
    this.#heap = new Int32Array(size);
  }

  /** Whether the block is in the present tree. */
  has(block: number): boolean {
    return this.#mark[block] === -this.#round;
  }

  /**
   * Grows a least spanning tree (Prim) under random weights. `aversion` is how strongly it shuns barriers: pieces that
   * hang together without one are then subtrees, and the cut falls on the barrier (region-aware ReCom). The blocks must
   * hang together.
   */
  grow(blocks: readonly number[], aversion: number): void {
    const { first, to, gain, passable, aversion: averse } = this.#graph;
    this.#round += 1;
    for (const block of blocks) this.#mark[block] = this.#round;
    let fringe = 0;
    this.size = 0;
    let block = blocks[Math.floor(this.#draw.next() * blocks.length)]!;
    this.#viaArc[block] = -1;
    for (;;) {
      const node = this.size++;
      this.#mark[block] = -this.#round;
      this.block[node] = block;
      this.node[block] = node;
      const arc = this.#viaArc[block]!;
      this.parent[node] = arc < 0 ? -1 : this.#via[block]!;
      this.gain[node] = arc < 0 ? 0 : gain[arc]!;
      for (let next = first[block]!; next < first[block + 1]!; next++) {
        const neighbour = to[next]!;
        if (this.#mark[neighbour] !== this.#round || passable[next] === 0) continue;
        const weight = this.#draw.next() + aversion * averse[next]!;
        fringe = this.#offer(neighbour, node, next, weight, fringe);
      }
      if (fringe === 0) return;
      block = this.#heap[0]!;
      fringe = this.#pop(fringe);
    }
  }

  /** Places in the heap are kept in `node` until a block joins. */
  #offer(block: number, via: number, arc: number, weight: number, fringe: number): number {
    const isNew = !(this.node[block]! < fringe && this.#heap[this.node[block]!] === block);
    if (!isNew && this.#best[block]! <= weight) return fringe;
    this.#best[block] = weight;
    this.#via[block] = via;
    this.#viaArc[block] = arc;
    let place = isNew ? fringe : this.node[block]!;
    while (place > 0) {
      const up = (place - 1) >> 1;
      const above = this.#heap[up]!;
      if (this.#best[above]! <= weight) break;
      this.#heap[place] = above;
      this.node[above] = place;
      place = up;
    }
    this.#heap[place] = block;
    this.node[block] = place;
    return isNew ? fringe + 1 : fringe;
  }

  #pop(fringe: number): number {
    const size = fringe - 1;
    const last = this.#heap[size]!;
    const weight = this.#best[last]!;
    let place = 0;
    for (let child = 1; child < size; child = 2 * place + 1) {
      if (child + 1 < size && this.#best[this.#heap[child + 1]!]! < this.#best[this.#heap[child]!]!) child++;
      const below = this.#heap[child]!;
      if (this.#best[below]! >= weight) break;
      this.#heap[place] = below;
      this.node[below] = place;
      place = child;
    }
    if (size > 0) {
      this.#heap[place] = last;
      this.node[last] = place;
    }
    return size;
  }
}
