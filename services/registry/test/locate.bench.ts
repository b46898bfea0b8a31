/**
 * A benchmark, not a test: `node test/locate.bench.ts` prints one JSON line, look-ups per second in one process for
 * Chenghua's 748 grids and for made-up districts of square grids up to a million. `flatness` is the fastest by the slowest.
 */
import { gridIndex, SCALE, type Located } from "../src/domain/index.ts";
import { chenghuaDivision } from "../src/seed.ts";

const LOOKUPS = 500_000;

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

const measure = (grids: readonly Located[]) => {
  const [xs, ys] = [
    grids.flatMap(({ ring }) => ring.map(({ x }) => x)),
    grids.flatMap(({ ring }) => ring.map(({ y }) => y)),
  ];
  const least = (list: readonly number[]) => list.reduce((a, b) => Math.min(a, b)) / SCALE;
  const most = (list: readonly number[]) => list.reduce((a, b) => Math.max(a, b)) / SCALE;
  const [west, east, south, north] = [least(xs), most(xs), least(ys), most(ys)];
  const built = performance.now();
  const index = gridIndex(grids);
  const buildMs = Math.round(performance.now() - built);
  let state = 1;
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const points = Array.from({ length: LOOKUPS }, () => ({
    lng: west + next() * (east - west),
    lat: south + next() * (north - south),
  }));
  const rates = [1, 2, 3].map(() => {
    const start = performance.now();
    for (const point of points) index.locate(point);
    return LOOKUPS / ((performance.now() - start) / 1000);
  });
  return { grids: grids.length, buildMs, perSecond: Math.round(Math.max(...rates)) };
};

const runs = [chenghuaDivision().grids, board(100), board(300), board(1000)].map(measure);
const rates = runs.map(({ perSecond }) => perSecond);
console.log(JSON.stringify({ bench: "registry.locate", runs, flatness: Math.max(...rates) / Math.min(...rates) }));
