import fc from "fast-check";
import * as polyclip from "polyclip-ts";
import { describe, expect, it } from "vitest";
import { toGeoJsonRing, type Ring, type Vertex } from "../src/domain/index.ts";
import { metresPerDegree, areaM2, SCALE } from "../src/domain/geometry.ts";
import { drawnCell, tilingReport, type DrawnCell, type Polygon } from "../src/domain/tiling/index.ts";
import { difference, intersection, union, type Surface } from "../src/domain/tiling/clip.ts";
import { areaOf } from "../src/domain/tiling/plane.ts";
import { chenghuaDivision } from "../src/seed.ts";

const origin = { x: 104.1 * SCALE, y: 30.68 * SCALE };
const metres = metresPerDegree(30.68);
/** A vertex so many metres east and north of the origin. */
const at = (east: number, north: number): Vertex => ({
  x: Math.round(origin.x + (east / metres.lng) * SCALE),
  y: Math.round(origin.y + (north / metres.lat) * SCALE),
});
const box = (west: number, south: number, east: number, north: number): Ring => [
  at(west, south),
  at(east, south),
  at(east, north),
  at(west, north),
];
const whole = (ring: Ring, ...holes: Ring[]): Polygon => ({
  outer: ring,
  holes: holes.map((hole) => [...hole].reverse()),
});
const cell = (code: string, ...polygons: Polygon[]): DrawnCell => ({ code, polygons });

/** Six by six cells of 100 × 50 m; `moved` metres are added to the east end of cell 14, in the middle of the board. */
const board = (moved: number, jitter: () => number = () => 0): DrawnCell[] =>
  Array.from({ length: 36 }, (_, n) => {
    const [west, south] = [(n % 6) * 100, Math.floor(n / 6) * 50];
    const ring = box(west, south, west + 100 + (n === 14 ? moved : 0), south + 50);
    return cell(`c${String(n)}`, whole(ring.map(({ x, y }) => ({ x: x + jitter(), y: y + jitter() }))));
  });
const outline = [whole(box(0, 0, 600, 300))];

