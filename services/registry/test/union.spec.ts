import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coverageProblems, divide, type Ring, type Vertex } from "../src/domain/index.ts";
import { doubleAreaOf, unionOfTiles, type Polygon } from "../src/domain/tiling/index.ts";
import { chenghuaDivision } from "../src/seed.ts";
import { anyOutline, holdersOf, vintage } from "./builders.ts";

/** A tile of a board of 10 × 10 squares. */
const square = (column: number, row: number): Ring => {
  const [x, y] = [column * 10, row * 10];
  return [
    { x, y },
    { x: x + 10, y },
    { x: x + 10, y: y + 10 },
    { x, y: y + 10 },
  ];
};
const areas = (polygons: readonly Polygon[]) => polygons.map((polygon) => doubleAreaOf(polygon) / 200);
const ringsOf = ({ outer, holes }: Polygon): Ring[] => [outer, ...holes];
const isSimple = (ring: Ring) =>
  coverageProblems(ring, [{ code: "alone", ring }]).every(({ kind }) => kind === "clockwise") &&
  new Set(ring.map(({ x, y }) => `${String(x)} ${String(y)}`)).size === ring.length;

/** The polygon a vertex lies in, by winding numbers: none, or one. */
const partsAt = (polygons: readonly Polygon[], v: Vertex) =>
  polygons.filter(
    ({ outer, holes }) =>
      holdersOf([{ code: "outer", ring: outer }], v).length > 0 &&
      holes.every((hole) => holdersOf([{ code: "hole", ring: hole }], v).length === 0),
  );

describe("the union of tiles 合并", { timeout: 30_000 }, () => {
  it("joins two squares, and keeps the vertices on their border", () => {
    const [joined] = unionOfTiles([square(0, 0), square(1, 0)]);
    expect(joined?.holes).toEqual([]);
    expect(joined?.outer).toEqual([
      { x: 0, y: 0 },
      { x: 10, y: 0 },
      { x: 20, y: 0 },
      { x: 20, y: 10 },
      { x: 10, y: 10 },
      { x: 0, y: 10 },
    ]);
  });

  it("leaves two parts that touch at a corner two parts", () => {
    const parts = unionOfTiles([square(0, 0), square(1, 1)]);
    expect(areas(parts)).toEqual([1, 1]);
    expect(parts.flatMap(ringsOf).every(isSimple)).toBe(true);
  });

  it("finds a hole, also where it touches the outline at a corner, and an island in the hole", () => {
    const board = Array.from({ length: 25 }, (_, n) => [n % 5, Math.floor(n / 5)] as const);
    const without = (...out: string[]) => board.filter(([c, r]) => !out.includes(`${String(c)}${String(r)}`));
    const union = (list: (readonly [number, number])[]) => unionOfTiles(list.map(([c, r]) => square(c, r)));

    expect(union(without("22")).map(({ holes }) => holes.length)).toEqual([1]);
    expect(union(without("11", "22")).map(({ holes }) => holes.length)).toEqual([2]);

    const touching = union(without("00", "11"));
    expect(touching.map(({ holes }) => holes.length)).toEqual([1]);
    expect(touching.flatMap(ringsOf).every(isSimple)).toBe(true);

    const ring = ["11", "21", "31", "12", "32", "13", "23", "33"];
    const island = union(without(...ring));
    expect(areas(island)).toEqual([16, 1]);
    expect(island.map(({ holes }) => holes.length)).toEqual([1, 0]);
  });

  it("takes a tile's own hole as a clockwise ring", () => {
    const whole = [{ x: 0, y: 0 }, { x: 30, y: 0 }, { x: 30, y: 30 }, { x: 0, y: 30 }]; // prettier-ignore
    const holed = unionOfTiles([whole, [...square(1, 1)].reverse()]);
    expect(areas(holed)).toEqual([8]);
    expect(holed[0]?.holes).toHaveLength(1);
    expect(areas(unionOfTiles([whole, [...square(1, 1)].reverse(), square(1, 1)]))).toEqual([9]);
  });

  it("refuses tiles that overlap, and knows the union of nothing", () => {
    expect(() => unionOfTiles([square(0, 0), square(0, 0)])).toThrow(RangeError);
    expect(unionOfTiles([])).toEqual([]);
  });

  it("any tiles of a board: simple rings, the same area, and a point is in one part or in none as it is in the tiles", () => {
    const seen = { parts: 0, holes: 0 };
    const cells = fc.uniqueArray(fc.nat(63), { minLength: 20, maxLength: 60, size: "max" });
    fc.assert(
      fc.property(cells, (list) => {
        const tiles = list.map((n) => ({ code: String(n), ring: square(n % 8, Math.floor(n / 8)) }));
        const parts = unionOfTiles(tiles.map(({ ring }) => ring));
        if (parts.length > 1) seen.parts++;
        if (parts.some(({ holes }) => holes.length > 0)) seen.holes++;
        expect(areas(parts).reduce((a, b) => a + b, 0)).toBe(list.length);
        expect(parts.flatMap(ringsOf).every(isSimple)).toBe(true);
        for (let n = 0; n < 64; n++) {
          const middle = { x: (n % 8) * 10 + 5, y: Math.floor(n / 8) * 10 + 5 };
          expect(partsAt(parts, middle)).toHaveLength(list.includes(n) ? 1 : 0);
        }
      }),
      { numRuns: 100 },
    );
    expect(Math.min(seen.parts, seen.holes)).toBeGreaterThan(20); // the property has met both
  });

  it("any grids of any district: the same area to the half square step", () => {
    const any = fc.record({ outline: anyOutline(), seed: fc.nat(), kept: fc.integer({ min: 1, max: 3 }) });
    fc.assert(
      fc.property(any, ({ outline, seed, kept }) => {
        const { grids } = divide(vintage([2, 1]), outline, { seed, grids: 30 });
        const some = grids.filter((_, nth) => nth % 3 < kept).map(({ ring }) => ring);
        const area = some.reduce((sum, ring) => sum + doubleAreaOf({ outer: ring, holes: [] }), 0);
        const parts = unionOfTiles(some);
        expect(parts.reduce((sum, part) => sum + doubleAreaOf(part), 0)).toBe(area);
        expect(parts.flatMap(ringsOf).every(isSimple)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it("gives every street and community of Chenghua its boundary back from its grids", () => {
    const { streets, communities, grids, district } = chenghuaDivision();
    const key = ({ x, y }: Vertex) => `${String(x)} ${String(y)}`;
    const turned = (ring: Ring) => {
      const keys = ring.map(key);
      const first = keys.indexOf([...keys].sort()[0] ?? "");
      return [...keys.slice(first), ...keys.slice(0, first)];
    };
    for (const { code, ring } of [district, ...streets, ...communities]) {
      const parts = unionOfTiles(grids.filter((grid) => grid.code.startsWith(code)).map((grid) => grid.ring));
      expect(parts.map(({ outer }) => turned(outer))).toEqual([turned(ring)]);
    }
  });
});
