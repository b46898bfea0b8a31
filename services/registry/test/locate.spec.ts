import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { divide, gridIndex, SCALE, type Vertex } from "../src/domain/index.ts";
import { chenghuaDivision } from "../src/seed.ts";
import { anyOutline, degrees, holdersOf, onRing, vintage } from "./builders.ts";

const { grids, district } = chenghuaDivision();
const index = gridIndex(grids);
const xs = district.ring.map(({ x }) => x);
const ys = district.ring.map(({ y }) => y);
const box = { west: Math.min(...xs), east: Math.max(...xs), south: Math.min(...ys), north: Math.max(...ys) };
const anyVertex = (margin = 0): fc.Arbitrary<Vertex> =>
  fc.record({
    x: fc.integer({ min: box.west - margin, max: box.east + margin }),
    y: fc.integer({ min: box.south - margin, max: box.north + margin }),
  });
const isOutside = (v: Vertex) => holdersOf([district], v).length === 0;

describe("point → grid 定位", () => {
  it("finds the one grid of any point inside, and none for any outside, as brute force does", () => {
    let inside = 0;
    fc.assert(
      fc.property(anyVertex(20_000), (v) => {
        const holders = holdersOf(grids, v);
        if (!isOutside(v)) inside++;
        expect(holders).toHaveLength(isOutside(v) ? 0 : 1);
        expect(index.locate(degrees(v))).toBe(holders[0]);
      }),
      { numRuns: 500 },
    );
    expect(inside).toBeGreaterThan(60); // the property has met both kinds
    expect(inside).toBeLessThan(440);
  });

  it("gives every corner and every point on a line to exactly one of the grids that touch it", () => {
    const spots = new Map(grids.flatMap(({ ring }) => onRing(ring)).map((v) => [`${String(v.x)} ${String(v.y)}`, v]));
    const border = new Set(onRing(district.ring).map(({ x, y }) => `${String(x)} ${String(y)}`));
    expect(spots.size).toBeGreaterThan(1500);
    let bordering = 0;
    for (const [key, v] of [...spots].filter((_, nth) => nth % 3 === 0)) {
      const holders = holdersOf(grids, v);
      const found = index.locate(degrees(v));
      expect(found).toBeDefined();
      if (holders.length === 0) {
        expect(border.has(key)).toBe(true); // only the district's own east and north edge has nobody beyond
        bordering++;
        const touching = grids.filter(({ ring }) => onRing(ring).some(({ x, y }) => x === v.x && y === v.y));
        expect(found).toBe(touching.map(({ code }) => code).sort()[0]);
      } else expect([found]).toEqual(holders);
    }
    expect(bordering).toBeGreaterThan(10);
  });

  it("closes the district: a point on its edge is inside, one step beyond is not", () => {
    const east = grids.flatMap(({ ring }) => ring).find(({ x }) => x === box.east) ?? { x: 0, y: 0 };
    expect(index.locate(degrees(east))).toBeDefined();
    expect(index.locate(degrees({ x: east.x + 1, y: east.y }))).toBeUndefined();
    for (const v of district.ring) expect(index.locate(degrees(v))).toBeDefined();
  });

  it("finds each grid at its centre", () => {
    for (const { code, centre } of grids) expect(index.locate(centre)).toBe(code);
  });

  it("has no answer for what is no point", () => {
    for (const point of [
      { lng: NaN, lat: 30.68 },
      { lng: 104.1, lat: Infinity },
      { lng: 30.68, lat: 104.1 },
      { lng: 0, lat: 0 },
    ]) {
      expect(index.locate(point)).toBeUndefined();
    }
    expect(gridIndex([]).locate({ lng: 104.1, lat: 30.68 })).toBeUndefined();
  });

  it("agrees with brute force in any other district too", () => {
    const any = fc.record({ outline: anyOutline(), seed: fc.nat(), count: fc.integer({ min: 3, max: 40 }) });
    const anyPart = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(any, fc.array(fc.tuple(anyPart, anyPart), { minLength: 30, maxLength: 60 }), (spec, parts) => {
        const made = divide(vintage([1, 2]), spec.outline, { seed: spec.seed, grids: spec.count });
        const { locate } = gridIndex(made.grids);
        for (const [east, north] of parts) {
          const v = { x: Math.round((103.94 + east * 0.12) * SCALE), y: Math.round((29.94 + north * 0.12) * SCALE) };
          const holders = holdersOf(made.grids, v);
          expect(holders.length).toBe(holdersOf([made.district], v).length);
          expect(locate(degrees(v))).toBe(holders[0]);
        }
        for (const v of made.grids.flatMap(({ ring }) => onRing(ring))) {
          const holders = holdersOf(made.grids, v);
          expect(holders.length).toBeLessThanOrEqual(1);
          if (holders.length === 1) expect(locate(degrees(v))).toBe(holders[0]);
          else expect(locate(degrees(v))).toBeDefined();
        }
      }),
      { numRuns: 25 },
    );
  });
});
