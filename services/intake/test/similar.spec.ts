import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellOf, cellsAround, distance, isNear, type Spot } from "../src/domain/index.ts";

const GRID = "510108002001001";
const lng = fc.double({ min: 104, max: 104.2, noNaN: true });
const lat = fc.double({ min: 30.6, max: 30.8, noNaN: true });
const point = fc.record({ lng, lat });

/** Great-circle metres on a sphere, by another formula than the one under test. */
const haversine = (one: { lng: number; lat: number }, other: { lng: number; lat: number }): number => {
  const rad = Math.PI / 180;
  const half = (degrees: number) => Math.sin((degrees * rad) / 2) ** 2;
  const a = half(other.lat - one.lat) + Math.cos(one.lat * rad) * Math.cos(other.lat * rad) * half(other.lng - one.lng);
  return 2 * 6_378_137 * Math.asin(Math.sqrt(a));
};

describe("similar reports 相似上报", () => {
  it("are looked for in every cell where one within the radius can lie", () => {
    const bearing = fc.double({ min: 0, max: 2 * Math.PI, noNaN: true });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(point, bearing, share, fc.integer({ min: 1, max: 500 }), (here, angle, part, radius) => {
        const metres = radius * part * 0.999;
        const there = {
          lat: here.lat + (metres * Math.cos(angle)) / 111_320,
          lng: here.lng + (metres * Math.sin(angle)) / (111_320 * Math.cos((here.lat * Math.PI) / 180)),
        };
        const spot: Spot = { point: here, grid: GRID };
        expect(cellsAround(spot, radius)).toContain(cellOf({ point: there, grid: GRID }));
        expect(isNear(spot, { point: there, grid: "510108002001002" }, { radius, hours: 1 })).toBe(true);
      }),
    );
  });

  it("are as far apart as on the sphere, to half a per cent", () => {
    fc.assert(
      fc.property(point, point, (one, other) => {
        const metres = haversine(one, other);
        expect(distance({ point: one, grid: GRID }, { point: other, grid: GRID })).toBeCloseTo(
          metres,
          -1 - Math.log10(1 + metres / 1000),
        );
      }),
    );
  });

  it("that know only their grid are near in the same grid and nowhere else", () => {
    const known: Spot = { point: { lng: 104.09, lat: 30.66 }, grid: GRID };
    const rule = { radius: 50, hours: 24 };
    expect(isNear(known, { grid: GRID }, rule)).toBe(true);
    expect(isNear({ grid: GRID }, { grid: "510108002001002" }, rule)).toBe(false);
    expect(cellsAround(known, 50)).toContain(cellOf({ grid: GRID }));
  });
});
