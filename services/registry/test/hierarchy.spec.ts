import { describe, expect, it } from "vitest";
import { ancestorsOf, hierarchyOf, levelOf, parentOf } from "../src/domain/index.ts";
import { chenghuaDivision } from "../src/seed.ts";

const tree = hierarchyOf(chenghuaDivision());

describe("codes", () => {
  it("tell their level by their length, and nothing else does", () => {
    expect(["510108", "510108011", "510108011001", "510108011001003"].map(levelOf)).toEqual([
      "district",
      "street",
      "community",
      "grid",
    ]);
    expect(["", "5101080", "51010801100100a", "w-0001"].map(levelOf)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("contain the codes above them", () => {
    expect(ancestorsOf("510108011001003")).toEqual(["510108011001", "510108011", "510108"]);
    expect(parentOf("510108")).toBeUndefined();
  });
});

describe("the tree", () => {
  it("finds 万年场街道, its 7 communities and what lies above one of its grids", () => {
    expect(tree.find("510108011")?.name).toBe("万年场街道");
    expect(tree.childrenOf("510108011")).toHaveLength(7);
    expect(tree.placesAbove("510108011001001").map(({ name }) => name)).toEqual(["双庆路社区", "万年场街道", "成华区"]);
  });

  it("counts the same grids from every level", () => {
    expect(tree.gridsUnder("510108")).toHaveLength(748);
    const byStreet = tree.childrenOf("510108").map(({ code }) => tree.gridsUnder(code).length);
    expect(byStreet.reduce((a, b) => a + b, 0)).toBe(748);
    expect(tree.gridsUnder("510108011001001").map(({ code }) => code)).toEqual(["510108011001001"]);
  });

  it("knows who walks a grid and who answers for it", () => {
    expect(tree.workersOf("510108011001001").length).toBeGreaterThanOrEqual(2);
    expect(tree.responsibleOf("510108011001001")?.label).toMatch(/^责任人 /);
  });

  it("has nothing to say about a code it does not know", () => {
    expect(tree.find("510108999")).toBeUndefined();
    expect(tree.childrenOf("510108999")).toEqual([]);
    expect(tree.gridsUnder("510108999")).toEqual([]);
    expect(tree.workersOf("510108999001001")).toEqual([]);
    expect(tree.responsibleOf("510108999001001")).toBeUndefined();
  });
});
