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
const BUCKETS_PER_GRID = 6;

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
  const sorted = [...grids].sort((a, b) => (a.code < b.code ? -1 : 1));
  const rings = layOut(sorted);
  const raster = rasterOf(rings, sorted.length);
  const codes = sorted.map(({ code }) => code);
  return {
    size: sorted.length,
    locate: ({ lng, lat }) => {
      const x = Math.round(lng * SCALE);
      const y = Math.round(lat * SCALE);
      const bucket = raster.bucketAt(x, y);
      if (bucket < 0) return undefined;
      const from = raster.starts[bucket] as number;
      const to = raster.starts[bucket + 1] as number;
      for (let entry = from; entry < to; entry++) {
        const grid = raster.members[entry] as number;
        if (holds(rings, grid, x, y)) return codes[grid];
      }
      for (let entry = from; entry < to; entry++) {
        const grid = raster.members[entry] as number;
        if (isOnEdge(rings, grid, x, y)) return codes[grid];
      }
      return undefined;
    },
  };
};

/** All rings end to end, each closed by its first vertex, and their boxes. */
interface Rings {
  readonly xs: Float64Array;
  readonly ys: Float64Array;
  /** Ring `n` has its vertices from `starts[n]` to before `starts[n + 1]`. */
  readonly starts: Int32Array;
  /** West, south, east, north of each ring. */
  readonly boxes: Float64Array;
}

const layOut = (grids: readonly Located[]): Rings => {
  const total = grids.reduce((sum, { ring }) => sum + ring.length + 1, 0);
  const xs = new Float64Array(total);
  const ys = new Float64Array(total);
  const starts = new Int32Array(grids.length + 1);
  const boxes = new Float64Array(grids.length * 4);
  let next = 0;
  for (const [index, { ring }] of grids.entries()) {
    starts[index] = next;
    const box = [Infinity, Infinity, -Infinity, -Infinity] as [number, number, number, number];
    for (const { x, y } of [...ring, ...ring.slice(0, 1)]) {
      xs[next] = x;
      ys[next++] = y;
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    }
    boxes.set(box, index * 4);
  }
  starts[grids.length] = next;
  return { xs, ys, starts, boxes };
};

interface Raster {
  /** -1 outside the box of all grids. */
  bucketAt(x: number, y: number): number;
  /** Bucket `n` holds `members[starts[n]]` to before `members[starts[n + 1]]`, lowest code first. */
  readonly starts: Int32Array;
  readonly members: Int32Array;
}

const rasterOf = ({ boxes }: Rings, count: number): Raster => {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let index = 0; index < count; index++) {
    west = Math.min(west, boxes[index * 4] as number);
    south = Math.min(south, boxes[index * 4 + 1] as number);
    east = Math.max(east, boxes[index * 4 + 2] as number);
    north = Math.max(north, boxes[index * 4 + 3] as number);
  }
  const [width, height] = [Math.max(1, east - west), Math.max(1, north - south)];
  const wanted = Math.max(1, count * BUCKETS_PER_GRID);
  const columns = Math.max(1, Math.round(Math.sqrt((wanted * width) / height)));
  const rows = Math.max(1, Math.ceil(wanted / columns));
  const columnAt = (x: number): number => Math.min(columns - 1, Math.floor(((x - west) / width) * columns));
  const rowAt = (y: number): number => Math.min(rows - 1, Math.floor(((y - south) / height) * rows));
  const eachBucket = (index: number, visit: (bucket: number) => void): void => {
    const last = columnAt(boxes[index * 4 + 2] as number);
    const top = rowAt(boxes[index * 4 + 3] as number);
    for (let row = rowAt(boxes[index * 4 + 1] as number); row <= top; row++) {
      for (let column = columnAt(boxes[index * 4] as number); column <= last; column++) visit(row * columns + column);
    }
  };
  const starts = new Int32Array(columns * rows + 1);
  for (let index = 0; index < count; index++)
    eachBucket(index, (bucket) => void (starts[bucket + 1] = (starts[bucket + 1] as number) + 1));
  for (let bucket = 0; bucket < columns * rows; bucket++)
    starts[bucket + 1] = (starts[bucket + 1] as number) + (starts[bucket] as number);
  const members = new Int32Array(starts[columns * rows] as number);
  const fill = starts.slice();
  for (let index = 0; index < count; index++) {
    eachBucket(index, (bucket) => {
      const place = fill[bucket] as number;
      members[place] = index;
      fill[bucket] = place + 1;
    });
  }
  return {
    starts,
    members,
    // Written so that NaN, too, is outside.
    bucketAt: (x, y) => (x >= west && x <= east && y >= south && y <= north ? rowAt(y) * columns + columnAt(x) : -1),
  };
};

const isInBox = (boxes: Float64Array, grid: number, x: number, y: number): boolean =>
  x >= (boxes[grid * 4] as number) &&
  y >= (boxes[grid * 4 + 1] as number) &&
  x <= (boxes[grid * 4 + 2] as number) &&
  y <= (boxes[grid * 4 + 3] as number);

/** Counts the edges strictly east of the point; odd is inside. Exact, and the same from both sides of an edge. */
const holds = ({ xs, ys, starts, boxes }: Rings, grid: number, x: number, y: number): boolean => {
  if (!isInBox(boxes, grid, x, y)) return false;
  const first = starts[grid] as number;
  const end = starts[grid + 1] as number;
  let inside = false;
  let ax = xs[first] as number;
  let ay = ys[first] as number;
  for (let index = first + 1; index < end; index++) {
    const bx = xs[index] as number;
    const by = ys[index] as number;
    if (ay > y !== by > y) {
      const turned = (bx - ax) * (y - ay) - (by - ay) * (x - ax);
      if (by > ay ? turned > 0 : turned < 0) inside = !inside;
    }
    ax = bx;
    ay = by;
  }
  return inside;
};

const isOnEdge = ({ xs, ys, starts, boxes }: Rings, grid: number, x: number, y: number): boolean => {
  if (!isInBox(boxes, grid, x, y)) return false;
  const end = (starts[grid + 1] as number) - 1;
  for (let index = starts[grid] as number; index < end; index++) {
    const [ax, ay] = [xs[index] as number, ys[index] as number];
    const [bx, by] = [xs[index + 1] as number, ys[index + 1] as number];
    if ((bx - ax) * (y - ay) !== (by - ay) * (x - ax)) continue;
    if (x >= Math.min(ax, bx) && x <= Math.max(ax, bx) && y >= Math.min(ay, by) && y <= Math.max(ay, by)) return true;
  }
  return false;
};
