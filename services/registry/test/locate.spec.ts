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

  it("answers many points at once as it answers each alone, wherever they lie and however many they are", () => {
    const onLines = grids.flatMap(({ ring }) => onRing(ring)).map(degrees);
    const odd = [
      { lng: NaN, lat: 30.68 },
      { lng: 0, lat: Infinity },
    ];
    const spots = fc.oneof(anyVertex(20_000).map(degrees), fc.constantFrom(...onLines), fc.constantFrom(...odd));
    let longest = 0;
    fc.assert(
      fc.property(fc.array(spots, { maxLength: 3000, size: "max" }), (points) => {
        longest = Math.max(longest, points.length);
        expect(index.locateAll(points)).toEqual(points.map((point) => index.locate(point)));
      }),
      { numRuns: 20 },
    );
    expect(longest).toBeGreaterThan(1024); // more than are looked up side by side
    expect(index.locateAll(onLines)).not.toContain(undefined);
  });

  it("knows holes and parts that lie apart: a lake grid in a ring grid, an islet of the ring in the lake", () => {
    const box = (low: number, high: number): Vertex[] => [
      { x: low, y: low },
      { x: high, y: low },
      { x: high, y: high },
      { x: low, y: high },
    ];
    const { locate, locateAll } = gridIndex([
      { code: "ring", ring: box(0, 1000), holes: [box(300, 700), box(450, 550)] },
      { code: "lake", ring: box(300, 700), holes: [box(450, 550)] },
    ]);
    const isIn = ({ x, y }: Vertex, low: number, high: number) => x >= low && x < high && y >= low && y < high;
    const found = { ring: 0, lake: 0 };
    fc.assert(
      fc.property(fc.record({ x: fc.nat(999), y: fc.nat(999) }), (v) => {
        const expected = isIn(v, 300, 700) && !isIn(v, 450, 550) ? "lake" : "ring";
        found[expected]++;
        expect(locate(degrees(v))).toBe(expected);
      }),
      { numRuns: 2000, examples: [300, 450, 550, 700].map((at) => [{ x: at, y: at }]) },
    );
    expect(Math.min(found.ring, found.lake)).toBeGreaterThan(100);
    expect(locateAll([{ x: 1000, y: 500 }, { x: 1001, y: 500 }].map(degrees))).toEqual(["ring", undefined]); // prettier-ignore
  });

  it("agrees with brute force when one grid is far larger than the others", () => {
    const tiles = Array.from({ length: 400 }, (_, n): { code: string; ring: Vertex[] } => {
      const [x, y] = [(n % 20) * 10, Math.floor(n / 20) * 10];
      return { code: `t${String(n)}`, ring: [[0, 0], [10, 0], [10, 10], [0, 10]].map(([dx = 0, dy = 0]) => ({ x: x + dx, y: y + dy })) }; // prettier-ignore
    });
    const large = { code: "large", ring: [[200, 0], [5000, -900], [4000, 3000], [0, 200], ...Array.from({ length: 20 }, (_, n) => [(n + 1) * 10, 200]), ...Array.from({ length: 19 }, (_, n) => [200, (19 - n) * 10])].map(([x = 0, y = 0]) => ({ x, y })) }; // prettier-ignore
    const all = [large, ...tiles];
    const { locate } = gridIndex(all);
    const near = fc.record({ x: fc.integer({ min: -5, max: 215 }), y: fc.integer({ min: -5, max: 215 }) });
    const far = fc.record({ x: fc.integer({ min: 0, max: 5000 }), y: fc.integer({ min: -900, max: 3000 }) });
    fc.assert(
      fc.property(fc.oneof(near, far), (v) => {
        const holders = holdersOf(all, v);
        if (holders.length > 0) expect(locate(degrees(v))).toBe(holders[0]);
      }),
      { numRuns: 500 },
    );
  });
});
