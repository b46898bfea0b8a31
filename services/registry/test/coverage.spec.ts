import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coverageProblems, divide, type Cell, type Ring } from "../src/domain/index.ts";
import { chenghuaOutline } from "../src/seed.ts";
import { vintage } from "./builders.ts";

const made = divide(vintage([3, 4]), { ...chenghuaOutline, hints: [] }, { seed: 7, grids: 40 });
const outline = made.district.ring;
const cells: readonly Cell[] = made.grids;
const kinds = (ring: Ring, list: readonly Cell[]) => new Set(coverageProblems(ring, list).map(({ kind }) => kind));
const anyCell = fc.nat(cells.length - 1);
const swap = (index: number, change: (cell: Cell) => Cell[]) =>
  cells.flatMap((cell, at) => (at === index ? change(cell) : [cell]));

describe("the coverage check 无盲区、无缝隙", () => {
  it("finds nothing wrong with a tiling, in whatever order its cells and vertices come", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...cells], { minLength: cells.length }), fc.nat(9), (shuffled, by) => {
        const turned = shuffled.map(({ code, ring }) => ({ code, ring: [...ring.slice(by), ...ring.slice(0, by)] }));
        expect(coverageProblems(outline, turned)).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  it("finds a dropped grid, whichever it is", () => {
    for (const index of cells.keys())
      expect(
        kinds(
          outline,
          swap(index, () => []),
        ),
      ).toContain("areaDiffers");
    for (const index of cells.keys()) {
      const found = kinds(
        outline,
        swap(index, () => []),
      );
      expect(found.has("openEdge") || found.has("outlineUncovered")).toBe(true);
    }
  });

  it("finds a grid that is there twice, whichever it is", () => {
    for (const index of cells.keys()) {
      expect(
        kinds(
          outline,
          swap(index, (cell) => [cell, { ...cell, code: "twice" }]),
        ),
      ).toContain("sameEdgeTwice");
    }
  });

  it("finds one vertex of one grid moved by one step (a centimetre), whichever way", () => {
    const step = fc.constantFrom({ x: 1, y: 0 }, { x: -1, y: 0 }, { x: 0, y: 1 }, { x: 0, y: -1 });
    fc.assert(
      fc.property(anyCell, fc.nat(30), step, (index, vertex, { x, y }) => {
        const moved = swap(index, ({ code, ring }) => {
          const at = vertex % ring.length;
          return [{ code, ring: ring.map((v, n) => (n === at ? { x: v.x + x, y: v.y + y } : v)) }];
        });
        const found = kinds(outline, moved);
        expect(found.has("openEdge") || found.has("outlineUncovered")).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it("finds a vertex left out of one side of a shared line", () => {
    fc.assert(
      fc.property(anyCell, fc.nat(30), (index, vertex) => {
        const thinned = swap(index, ({ code, ring }) => [
          { code, ring: ring.length < 4 ? ring : ring.filter((_, n) => n !== vertex % ring.length) },
        ]);
        fc.pre((thinned[index]?.ring.length ?? 0) < (cells[index]?.ring.length ?? 0));
        expect(coverageProblems(outline, thinned)).not.toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it("finds a vertex moved by both neighbours across the outline: the edges match, the outline does not", () => {
    const edge = outline[0] ?? { x: 0, y: 0 };
    const moved = cells.map(({ code, ring }) => ({
      code,
      ring: ring.map((v) => (v.x === edge.x && v.y === edge.y ? { x: v.x - 500, y: v.y } : v)),
    }));
    expect(kinds(outline, moved)).toContain("outlineUncovered");
  });

  it("finds two grids that trade places with a vertex so far that a ring crosses itself", () => {
    const [a, b, c, d] = [
      { x: 0, y: 0 },
      { x: 10, y: 0 },
      { x: 10, y: 10 },
      { x: 0, y: 10 },
    ];
    expect(kinds([a, b, c, d], [{ code: "bow", ring: [a, c, b, d] }])).not.toEqual(new Set());
    expect(kinds([a, b, c, d], [{ code: "bow", ring: [a, { x: 8, y: 12 }, c, b, d] }])).toContain("selfIntersecting");
    expect(kinds([a, b, c, d], [{ code: "spike", ring: [a, b, c, d, { x: 0, y: 20 }] }])).toContain("selfIntersecting");
  });

  it("finds rings that are no rings", () => {
    const square = [
      { x: 0, y: 0 },
      { x: 10, y: 0 },
      { x: 10, y: 10 },
      { x: 0, y: 10 },
    ];
    const alone = (ring: Ring) => kinds(square, [{ code: "alone", ring }]);
    expect(alone(square)).toEqual(new Set());
    expect(alone([...square].reverse())).toContain("clockwise");
    expect(alone(square.slice(0, 2))).toContain("degenerate");
    expect(alone([...square, ...square.slice(0, 1)])).toContain("degenerate");
    expect(alone(square.map(({ x, y }) => ({ x: x + 0.5, y })))).toContain("notWhole");
  });

  it("finds an island inside a grid that no line joins to the rest", () => {
    const box = (low: number, high: number): Ring => [
      { x: low, y: low },
      { x: high, y: low },
      { x: high, y: high },
      { x: low, y: high },
    ];
    const found = kinds(box(0, 100), [
      { code: "whole", ring: box(0, 100) },
      { code: "island", ring: box(40, 60) },
    ]);
    expect(found).toEqual(new Set(["openEdge", "areaDiffers", "eulerDiffers"]));
  });

  describe("with holes and parts that lie apart", () => {
    const box = (low: number, high: number): Ring => [
      { x: low, y: low },
      { x: high, y: low },
      { x: high, y: high },
      { x: low, y: high },
    ];
    const hole = (low: number, high: number) => [...box(low, high)].reverse();
    const found = (outline: Parameters<typeof coverageProblems>[0], list: readonly Cell[]) =>
      new Set(coverageProblems(outline, list).map(({ kind }) => kind));
    const ring = { code: "ring", ring: box(0, 100), holes: [hole(40, 60)] };

    it("proves a grid with an enclave, an outline with a hole, and an outline of two parts", () => {
      expect(found(box(0, 100), [ring, { code: "enclave", ring: box(40, 60) }])).toEqual(new Set());
      expect(found([{ outer: box(0, 100), holes: [hole(40, 60)] }], [ring])).toEqual(new Set());
      const parts = [box(0, 10), box(20, 30)];
      const two = parts.map((one, nth) => ({ code: String(nth), ring: one }));
      expect(found(parts.map((outer) => ({ outer, holes: [] })), two)).toEqual(new Set()); // prettier-ignore
    });

    it("finds the enclave missing, or laid into a grid that has no hole for it", () => {
      expect(found(box(0, 100), [ring])).toContain("openEdge");
      const enclave = { code: "enclave", ring: box(40, 60) };
      expect(found(box(0, 100), [{ code: "whole", ring: box(0, 100) }, enclave])).toContain("openEdge");
    });

    it("is not deceived by a hole outside its ring, which would make up for an overlap elsewhere", () => {
      const twice = [
        { code: "a", ring: box(0, 100), holes: [hole(200, 300)] },
        { code: "b", ring: box(200, 300) },
      ];
      expect(found(box(0, 100), twice)).toContain("ringMisplaced");
    });

    it("finds holes that overlap, that cross their ring, or that run the wrong way round; parts within parts", () => {
      const holes = (...list: Ring[]) => found(box(0, 100), [{ code: "a", ring: box(0, 100), holes: list }]);
      expect(holes(hole(20, 60), hole(50, 80))).toContain("ringsMeet");
      expect(holes(hole(20, 80), hole(30, 40))).toContain("ringMisplaced");
      expect(holes(hole(50, 150))).toContain("ringsMeet");
      expect(holes(box(20, 40))).toContain("clockwise");
      const nested = [box(0, 100), box(10, 20)].map((outer) => ({ outer, holes: [] }));
      expect(found(nested, [])).toContain("ringMisplaced");
    });

    it("allows a hole that touches its ring at a vertex of both, as the union of tiles makes them", () => {
      const touching = [{ x: 0, y: 0 }, { x: 20, y: 40 }, { x: 40, y: 20 }]; // prettier-ignore
      expect(found([{ outer: box(0, 100), holes: [touching] }], [{ ...ring, holes: [touching] }])).toEqual(new Set());
      expect(found(box(0, 100), [{ ...ring, holes: [touching] }, { code: "b", ring: [...touching].reverse() }])).toEqual(new Set()); // prettier-ignore
    });
  });
});
