import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coverageProblems, divide, type Ring, type Vertex } from "../src/domain/index.ts";
import { areaM2 } from "../src/domain/geometry.ts";
import { snap, tilingReport, type DrawnCell, type Polygon } from "../src/domain/tiling/index.ts";
import { chenghuaOutline } from "../src/seed.ts";
import { vintage } from "./builders.ts";

const { grids, district } = divide(vintage([3, 4]), { ...chenghuaOutline, hints: [] }, { seed: 7, grids: 40 });
const outlineOf = (ring: Ring): Polygon[] => [{ outer: ring, holes: [] }];

/** Leaves out vertices that lie on a straight line, within three steps: a neighbour may still have them. */
const thinned = (ring: Ring): Ring =>
  ring.filter((b, index) => {
    const [a, c] = [ring.at(index - 1) as Vertex, ring[(index + 1) % ring.length] as Vertex];
    return Math.abs((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)) / Math.hypot(c.x - a.x, c.y - a.y) > 3;
  });
const drawn = (noise: () => number, isThinned: boolean): DrawnCell[] =>
  grids.map(({ code, ring }) => ({
    code,
    polygons: outlineOf((isThinned ? thinned(ring) : ring).map(({ x, y }) => ({ x: x + noise(), y: y + noise() }))),
  }));

describe("snapping polygons together 接边", { timeout: 30_000 }, () => {
  it("any noise of 10 cm, with or without the vertices of neighbours: a tiling, proved, and no vertex moved farther than told", () => {
    let thin = 0;
    const noises = fc.array(fc.integer({ min: -10, max: 10 }), { minLength: 601, maxLength: 601 });
    fc.assert(
      fc.property(noises, fc.boolean(), (noise, isThinned) => {
        if (isThinned) thin++;
        let next = 0;
        const cells = drawn(() => noise[next++ % noise.length] ?? 0, isThinned);
        const ring = isThinned ? thinned(district.ring) : district.ring;
        expect(coverageProblems(ring, cells.map(({ code, polygons }) => ({ code, ring: polygons[0]?.outer ?? [] })))).not.toEqual([]); // prettier-ignore
        const { outline, cells: snapped, movedM, problems } = snap({ outline: outlineOf(ring), cells });
        expect(problems).toEqual([]);
        expect(movedM).toBeLessThanOrEqual(0.5);
        expect(snapped.map(({ code }) => code)).toEqual(cells.map(({ code }) => code));
        expect(tilingReport({ outline, cells: snapped })).toMatchObject({ invalid: [], overlaps: [], gaps: [], outside: [] }); // prettier-ignore
        for (const [nth, { areaM2: area }] of grids.entries()) {
          const found = areaM2(snapped[nth]?.polygons[0]?.outer ?? []);
          expect(Math.abs(found - area) / area).toBeLessThan(0.01);
        }
      }),
      { numRuns: 20 },
    );
    expect(thin).toBeGreaterThan(2);
  });

  it("keeps the outline's vertices where they are", () => {
    let next = 0;
    const { outline } = snap({ outline: outlineOf(district.ring), cells: drawn(() => (next++ % 21) - 10, false) });
    const places = new Set(outline[0]?.outer.map(({ x, y }) => `${String(x)} ${String(y)}`));
    for (const { x, y } of district.ring) expect(places).toContain(`${String(x)} ${String(y)}`);
  });

  it("leaves a tiling as it is", () => {
    const cells = drawn(() => 0, false);
    expect(snap({ outline: outlineOf(district.ring), cells })).toEqual({ outline: outlineOf(district.ring), cells, movedM: 0, problems: [] }); // prettier-ignore
  });

  it("does not hide what is more than noise: a gap of 2 m stays, and is told", () => {
    const cells = drawn(() => 0, false).map(
      (cell, nth) =>
      nth === 5 ? { ...cell, polygons: cell.polygons.map(({ outer, holes }) => ({ outer: outer.map(({ x, y }) => ({ x: x + 200, y })), holes })) } : cell, // prettier-ignore
    );
    const { cells: snapped, outline, problems } = snap({ outline: outlineOf(district.ring), cells });
    expect(problems).not.toEqual([]);
    expect(tilingReport({ outline, cells: snapped }).gaps.length).toBeGreaterThan(0);
  });
});
