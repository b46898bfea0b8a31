/**
 * A benchmark, not a test: `node test/locate.bench.ts` prints one JSON line, look-ups per second in one process for
 * Chenghua's 748 grids and for made-up districts of square grids up to a million.
 *
 * - `uniform`: random points of the district, looked up a thousand at a time as `registry.resolve` does
 * - `oneByOne`: the same points, a call for each
 * - `clustered`: a thousand at a time, four of five points in a street or two around one of forty places, the rest anywhere
 *
 * `flatness` is the fastest by the slowest, over the sizes. The points are drawn inside the grids: outside of them there
 * is nothing to look up, and Chenghua fills only half of its box.
 */
import { gridIndex, SCALE, type Located } from "../src/domain/index.ts";
import { chenghuaDivision } from "../src/seed.ts";

const LOOKUPS = 500_000;
const BATCH = 1000;

/** A square district of n × n grids with jagged lines between them: eight vertices each. */
const board = (n: number): Located[] => {
  const side = 20_000;
  const at = (column: number, row: number) => ({
    x: 104 * SCALE + column * (side / 2) + ((column * 7 + row * 13) % 5) * 400,
    y: 30 * SCALE + row * (side / 2) + ((column * 11 + row * 5) % 7) * 300,
  });
  const around = [[0, 0], [1, 0], [2, 0], [2, 1], [2, 2], [1, 2], [0, 2], [0, 1]] as const; // prettier-ignore
  return Array.from({ length: n * n }, (_, index) => ({
    code: String(index).padStart(15, "0"),
    ring: around.map(([column, row]) => at((index % n) * 2 + column, Math.floor(index / n) * 2 + row)),
  }));
};

/** A generator of its own, so that every run draws the same points. */
const generator = () => {
  let state = 1;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
};

const batchesOf = <T>(list: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(list.length / BATCH) }, (_, nth) => list.slice(nth * BATCH, (nth + 1) * BATCH));

/** Runs a second or so, five rounds; the best tells most about the code and least about the neighbours. */
const perSecond = (lookUpAll: () => number): number => {
  let best = Infinity;
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    if (lookUpAll() !== LOOKUPS) throw new Error("a point of the district was not found");
    best = Math.min(best, performance.now() - start);
  }
  return Math.round(LOOKUPS / (best / 1000));
};

const measure = (grids: readonly Located[]) => {
  const box = { west: Infinity, east: -Infinity, south: Infinity, north: -Infinity };
  for (const { x, y } of grids.flatMap(({ ring }) => ring)) {
    box.west = Math.min(box.west, x / SCALE);
    box.east = Math.max(box.east, x / SCALE);
    box.south = Math.min(box.south, y / SCALE);
    box.north = Math.max(box.north, y / SCALE);
  }
  const built = performance.now();
  const { locate, locateAll } = gridIndex(grids);
  const buildMs = Math.round(performance.now() - built);

  const next = generator();
  const draw = (west: number, east: number, south: number, north: number) => {
    for (;;) {
      const point = { lng: west + next() * (east - west), lat: south + next() * (north - south) };
      if (locate(point) !== undefined) return point;
    }
  };
  const anywhere = () => draw(box.west, box.east, box.south, box.north);
  const uniform = Array.from({ length: LOOKUPS }, anywhere);
  const places = Array.from({ length: 40 }, anywhere);
  const clustered = Array.from({ length: LOOKUPS }, () => {
    const { lng, lat } = places[Math.floor(next() * places.length)]!;
    return next() < 0.2 ? anywhere() : draw(lng - 0.002, lng + 0.002, lat - 0.002, lat + 0.002);
  });

  // No `for … of`: over a list of objects it costs as much as a look-up, and lets no look-up begin before the last one ends.
  const known = (codes: readonly (string | undefined)[]) =>
    codes.reduce((found, code) => found + (code === undefined ? 0 : 1), 0);
  const inBatches = (batches: readonly (typeof uniform)[]) => () =>
    batches.reduce((found, batch) => found + known(locateAll(batch)), 0);
  const oneByOne = () => uniform.reduce((found, point) => found + (locate(point) === undefined ? 0 : 1), 0);
  return {
    grids: grids.length,
    buildMs,
    uniform: perSecond(inBatches(batchesOf(uniform))),
    oneByOne: perSecond(oneByOne),
    clustered: perSecond(inBatches(batchesOf(clustered))),
  };
};

const runs = [chenghuaDivision().grids, board(100), board(300), board(1000)].map(measure);
const flatness = Object.fromEntries(
  (["uniform", "oneByOne", "clustered"] as const).map((load) => {
    const rates = runs.map((run) => run[load]);
    return [load, Number((Math.max(...rates) / Math.min(...rates)).toFixed(2))];
  }),
);
console.log(JSON.stringify({ bench: "registry.locate", runs, flatness }));