describe("overlaps and gaps between polygons of different drawers 重叠与缝隙", { timeout: 30_000 }, () => {
  it("finds an overlap 1.2 m wide and 50 m long, and tells where, how large and between whom", () => {
    const { overlaps, gaps, outside, invalid } = tilingReport({ outline, cells: board(1.2) });
    expect([gaps, outside, invalid]).toEqual([[], [], []]);
    expect(overlaps).toHaveLength(1);
    const [found] = overlaps;
    expect(found?.codes).toEqual(["c14", "c15"]);
    expect(found?.widthM).toBeCloseTo(1.2, 1);
    expect(found?.areaM2).toBeCloseTo(60, 0);
    const { x, y } = found?.at ?? origin;
    expect(x).toBeGreaterThan(at(300, 0).x);
    expect(x).toBeLessThan(at(301.2, 0).x);
    expect(y).toBeGreaterThan(at(0, 100).y);
    expect(y).toBeLessThan(at(0, 150).y);
    expect(areaM2(found?.polygon.outer ?? [])).toBe(60);
  });

  it("finds a gap, and names its neighbours", () => {
    const { overlaps, gaps } = tilingReport({ outline, cells: board(-1.5) });
    expect(overlaps).toEqual([]);
    expect(gaps).toHaveLength(1);
    expect(gaps[0]?.widthM).toBeCloseTo(1.5, 1);
    expect(gaps[0]?.areaM2).toBeCloseTo(75, 0);
    expect(gaps[0]?.codes).toEqual(expect.arrayContaining(["c14", "c15", "c8", "c20"]));
    const alone = tilingReport({ cells: board(-1.5) });
    expect(alone.gaps.map(({ widthM }) => widthM)).toEqual(gaps.map(({ widthM }) => widthM)); // no outline is needed for it
  });

  it("any strip, among polygons drawn 10 cm apart: listed from a metre on, noise below, and no area is lost", () => {
    const seen = { listed: 0, noise: 0 };
    const strips = fc.integer({ min: -400, max: 400 }).map((cm) => cm / 100);
    fc.assert(
      fc.property(
        strips,
        fc.array(fc.integer({ min: -10, max: 10 }), { minLength: 97, maxLength: 97 }),
        (strip, noise) => {
          let next = 0;
          const cells = board(strip, () => noise[next++ % noise.length] ?? 0);
          const report = tilingReport({ outline, cells });
          const width = Math.abs(strip);
          const [listed, other] = strip > 0 ? [report.overlaps, report.gaps] : [report.gaps, report.overlaps];
          expect(other).toEqual([]);
          if (width > 1.25) {
            seen.listed++;
            expect(listed).toHaveLength(1);
            expect(Math.abs((listed[0]?.widthM ?? 0) - width)).toBeLessThan(0.25); // twice the noise
          }
          if (width < 0.75) {
            seen.noise++;
            expect(listed).toEqual([]);
          }
          const sum = (list: readonly { areaM2: number }[]) => list.reduce((total, one) => total + one.areaM2, 0);
          const drawn = cells.reduce((total, { polygons }) => total + areaM2(polygons[0]?.outer ?? []), 0);
          const covered =
            drawn -
            sum([...report.overlaps, report.noise.overlaps, ...report.outside, report.noise.outside]) +
            sum([...report.gaps, report.noise.gaps]);
          expect(Math.abs(covered - 180_000)).toBeLessThan(25); // 36 areas rounded, and corners where three cells meet
        },
      ),
      { numRuns: 30 },
    );
    expect(Math.min(seen.listed, seen.noise)).toBeGreaterThan(3);
  });

  it("finds what lies outside the outline, wholly or in part", () => {
    const cells = [
      ...board(0),
      cell("away", whole(box(700, 0, 710, 10))),
      cell("over", whole(box(590, 300, 600, 302))),
    ];
    const { outside, overlaps, gaps } = tilingReport({ outline, cells });
    expect([overlaps, gaps]).toEqual([[], []]);
    expect(outside.map(({ codes, widthM }) => [codes, Math.round(widthM)])).toEqual([
      [["away"], 10],
      [["over"], 2],
    ]);
  });

  it("knows holes and parts that lie apart", () => {
    const ring = whole(box(0, 0, 100, 100), box(40, 40, 60, 60));
    const filled = [cell("ring", ring), cell("lake", whole(box(40, 40, 60, 60)))];
    const clean = tilingReport({ outline: [whole(box(0, 0, 100, 100))], cells: filled });
    expect([clean.overlaps, clean.gaps, clean.noise.gaps.count]).toEqual([[], [], 0]);
    expect(tilingReport({ cells: filled.slice(0, 1) }).gaps.map(({ areaM2: area }) => Math.round(area))).toEqual([400]);
    const parts = cell("parts", whole(box(0, 0, 10, 10)), whole(box(50, 50, 62, 62)));
    expect(
      tilingReport({ cells: [...filled, parts] })
        .overlaps.map(({ codes }) => codes.join())
        .sort(),
    ).toEqual(["lake,parts", "parts,ring", "parts,ring"]);
  });

  it("reads GeoJSON: turns clockwise rings, drops vertices said twice, and gives exact steps", () => {
    const ring = box(0, 0, 100, 100);
    const closed = toGeoJsonRing(ring);
    const hole = toGeoJsonRing(box(40, 40, 60, 60));
    const drawn = drawnCell("a", {
      type: "Polygon",
      coordinates: [[...closed].reverse().flatMap((p) => [p, p]), hole],
    });
    expect(tilingReport({ outline: [whole(ring)], cells: [drawn] }).invalid).toEqual([]);
    expect(new Set(drawn.polygons[0]?.outer)).toEqual(new Set(ring));
    expect(areaM2(drawn.polygons[0]?.outer ?? [])).toBe(10_000);
    expect(areaM2(drawn.polygons[0]?.holes[0] ?? [])).toBe(-400);
    expect(drawnCell("b", { type: "MultiPolygon", coordinates: [[closed], [hole]] }).polygons).toHaveLength(2);
  });

  it("names rings that are none, and goes on with the others", () => {
    const bow = [at(0, 0), at(100, 50), at(100, 0), at(0, 50)];
    const cells = [
      ...board(1.2),
      cell("bow", whole(bow)),
      cell("line", whole([at(0, 0), at(1, 1)])),
      cell("nan", { outer: [{ x: NaN, y: 0 }, at(1, 0), at(1, 1)], holes: [] }),
      cell("hole", whole(box(0, 0, 10, 10), box(5, 5, 15, 15))),
      cell("c3", whole(box(1000, 0, 1010, 10))),
    ];
    const { invalid, overlaps } = tilingReport({ cells });
    expect(invalid.map(({ code, kind }) => `${code} ${kind}`)).toEqual([
      "bow degenerate",
      "line degenerate",
      "nan notWhole",
      "hole holeOutside",
      "c3 twice",
    ]);
    expect(overlaps.map(({ codes }) => codes.join())).toContain("c14,c15");
    const loop = [at(0, 0), at(100, 0), at(100, 50), at(40, -20), at(0, 50)];
    expect(tilingReport({ cells: [cell("loop", whole(loop))] }).invalid.map(({ kind }) => kind)).toEqual(["selfIntersecting"]); // prettier-ignore
  });

  it("finds nothing, not even noise, where neighbours share their vertices: Chenghua's 748 grids", () => {
    const { grids, district } = chenghuaDivision();
    const cells = grids.map(({ code, ring }) => cell(code, whole(ring)));
    const nothing = { count: 0, areaM2: 0 };
    expect(tilingReport({ outline: [whole(district.ring)], cells })).toEqual({
      invalid: [],
      overlaps: [],
      gaps: [],
      outside: [],
      noise: { overlaps: nothing, gaps: nothing, outside: nothing },
    });
  });

  it("computes the same with the quick library as with the exact one it falls back on", () => {
    const radii = fc.array(fc.integer({ min: 20, max: 99 }), { minLength: 5, maxLength: 12 });
    const star = (list: readonly number[]): Surface => {
      const ring = list.map((radius, n): [number, number] => {
        const angle = (2 * Math.PI * n) / list.length;
        return [Math.round(radius * Math.cos(angle)), Math.round(radius * Math.sin(angle))];
      });
      return [[...ring, ...ring.slice(0, 1)]];
    };
    const area = (surfaces: Surface[]) => surfaces.reduce((sum, surface) => sum + areaOf(surface), 0);
    fc.assert(
      fc.property(radii, radii, (one, other) => {
        const [a, b] = [[star(one)], [star(other)]];
        expect(area(intersection(a, b))).toBeCloseTo(area(polyclip.intersection(a, b)), 6);
        expect(area(difference(a, [b]))).toBeCloseTo(area(polyclip.difference(a, b)), 6);
        expect(area(union([a, b]))).toBeCloseTo(area(polyclip.union(a, b)), 6);
      }),
      { numRuns: 40 },
    );
  });
});
