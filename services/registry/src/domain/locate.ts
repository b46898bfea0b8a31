/** 定位. Point → grid in memory. */
import type { GridCode, Point } from "@wangge/contracts/vocabulary";
import { SCALE, type Ring } from "./geometry.ts";

/** What the index needs of a grid. */
export interface Located {
  readonly code: GridCode;
  /** Steps of 1e-7 degree. */
  readonly ring: Ring;
}

export interface GridIndex {
  /** The one grid a point lies in, or `undefined` outside all of them. WGS-84 degrees. */
  locate(point: Point): GridCode | undefined;
  readonly size: number;
}

/** Buckets per grid: more buckets, fewer grids to try in each. */
const BUCKETS_PER_GRID = 4;

/**
 * Indexes grids that tile their outline: a raster of buckets, each with the few grids whose box meets it, then an exact
 * test in whole numbers.
 *
 * **The boundary rule.** A point is first rounded to a step (1 cm). A point on a line between grids belongs to the grid
 * to its east, or, where the line runs due east, to the grid to its north: it is treated as if it lay a hair to the east
 * and a still finer hair to the north. That leaves exactly one grid for every line and corner inside the district. On
 * the district's own east and north edge nobody lies beyond; such a point belongs to the grid with the lowest code of
 * those it touches. So the district is closed: every point of it and of its edge is in exactly one grid.
 */
export const gridIndex = (grids: readonly Located[]): GridIndex => {
  const codes = grids.map(({ code }) => code);
  const { data, offsets } = layOut(grids);
  const { middles, starts, members, bucketAt } = rasterOf(data, offsets);

  /** The grid on whose line a point lies that no grid holds: the lowest code of those. */
  const touching = (from: number, to: number, x: number, y: number): GridCode | undefined => {
    let lowest: GridCode | undefined;
    for (let entry = from; entry < to; entry++) {
      const at = members[entry] as number;
      const code = codes[data[at] as number] as GridCode;
      if (isOnEdge(data, at, x, y) && (lowest === undefined || code < lowest)) lowest = code;
    }
    return lowest;
  };

  return {
    size: grids.length,
    locate: ({ lng, lat }) => {
      const x = Math.round(lng * SCALE);
      const y = Math.round(lat * SCALE);
      const bucket = bucketAt(x, y);
      if (bucket < 0) return undefined;
      const likely = middles[bucket] as number;
      if (likely >= 0 && holds(data, likely, x, y)) return codes[data[likely] as number];
      const from = starts[bucket] as number;
      const to = starts[bucket + 1] as number;
      for (let entry = from; entry < to; entry++) {
        const at = members[entry] as number;
        if (holds(data, at, x, y)) return codes[data[at] as number];
      }
      return touching(from, to, x, y);
    },
  };
};

/**
 * One record per grid, end to end in one array, so that a look-up among a million grids costs few cache misses:
 * number of the grid · where the record ends · west, south, east, north · x, y of each vertex, the first one again at the end.
 */
const HEADER = 6;

const layOut = (grids: readonly Located[]): { data: Int32Array; offsets: Int32Array } => {
  const data = new Int32Array(grids.reduce((sum, { ring }) => sum + HEADER + 2 * (ring.length + 1), 0));
  const offsets = new Int32Array(grids.length);
  let next = 0;
  for (const [index, { ring }] of grids.entries()) {
    const at = next;
    const end = at + HEADER + 2 * (ring.length + 1);
    let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
    next += HEADER;
    for (const { x, y } of ring) {
      data[next++] = x;
      data[next++] = y;
      if (x < west) west = x;
      if (x > east) east = x;
      if (y < south) south = y;
      if (y > north) north = y;
    }
    data.copyWithin(next, at + HEADER, at + HEADER + 2);
    data.set([index, end, west, south, east, north], at);
    offsets[index] = at;
    next = end;
  }
  return { data, offsets };
};

interface Raster {
  /** -1 outside the box of all grids. */
  bucketAt(x: number, y: number): number;
  /** The record of the grid that holds the middle of each bucket, tried first; -1 if none does. */
  readonly middles: Int32Array;
  /** Bucket `n` holds `members[starts[n]]` to before `members[starts[n + 1]]`. */
  readonly starts: Int32Array;
  /** Where the records of the grids begin whose box meets the bucket. */
  readonly members: Int32Array;
}

