/** 定位. Point → grid in memory. */
import type { GridCode, Point } from "@wangge/contracts/vocabulary";
import { edgesOf, isOnSegment, SCALE, type Ring } from "./geometry.ts";
import { bucketAt, holds, LINE, NOBODY, rasterOf, type Raster } from "./raster.ts";

/** What the index needs of a grid. */
export interface Located {
  readonly code: GridCode;
  /** Steps of 1e-7 degree. */
  readonly ring: Ring;
  /** Further rings, read even-odd with the first: holes, or parts that lie apart. */
  readonly holes?: readonly Ring[];
}

export interface GridIndex {
  /** The one grid a point lies in, or `undefined` outside all of them. WGS-84 degrees. */
  locate(point: Point): GridCode | undefined;
  /** `locate` of each point, in their order. Faster than one by one as soon as the grids outgrow the processor's caches. */
  locateAll(points: readonly Point[]): (GridCode | undefined)[];
  readonly size: number;
}

/**
 * Indexes grids that tile their outline: a raster of buckets, most of which lie in one grid and name it; where a line
 * crosses a bucket, an exact test in whole numbers.
 *
 * **The boundary rule.** A point is first rounded to a step (1 cm). A point on a line between grids belongs to the grid
 * to its east, or, where the line runs due east, to the grid to its north: it is treated as if it lay a hair to the east
 * and a still finer hair to the north. That leaves exactly one grid for every line and corner inside the district. On
 * the district's own east and north edge nobody lies beyond; such a point belongs to the grid with the lowest code of
 * those it touches. So the district is closed: every point of it and of its edge is in exactly one grid.
 */
export const gridIndex = (grids: readonly Located[]): GridIndex => {
  const codes = grids.map(({ code }) => code);
  const raster = rasterOf(grids);

  /** The grid on whose line a point lies that no grid holds: the lowest code of those. */
  const touching = (x: number, y: number): number => {
    const { buckets, members, records } = raster;
    const start = ~(buckets[bucketAt(raster, x, y)] as number);
    let lowest = NOBODY;
    for (const at of members.subarray(start + 1, start + 1 + (members[start] as number))) {
      const number = records[at] as number;
      const { code, ring, holes = [] } = grids[number] as Located;
      if (lowest !== NOBODY && code >= (codes[lowest] as GridCode)) continue;
      const rings = [ring, ...holes];
      if (rings.some((one) => edgesOf(one).some(([a, b]) => isOnSegment(a, b, { x, y })))) lowest = number;
    }
    return lowest;
  };

  const locateOne = ({ lng, lat }: Point): GridCode | undefined => {
    const x = Math.round(lng * SCALE);
    const y = Math.round(lat * SCALE);
    const bucket = bucketAt(raster, x, y);
    if (bucket < 0) return undefined;
    let number = raster.buckets[bucket] as number;
    if (number < NOBODY) number = holderOf(raster, ~number, x, y);
    if (number === ON_AN_EDGE) number = touching(x, y);
    return number === NOBODY ? undefined : codes[number];
  };

  return {
    size: grids.length,
    locate: locateOne,
    locateAll: (points) => {
      const found = new Array<GridCode | undefined>(points.length);
      for (let from = 0; from < points.length; from += LANES) {
        const count = Math.min(LANES, points.length - from);
        sideBySide(raster, points, from, count);
        for (let lane = 0; lane < count; lane++) {
          const number = numbers[lane] as number;
          found[from + lane] =
            number >= 0
              ? codes[number]
              : number === NOBODY
                ? undefined
                : codes[touching(xs[lane] as number, ys[lane] as number)];
        }
      }
      return found;
    },
  };
};

/** No grid holds the point, but it may lie on the outermost line of one. */
const ON_AN_EDGE = -2;

/** The number of the grid that holds a point, of those listed from `start`. */
const holderOf = ({ members, records }: Raster, start: number, x: number, y: number): number => {
  const last = start + (members[start] as number);
  for (let entry = start + 1; entry <= last; entry++) {
    const at = members[entry] as number;
    if (holds(records, at, x, y)) return records[at] as number;
  }
  return ON_AN_EDGE;
};

/** Points looked up side by side. What is noted of them (28 kB) stays in the first cache. */
const LANES = 1024;
const xs = new Float64Array(LANES);
const ys = new Float64Array(LANES);
const numbers = new Int32Array(LANES);
const crossed = new Int32Array(LANES);
const starts = new Int32Array(LANES);
const touched = new Int32Array(1);

/**
 * Fills `numbers` for `count` points. Among a million grids nearly every reading of the raster waits for memory, about
 * 100 ns, and a look-up needs up to four such readings, each to know where the next one goes. One step for all points
 * before the next step for any lets the processor wait for a dozen of them at once ("group prefetching": Chen, Ailamaki,
 * Gibbons, Mowry, "Improving hash join performance through prefetching", 2004).
 */
const sideBySide = (raster: Raster, points: readonly Point[], from: number, count: number): void => {
  for (let lane = 0; lane < count; lane++) {
    const { lng, lat } = points[from + lane] as Point;
    const x = Math.round(lng * SCALE);
    const y = Math.round(lat * SCALE);
    xs[lane] = x;
    ys[lane] = y;
    numbers[lane] = bucketAt(raster, x, y);
  }
  const { buckets, members, records } = raster;
  let many = 0;
  for (let lane = 0; lane < count; lane++) {
    const bucket = numbers[lane] as number;
    const number = bucket < 0 ? NOBODY : (buckets[bucket] as number);
    numbers[lane] = number;
    crossed[many] = lane;
    many += number < NOBODY ? 1 : 0;
  }
  for (let nth = 0; nth < many; nth++) starts[nth] = ~(numbers[crossed[nth] as number] as number);
  // Of the first two grids near each point the records are only touched, head and tail, so that they are on their way.
  let sum = 0;
  for (let nth = 0; nth < many; nth++) sum |= members[(starts[nth] as number) + 1] as number;
  for (let which = 1; which <= 2; which++) {
    for (let nth = 0; nth < many; nth++) {
      const start = starts[nth] as number;
      const at = members[start + Math.min(which, members[start] as number)] as number;
      sum |= (records[at] as number) | (records[at + LINE] as number);
    }
  }
  touched[0] = sum; // or a compiler might leave the touching out
  for (let nth = 0; nth < many; nth++) {
    const lane = crossed[nth] as number;
    numbers[lane] = holderOf(raster, starts[nth] as number, xs[lane] as number, ys[lane] as number);
  }
};
