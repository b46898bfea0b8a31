/**
 * What a point → grid look-up reads: the rings end to end in one array, and over them a raster of buckets. Most buckets
 * lie wholly in one grid and name it; only the others, crossed by a line, send the look-up on to the rings.
 */
import type { Ring } from "./geometry.ts";

/** Rings of a grid, read even-odd: what lies inside an odd number of them is in the grid. */
export interface Shape {
  readonly ring: Ring;
  readonly holes?: readonly Ring[];
}

/** Buckets per grid. More of them, and fewer are crossed by a line, for four bytes each and a longer building. */
const BUCKETS_PER_GRID = 25;

/** In `buckets`: no grid comes near. */
export const NOBODY = -1;

/** Where the box of all grids lies, and how many buckets there are to one step. */
interface Frame {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
  readonly columns: number;
  readonly rows: number;
  readonly perX: number;
  readonly perY: number;
}

export interface Raster extends Frame {
  /**
   * For each bucket the number of the one grid it lies in, or `NOBODY`, or, where a line crosses it, `~n`: `members[n]`
   * says how many grids come near, and then follow their records.
   */
  readonly buckets: Int32Array;
  readonly members: Int32Array;
  /** One record per grid: its number · where the record ends · x, y of each vertex. */
  readonly records: Int32Array;
}

/** Several rings as one: from each further ring back to where it was left, so that the ways there cancel out. */
const joined = ({ ring, holes = [] }: Shape): Ring => {
  const back = ring.slice(0, 1);
  return holes.length === 0
    ? ring
    : [...ring, ...back, ...holes.flatMap((hole) => [...hole, ...hole.slice(0, 1), ...back])];
};

/** The bucket of a vertex; -1 outside the box of all grids. Written so that NaN, too, is outside. */
export const bucketAt = ({ west, south, east, north, columns, perX, perY }: Frame, x: number, y: number): number =>
  x >= west && x <= east && y >= south && y <= north
    ? (((y - south) * perY) | 0) * columns + (((x - west) * perX) | 0)
    : -1;

const HEADER = 2;

/** A cache line of 64 bytes, in numbers of four: so much room is left after the last record. */
export const LINE = 16;

const recordsOf = (shapes: readonly Shape[]): { records: Int32Array; offsets: Int32Array } => {
  const rings = shapes.map(joined);
  const length = rings.reduce((sum, ring) => sum + HEADER + 2 * ring.length, 0);
  const records = new Int32Array(length + LINE);
  const offsets = new Int32Array(rings.length);
  let next = 0;
  for (const [index, ring] of rings.entries()) {
    offsets[index] = next;
    records[next] = index;
    records[next + 1] = next + HEADER + 2 * ring.length;
    next += HEADER;
    for (const { x, y } of ring) {
      records[next++] = x;
      records[next++] = y;
    }
  }
  return { records, offsets };
};

/** Counts the edges strictly east of the point; odd is inside. Exact, and the same from both sides of an edge. */
export const holds = (records: Int32Array, at: number, x: number, y: number): boolean => {
  const end = records[at + 1] as number;
  let inside = false;
  let ax = records[end - 2] as number;
  let ay = records[end - 1] as number;
  for (let next = at + HEADER; next < end; next += 2) {
    const bx = records[next] as number;
    const by = records[next + 1] as number;
    if (ay > y !== by > y) {
      const turned = (bx - ax) * (y - ay) - (by - ay) * (x - ax);
      if (by > ay ? turned > 0 : turned < 0) inside = !inside;
    }
    ax = bx;
    ay = by;
  }
  return inside;
};

/** The box of one record. */
const boxOf = (records: Int32Array, at: number) => {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let next = at + HEADER; next < (records[at + 1] as number); next += 2) {
    const x = records[next] as number;
    const y = records[next + 1] as number;
    west = Math.min(west, x);
    east = Math.max(east, x);
    south = Math.min(south, y);
    north = Math.max(north, y);
  }
  return { west, south, east, north };
};

const frameOf = (records: Int32Array, offsets: Int32Array): Frame => {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const at of offsets) {
    const box = boxOf(records, at);
    west = Math.min(west, box.west);
    south = Math.min(south, box.south);
    east = Math.max(east, box.east);
    north = Math.max(north, box.north);
  }
  if (west > east) return { west, south, east, north, columns: 1, rows: 1, perX: 0, perY: 0 };
  const [width, height] = [east - west + 1, north - south + 1];
  const wanted = offsets.length * BUCKETS_PER_GRID;
  // A bucket is two steps wide at least, so that the point rounded from its middle lies in it.
  const columns = Math.max(1, Math.min(width >> 1, Math.round(Math.sqrt((wanted * width) / height))));
  const rows = Math.max(1, Math.min(height >> 1, Math.ceil(wanted / columns)));
  return { west, south, east, north, columns, rows, perX: columns / width, perY: rows / height };
};

