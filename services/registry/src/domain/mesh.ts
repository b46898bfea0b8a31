/**
 * A planar mesh whose loops share their vertices. A loop is a list of vertex numbers; whoever puts a vertex on an edge
 * puts it there for both sides, because the other side's loop is spelled out (`spell`) only when it is read. Thus two
 * neighbours can not disagree on the line between them, however often either of them is cut.
 */
import { around, edgesOf, type Ring, type Vertex } from "./geometry.ts";

/** Vertex numbers, counter-clockwise. */
export type Loop = readonly number[];

/** A place on a loop where a cut may end: a vertex that is there, or one to be set on the edge that starts at `edge`. */
export interface Landing {
  /** Position in the loop of the vertex, or of the vertex the edge starts from. */
  readonly edge: number;
  readonly isVertex: boolean;
  readonly at: Vertex;
}

const gcd = (a: number, b: number): number => (b === 0 ? Math.abs(a) : gcd(b, a % b));

/** Both directions of an edge have one key. Vertex numbers stay below 2^26. */
const keyOf = (a: number, b: number): number => Math.min(a, b) * 0x400_0000 + Math.max(a, b);

export class Mesh {
  /** The loop of the outline the mesh began with. */
  readonly root: Loop;
  readonly #vertices: Vertex[];
  readonly #middles = new Map<number, number>();
  readonly #outer: Set<number>;

  constructor(outline: Ring) {
    this.#vertices = [...outline];
    this.root = outline.map((_, index) => index);
    this.#outer = new Set(edgesOf(this.root).map(([a, b]) => keyOf(a, b)));
  }

  /** The loop with every vertex that has been set on its edges since. */
  spell(loop: Loop): number[] {
    const spelled: number[] = [];
    const walk = (a: number, b: number): void => {
      const middle = this.#middles.get(keyOf(a, b));
      if (middle === undefined) {
        spelled.push(a);
      } else {
        walk(a, middle);
        walk(middle, b);
      }
    };
    for (const [a, b] of edgesOf(loop)) walk(a, b);
    return spelled;
  }

  /** The coordinates of a loop as it is now. */
  ring(loop: Loop): Vertex[] {
    return this.spell(loop).map((id) => around(this.#vertices, id));
  }

  /**
   * Where a vertex at share `t` (0–1) of the edge from loop position `edge` would be. On an edge of the outline it lies
   * exactly on the straight line; elsewhere it is rounded, and bends the edge by at most half a step for both its sides.
   */
  landing(loop: Loop, edge: number, t: number): Landing {
    const [a, b] = [around(loop, edge), around(loop, edge + 1)];
    const [from, to] = [around(this.#vertices, a), around(this.#vertices, b)];
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const steps = this.#outer.has(keyOf(a, b)) ? gcd(dx, dy) : 0;
    const share = steps > 0 ? Math.round(t * steps) / steps : t;
    const at = { x: from.x + Math.round(dx * share), y: from.y + Math.round(dy * share) };
    return { edge, isVertex: false, at };
  }

  /** The landing on the vertex at a loop position. */
  vertexLanding(loop: Loop, edge: number): Landing {
    return { edge, isVertex: true, at: around(this.#vertices, around(loop, edge)) };
  }

  /** Cuts a spelled loop along the chord between two landings: the loop that walks `from` → `to`, and the rest. */
  cut(loop: Loop, from: Landing, to: Landing): [Loop, Loop] {
    const start = this.#settle(loop, from);
    const end = this.#settle(loop, to);
    return [
      [...this.#walk(loop, from, to, start), end],
      [...this.#walk(loop, to, from, end), start],
    ];
  }

  #settle(loop: Loop, { edge, isVertex, at }: Landing): number {
    if (isVertex) return around(loop, edge);
    const [a, b] = [around(loop, edge), around(loop, edge + 1)];
    const middle = this.#vertices.push(at) - 1;
    this.#middles.set(keyOf(a, b), middle);
    if (this.#outer.has(keyOf(a, b))) this.#outer.add(keyOf(a, middle)).add(keyOf(middle, b));
    return middle;
  }

  /** The vertices from one landing up to, but without, the other. */
  #walk(loop: Loop, from: Landing, to: Landing, start: number): number[] {
    const walked = [start];
    const last = to.isVertex ? to.edge - 1 : to.edge;
    const steps = (last - from.edge + 2 * loop.length) % loop.length;
    for (let step = 1; step <= steps; step++) walked.push(around(loop, from.edge + step));
    return walked;
  }
}
