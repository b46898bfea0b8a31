import { CommunityCode, GridCode, Point, StreetCode, WorkerId } from "@wangge/contracts/vocabulary";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compactness, coverageProblems, divide, parentOf } from "../src/domain/index.ts";
import { chenghua2017, chenghuaDivision, chenghuaOutline } from "../src/seed.ts";
import { anyOutline, treeOf, vintage } from "./builders.ts";

const chenghua = chenghuaDivision();
const tree = treeOf(chenghua);
const countBy = (codes: readonly string[]) =>
  codes.reduce((counts, code) => counts.set(code, (counts.get(code) ?? 0) + 1), new Map<string, number>());

describe("Chenghua in 2017 成华区", () => {
  it("has 14 streets, 103 communities and 748 grids, and says that the grids are made up", () => {
    expect([chenghua.streets.length, chenghua.communities.length, chenghua.grids.length]).toEqual([14, 103, 748]);
    expect(chenghua.communities.filter(({ kind }) => kind === "villageCommittee")).toHaveLength(2);
    expect(chenghua.synthetic).toBe(true);
    expect(chenghuaOutline.approximate).toBe(true);
  });

  it("is about as large as the district is, drawn with few points", () => {
    expect(chenghua.district.areaM2 / 1e6).toBeGreaterThan(100);
    expect(chenghua.district.areaM2 / 1e6).toBeLessThan(115);
    expect(chenghuaOutline.ring.length).toBeLessThanOrEqual(60);
  });

  it("gives every place a code of its own under its parent's, and a stable id", () => {
    for (const { code } of chenghua.streets) expect(StreetCode.parse(code).slice(0, -3)).toBe("510108");
    for (const { code } of chenghua.communities)
      expect(tree.find(CommunityCode.parse(code).slice(0, -3))).toBeDefined();
    for (const { code } of chenghua.grids) expect(tree.find(GridCode.parse(code).slice(0, -3))).toBeDefined();
    const places = [chenghua.district, ...chenghua.streets, ...chenghua.communities, ...chenghua.grids];
    expect(new Set(places.map(({ code }) => code)).size).toBe(places.length);
    expect(new Set(places.map(({ id }) => id)).size).toBe(places.length);
  });

  it("numbers the grids of each community from 001 without a hole", () => {
    for (const { code } of chenghua.communities) {
      const sequences = tree.childrenOf(code).map((grid) => Number(grid.code.slice(-3)));
      expect(sequences.length).toBeGreaterThanOrEqual(1);
      expect(sequences).toEqual(sequences.map((_, index) => index + 1));
    }
  });

  it("has 300–500 households in every grid, and every level adds up", () => {
    for (const { households } of chenghua.grids) {
      expect(households).toBeGreaterThanOrEqual(300);
      expect(households).toBeLessThanOrEqual(500);
    }
    for (const place of [chenghua.district, ...chenghua.streets, ...chenghua.communities]) {
      const sum = tree.childrenOf(place.code).reduce((total, { households }) => total + households, 0);
      expect(sum).toBe(place.households);
    }
    expect(new Set(chenghua.grids.map(({ households }) => households)).size).toBeGreaterThan(50);
  });

  it("has 2–3 grid workers and exactly 1 responsible person in every grid, each with an id and no name", () => {
    const workers = countBy(chenghua.workers.map(({ grid }) => grid));
    const responsibles = countBy(chenghua.responsibles.map(({ grid }) => grid));
    for (const { code } of chenghua.grids) {
      expect([2, 3]).toContain(workers.get(code));
      expect(responsibles.get(code)).toBe(1);
    }
    expect([workers.size, responsibles.size]).toEqual([748, 748]);
    const people = [...chenghua.workers, ...chenghua.responsibles];
    expect(new Set(people.map(({ id }) => WorkerId.parse(id))).size).toBe(people.length);
    for (const { label } of people) expect(label).toMatch(/^(网格员|责任人) \d{4}$/);
    expect(new Set(chenghua.workers.map(({ origin }) => origin)).size).toBe(3);
  });

  it("has no slivers: every place is rounder than a strip of one by five", () => {
    // A strip of 1 × n has compactness π·n / (n + 1)²: 0.44 at n = 5; a square 0.79.
    const bound = 0.44;
    for (const { code, ring } of [...chenghua.streets, ...chenghua.communities, ...chenghua.grids]) {
      expect([code, compactness(ring) >= bound]).toEqual([code, true]);
    }
  });

  it("names a centre inside each grid", () => {
    for (const { centre } of chenghua.grids) expect(Point.safeParse(centre).success).toBe(true);
  });

  it("has its grids tile their communities, those their streets, those the district, to the step", () => {
    expect(coverageProblems(chenghua.district.ring, chenghua.grids)).toEqual([]);
    for (const place of [chenghua.district, ...chenghua.streets, ...chenghua.communities]) {
      expect(coverageProblems(place.ring, tree.childrenOf(place.code))).toEqual([]);
    }
  });

  it("covers the drawn outline itself, not only what became of it", () => {
    const drawn = chenghuaOutline.ring.map(([lng, lat]) => ({ x: Math.round(lng * 1e7), y: Math.round(lat * 1e7) }));
    expect(coverageProblems(drawn, chenghua.grids)).toEqual([]);
  });
});

describe("a division", () => {
  it("is the same to the byte for the same seed, and another for another", () => {
    const text = (seed: number) => JSON.stringify(divide(chenghua2017, chenghuaOutline, { seed, grids: 748 }).grids);
    const first = text(2017);
    expect(first).toBe(JSON.stringify(chenghua.grids));
    expect(JSON.stringify(chenghuaDivision(2017))).toBe(JSON.stringify(chenghua));
    expect(text(2018)).not.toBe(first);
  });

  it("refuses fewer grids than communities", () => {
    expect(() => divide(chenghua2017, chenghuaOutline, { seed: 1, grids: 102 })).toThrow(RangeError);
  });

  it("tiles whatever outline, register and seed it is given, and keeps the rules of size and staff", () => {
    const any = fc.record({
      outline: anyOutline(),
      communities: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 }),
      extra: fc.nat(40),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(any, ({ outline, communities, extra, seed }) => {
        const count = communities.reduce((a, b) => a + b, 0) + extra;
        const made = divide(vintage(communities), outline, { seed, grids: count });
        const { find, childrenOf } = treeOf(made);
        expect(made.grids).toHaveLength(count);
        expect(coverageProblems(made.district.ring, made.grids)).toEqual([]);
        for (const { code, ring } of [...made.streets, ...made.communities]) {
          expect(childrenOf(code).length).toBeGreaterThan(0);
          expect(coverageProblems(ring, childrenOf(code))).toEqual([]);
        }
        for (const { code, households } of made.grids) {
          expect(find(parentOf(code) ?? "")).toBeDefined();
          expect(households >= 300 && households <= 500).toBe(true);
        }
        const workers = countBy(made.workers.map(({ grid }) => grid));
        expect(made.grids.every(({ code }) => [2, 3].includes(workers.get(code) ?? 0))).toBe(true);
        expect(made.responsibles.map(({ grid }) => grid)).toEqual(made.grids.map(({ code }) => code));
      }),
      { numRuns: 60 },
    );
  });
});