type Visit = (bucket: number, isCrossed: boolean) => void;

/** Shows every bucket a grid has to do with, and whether one of its own lines may cross it. */
const bucketsOf = (frame: Frame, records: Int32Array): ((at: number, visit: Visit) => void) => {
  const { west, south, columns, perX, perY } = frame;
  let crossed = new Uint8Array(1024);
  return (at, visit) => {
    const box = boxOf(records, at);
    const left = ((box.west - west) * perX) | 0;
    const bottom = ((box.south - south) * perY) | 0;
    const wide = (((box.east - west) * perX) | 0) - left + 1;
    const tall = (((box.north - south) * perY) | 0) - bottom + 1;
    if (crossed.length < wide * tall) crossed = new Uint8Array(2 * wide * tall);
    else crossed.fill(0, 0, wide * tall);
    markLines(frame, records, at, { crossed, left, bottom, wide });
    for (let row = 0; row < tall; row++) {
      // Between two crossed buckets all are inside or all are outside: one look at the first tells.
      let inside: boolean | undefined;
      for (let column = 0; column < wide; column++) {
        const bucket = (bottom + row) * columns + left + column;
        if (crossed[row * wide + column] === 1) {
          inside = undefined;
          visit(bucket, true);
          continue;
        }
        if (inside === undefined) {
          const x = Math.round(west + (left + column + 0.5) / perX);
          const y = Math.round(south + (bottom + row + 0.5) / perY);
          inside = holds(records, at, x, y);
        }
        if (inside) visit(bucket, false);
      }
    }
  };
};

/** The buckets round one grid, row by row; `crossed` is 1 where one of its lines may pass. */
interface Window {
  readonly crossed: Uint8Array;
  readonly left: number;
  readonly bottom: number;
  readonly wide: number;
}

/** Marks what the lines of a grid may touch: of each line, row by row, its stretch and a step more on both sides. */
const markLines = ({ west, south, perX, perY }: Frame, records: Int32Array, at: number, window: Window): void => {
  const { crossed, left, bottom, wide } = window;
  const end = records[at + 1] as number;
  let ax = records[end - 2] as number;
  let ay = records[end - 1] as number;
  for (let next = at + HEADER; next < end; next += 2) {
    const bx = records[next] as number;
    const by = records[next + 1] as number;
    const least = Math.min(ax, bx);
    const most = Math.max(ax, bx);
    const low = Math.min(ay, by);
    const high = Math.max(ay, by);
    const first = ((low - south) * perY) | 0;
    const last = ((high - south) * perY) | 0;
    for (let row = first; row <= last; row++) {
      let from = least;
      let to = most;
      if (first !== last) {
        const slope = (bx - ax) / (by - ay);
        const x1 = ax + (Math.max(low, south + row / perY - 1) - ay) * slope;
        const x2 = ax + (Math.min(high, south + (row + 1) / perY + 1) - ay) * slope;
        from = Math.max(least, Math.min(x1, x2) - 1);
        to = Math.min(most, Math.max(x1, x2) + 1);
      }
      const start = (row - bottom) * wide - left;
      const stop = start + (((to - west) * perX) | 0);
      for (let place = start + (((from - west) * perX) | 0); place <= stop; place++) crossed[place] = 1;
    }
    ax = bx;
    ay = by;
  }
};

/** Lays the raster over grids; number n is the nth of them. */
export const rasterOf = (shapes: readonly Shape[]): Raster => {
  const { records, offsets } = recordsOf(shapes);
  const frame = frameOf(records, offsets);
  const eachBucket = bucketsOf(frame, records);

  const buckets = new Int32Array(frame.columns * frame.rows).fill(NOBODY);
  const near = new Int32Array(frame.columns * frame.rows);
  const CROSSED = 1 << 30;
  for (const [number, at] of offsets.entries()) {
    eachBucket(at, (bucket, isCrossed) => {
      near[bucket] = ((near[bucket] as number) + 1) | (isCrossed ? CROSSED : 0);
      buckets[bucket] = number;
    });
  }
  let length = 0;
  for (let bucket = 0; bucket < near.length; bucket++) {
    const found = near[bucket] as number;
    if (found <= 1) continue;
    // 0 is never a start: `~0` is `NOBODY`.
    buckets[bucket] = ~(length + 1);
    length += 1 + (found & ~CROSSED);
  }
  const members = new Int32Array(length + 1);
  for (const at of offsets) {
    eachBucket(at, (bucket) => {
      const start = ~(buckets[bucket] as number);
      if (start < 0) return;
      const count = (members[start] as number) + 1;
      members[start] = count;
      members[start + count] = at;
    });
  }
  return { ...frame, buckets, members, records };
};