const rasterOf = (data: Int32Array, offsets: Int32Array): Raster => {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const at of offsets) {
    west = Math.min(west, data[at + 2] as number);
    south = Math.min(south, data[at + 3] as number);
    east = Math.max(east, data[at + 4] as number);
    north = Math.max(north, data[at + 5] as number);
  }
  const [width, height] = [Math.max(1, east - west), Math.max(1, north - south)];
  const wanted = Math.max(1, offsets.length * BUCKETS_PER_GRID);
  const columns = offsets.length === 0 ? 1 : Math.max(1, Math.round(Math.sqrt((wanted * width) / height)));
  const rows = Math.max(1, Math.ceil(wanted / columns));
  const columnAt = (x: number): number => Math.min(columns - 1, Math.floor(((x - west) / width) * columns));
  const rowAt = (y: number): number => Math.min(rows - 1, Math.floor(((y - south) / height) * rows));
  const eachBucket = (at: number, visit: (bucket: number) => void): void => {
    const first = columnAt(data[at + 2] as number);
    const last = columnAt(data[at + 4] as number);
    const top = rowAt(data[at + 5] as number);
    for (let row = rowAt(data[at + 3] as number); row <= top; row++) {
      for (let column = first; column <= last; column++) visit(row * columns + column);
    }
  };

  const starts = new Int32Array(columns * rows + 1);
  const count = (bucket: number): void => void (starts[bucket + 1] = (starts[bucket + 1] as number) + 1);
  for (const at of offsets) eachBucket(at, count);
  for (let bucket = 0; bucket < columns * rows; bucket++) {
    starts[bucket + 1] = (starts[bucket + 1] as number) + (starts[bucket] as number);
  }

  const members = new Int32Array(starts[columns * rows] as number);
  const middles = new Int32Array(columns * rows).fill(-1);
  const filled = starts.slice();
  for (const at of offsets) {
    eachBucket(at, (bucket) => {
      const place = filled[bucket] as number;
      members[place] = at;
      filled[bucket] = place + 1;
      const x = Math.round(west + (((bucket % columns) + 0.5) * width) / columns);
      const y = Math.round(south + ((Math.floor(bucket / columns) + 0.5) * height) / rows);
      if (holds(data, at, x, y)) middles[bucket] = at;
    });
  }
  return {
    middles,
    starts,
    members,
    // Written so that NaN, too, is outside.
    bucketAt: (x, y) => (x >= west && x <= east && y >= south && y <= north ? rowAt(y) * columns + columnAt(x) : -1),
  };
};

const isInBox = (data: Int32Array, at: number, x: number, y: number): boolean =>
  x >= (data[at + 2] as number) &&
  y >= (data[at + 3] as number) &&
  x <= (data[at + 4] as number) &&
  y <= (data[at + 5] as number);

/** Counts the edges strictly east of the point; odd is inside. Exact, and the same from both sides of an edge. */
const holds = (data: Int32Array, at: number, x: number, y: number): boolean => {
  if (!isInBox(data, at, x, y)) return false;
  const end = data[at + 1] as number;
  let inside = false;
  let ax = data[at + HEADER] as number;
  let ay = data[at + HEADER + 1] as number;
  for (let next = at + HEADER + 2; next < end; next += 2) {
    const bx = data[next] as number;
    const by = data[next + 1] as number;
    if (ay > y !== by > y) {
      const turned = (bx - ax) * (y - ay) - (by - ay) * (x - ax);
      if (by > ay ? turned > 0 : turned < 0) inside = !inside;
    }
    ax = bx;
    ay = by;
  }
  return inside;
};

const isOnEdge = (data: Int32Array, at: number, x: number, y: number): boolean => {
  if (!isInBox(data, at, x, y)) return false;
  const end = data[at + 1] as number;
  for (let next = at + HEADER; next < end - 2; next += 2) {
    const [ax, ay] = [data[next] as number, data[next + 1] as number];
    const [bx, by] = [data[next + 2] as number, data[next + 3] as number];
    if ((bx - ax) * (y - ay) !== (by - ay) * (x - ax)) continue;
    if (x >= Math.min(ax, bx) && x <= Math.max(ax, bx) && y >= Math.min(ay, by) && y <= Math.max(ay, by)) return true;
  }
  return false;
};
