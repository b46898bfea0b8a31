import { around, edgesOf, type Ring, type Vertex } from "../geometry.ts";
import { canonical, polygonsOf, type Polygon } from "./polygon.ts";

/** An edge that is left over, from vertex number to vertex number. */
interface Border {
  readonly from: number;
  readonly to: number;
}

/** Numbers vertices in the order they come. */
const numbering = () => {
  const numbers = new Map<string, number>();
  const vertices: Vertex[] = [];
  const numberOf = (vertex: Vertex): number => {
    const key = `${String(vertex.x)} ${String(vertex.y)}`;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, vertices.length);
    return vertices.push(vertex) - 1;
  };
  return { numberOf, at: (number: number): Vertex => around(vertices, number) };
};

/** 0 for the direction straight back, rising clockwise from there: the smallest is the sharpest turn to the left. */
const clockwiseFrom = (back: Vertex, here: Vertex) => {
  const [bx, by] = [back.x - here.x, back.y - here.y];
  const side = ({ x, y }: Vertex) => {
    const [dx, dy] = [x - here.x, y - here.y];
    const cross = bx * dy - by * dx;
    // The half to the right of the way back comes first.
    return { dx, dy, half: cross < 0 || (cross === 0 && bx * dx + by * dy > 0) ? 0 : 1 };
  };
  return (one: Vertex, other: Vertex): number => {
    const [a, b] = [side(one), side(other)];
    return a.half === b.half ? a.dx * b.dy - a.dy * b.dx : a.half - b.half;
  };
};

/** Cuts a closed way that meets itself at vertices into rings that do not. */
const loopsOf = (way: readonly number[]): number[][] => {
  const loops: number[][] = [];
  const walked: number[] = [];
  const places = new Map<number, number>();
  for (const number of way) {
    const met = places.get(number);
    if (met !== undefined) {
      const loop = walked.splice(met);
      for (const passed of loop) places.delete(passed);
      loops.push(loop);
    }
    places.set(number, walked.length);
    walked.push(number);
  }
  return [...loops, walked];
};

/**
 * 合并. The exact union of tiles that share their vertices: two edges that run against each other lie inside and cancel
 * out, and what is left is the border. No coordinate is computed, so there is nothing to round. A tile's hole goes in as
 * a ring of its own, clockwise. Every vertex on the border stays, also where it runs straight on.
 * @returns the parts, largest first
 * @throws RangeError when two tiles lie on the same side of one edge, or an edge has no end: these are no tiles
 */
export const unionOfTiles = (rings: readonly Ring[]): Polygon[] => {
  const { numberOf, at } = numbering();
  const leaving = new Map<number, Map<number, Border>>();
  for (const [a, b] of rings.flatMap((ring) => edgesOf(ring))) {
    const [from, to] = [numberOf(a), numberOf(b)];
    if (leaving.get(to)?.delete(from) === true) continue;
    const here = leaving.get(from) ?? new Map<number, Border>();
    if (here.has(to)) throw new RangeError("two tiles lie on the same side of one edge");
    leaving.set(from, here.set(to, { from, to }));
  }

  /** The sharpest turn to the left keeps to the same piece where two of them meet at a vertex. */
  const next = ({ from, to }: Border): Border => {
    const ways = [...(leaving.get(to)?.values() ?? [])];
    if (ways.length > 1) {
      const compare = clockwiseFrom(at(from), at(to));
      ways.sort((one, other) => compare(at(other.to), at(one.to)));
    }
    const found = ways.at(-1);
    if (found === undefined) throw new RangeError("an edge has no end");
    return found;
  };

  const loops: number[][] = [];
  for (const ways of leaving.values()) {
    for (const start of [...ways.values()]) {
      if (!ways.has(start.to)) continue; // walked by now
      const way: number[] = [];
      let border = start;
      do {
        way.push(border.from);
        if (border !== start) leaving.get(border.from)?.delete(border.to);
        border = next(border);
      } while (border !== start);
      ways.delete(start.to);
      loops.push(...loopsOf(way));
    }
  }
  return polygonsOf(loops.map((loop) => canonical(loop.map(at))));
};
