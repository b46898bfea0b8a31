import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadGrantRules } from "../src/app/grants/rules.ts";
import { likeness, mostFor, normalised, overlapsOf, type Project } from "../src/domain/grants/allocation/index.ts";
import { earnedBy, plannedTranches, type OutcomeFormula } from "../src/domain/grants/grant/index.ts";
import { countedCaseDecider, type CountedCase } from "../src/domain/grants/outcome/counted-case.ts";
import { grantRule, offer, T0 } from "./grants-builders.ts";

const rules = loadGrantRules();

describe("the caps of public money", () => {
  const { caps } = rules.allocationAt(T0, "welfareLottery");
  const asks = { application: "a", score: 1, stages: [], budget: 100_000_000, asked: 60_000_000, own: 40_000_000 };

  it("are 60 % of the budget, ¥500,000, and 6 to 4 of what the applicant brings", () => {
    expect(mostFor(caps, asks)).toEqual({ most: 50_000_000, cappedBy: "most" });
    expect(mostFor(caps, { ...asks, budget: 60_000_001 })).toEqual({ most: 20_000_001, cappedBy: "need" });
    expect(mostFor(caps, { ...asks, budget: 70_000_001, own: 20_000_000 })).toEqual({
      most: 30_000_000,
      cappedBy: "matching",
    });
    expect(mostFor(caps, { ...asks, budget: 66_666_667, own: 26_666_667 })).toEqual({
      most: 40_000_000,
      cappedBy: "need",
    });
    expect(mostFor(caps, { ...asks, asked: 1 })).toEqual({ most: 1, cappedBy: "asked" });
  });

  it("are none where a donor gives", () => {
    expect(mostFor(rules.allocationAt(T0, "donor").caps, { ...asks, own: 0 }).most).toBe(60_000_000);
  });

  it("name the edition that they are from", () => {
    expect(rules.allocationAt(T0, "donor").version).toBe("2019.1/donor");
    expect(() => rules.allocationAt("2011-12-31T00:00:00.000Z", "donor")).toThrow("holds on this day");
  });
});

describe("two projects", () => {
  const project = (more: Partial<Project>): Project => ({
    ...{
      kind: "grant",
      id: "g",
      organization: "o",
      title: "二仙桥老年助餐项目",
      from: "2017-01-01",
      until: "2017-12-31",
    },
    ...{ grids: ["1"], costs: ["厨房设备采购"], amount: 1 },
    ...more,
  });
  const ours = project({ kind: "application", id: "a" });
  const reasonsOf = (theirs: Partial<Project>, house: readonly string[] = []): unknown =>
    overlapsOf(rules.overlapsAt(T0), ours, [project(theirs)], new Set(house)).map(({ reasons }) => reasons);

  it("are alike whatever their width, case, numbers and punctuation", () => {
    expect(normalised("２０１７年 社区 Ａ-Ｂ（第2期）")).toBe("年社区ab第期");
    expect(likeness("老年助餐 2017", "老年助餐（2018）")).toBe(10_000);
    expect(likeness("老年助餐", "青少年托管")).toBe(0);
    expect(likeness("", "")).toBe(0);
  });

  it("are shown where house, days, place, and title or costs come together, and not where one of them is missing", () => {
    expect(reasonsOf({})).toEqual([["sameOrganization", "period", "place", "title", "cost"]]);
    expect(reasonsOf({ title: "青少年托管" })).toEqual([["sameOrganization", "period", "place", "cost"]]);
    expect(reasonsOf({ title: "青少年托管", costs: ["课桌"] })).toEqual([]);
    expect(reasonsOf({ grids: ["2"] })).toEqual([]);
    expect(reasonsOf({ grids: [] })).toEqual([["sameOrganization", "period", "place", "title", "cost"]]);
    expect(reasonsOf({ from: "2018-01-01", until: "2018-12-31" })).toEqual([]);
  });

  it("of two houses are shown where their titles are nearly the same, or where the houses are one", () => {
    expect(reasonsOf({ organization: "p" })).toEqual([["period", "place", "title"]]);
    expect(reasonsOf({ organization: "p", title: "二仙桥助餐" })).toEqual([]);
    expect(reasonsOf({ organization: "p", title: "青少年托管" }, ["p"])).toEqual([
      ["relatedOrganization", "period", "place", "cost"],
    ]);
  });
});

describe("tranches", () => {
  const formula: OutcomeFormula = {
    ...{ grids: [], category: "event-0110", step: 3, perStep: 100, cap: 250 },
    baseline: { from: "2017-01-01", until: "2017-01-31" },
    span: { from: "2017-03-01", until: "2017-03-31" },
  };

  it("come to the grant to the fen, whatever its stages, retention and outcomes", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 50_000_000 }),
        fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 0, max: 3_000 }),
        fc.integer({ min: 0, max: 9_999 }),
        (amount, stages, retention, capShare) => {
          const cap = Math.floor((amount * capShare) / 10_000);
          const given = offer({
            amount,
            stages: stages.map((one) => ({ title: "s", amount: one, due: "2017-12-31" })),
            rule: { ...grantRule, retention },
          });
          const planned = plannedTranches(given, cap === 0 ? undefined : { ...formula, cap });
          expect(planned.reduce((sum, one) => sum + one.amount, 0)).toBe(amount);
          expect(planned.map(({ number }) => number)).toEqual(planned.map((_, index) => index + 1));
          expect(planned[0]?.gate.is).toBe("signed");
        },
      ),
    );
  });

  it("earn by whole steps, never above the cap, and nothing where it got worse", () => {
    expect([20, 18, 17, 15, 14, 11, 0].map((after) => earnedBy(formula, 20, after))).toEqual([
      ...[0, 0, 100, 100, 200, 250, 250],
    ]);
    expect(earnedBy(formula, 5, 9)).toBe(0);
  });
});

it("a case is counted alike in whatever order, and however often, the bus speaks of it", () => {
  const facts: readonly CountedCase[] = [
    { grid: "510108002001001", category: "event-0110", filedOn: "2017-03-01" },
    { closedAt: "2017-03-02T01:00:00.000Z" },
    { reopenedAt: "2017-03-03T01:00:00.000Z" },
    { closedAt: "2017-03-04T01:00:00.000Z" },
    { gone: true },
  ];
  const heard = (told: readonly CountedCase[]): CountedCase =>
    told.reduce<CountedCase>(
      (state, data) =>
        countedCaseDecider.decide({ type: "HearOfCase", data }, state).reduce(countedCaseDecider.evolve, state),
      countedCaseDecider.initial,
    );
  const expected = heard(facts);
  expect(expected).toMatchObject({ closedAt: "2017-03-04T01:00:00.000Z", gone: true });
  fc.assert(
    fc.property(
      fc.shuffledSubarray([...facts], { minLength: facts.length }),
      fc.array(fc.constantFrom(...facts), { maxLength: 6 }),
      (all, again) => {
        expect(heard([...again, ...all])).toEqual(expected);
      },
    ),
  );
});
