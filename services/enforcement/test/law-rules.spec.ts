import { describe, expect, it } from "vitest";
import {
  cashOnSpot,
  checkPlan,
  circumstancesMet,
  firstLawBook as law,
  governingLaw,
  limitationOf,
  normToFineBy,
  summaryLimit,
  surchargeOf,
} from "../src/domain/law/index.ts";

const refused = (code: string) => expect.objectContaining({ code }) as Error;
const BEFORE = "2021-06-01";
const AFTER = "2021-09-01";

describe("which edition judges an act 从旧兼从轻", () => {
  it("is that of the act, unless the later one is milder", () => {
    expect(governingLaw(law, { committedOn: AFTER }, AFTER)).toMatchObject({
      version: "penalty@2021",
      why: "sameEdition",
    });
    expect(governingLaw(law, { committedOn: BEFORE }, AFTER)).toMatchObject({ version: "penalty@2017", why: "actDay" });
    expect(governingLaw(law, { committedOn: BEFORE }, AFTER, ["firstSlight"])).toMatchObject({
      version: "penalty@2021",
      why: "milderLater",
      rule: { article: "第三十七条", version: "penalty@2021" },
    });
  });

  it("is not the later one because it is harder", () => {
    expect(governingLaw(law, { committedOn: BEFORE }, AFTER, ["emergency"])).toMatchObject({ version: "penalty@2017" });
  });

  it("goes by the end of an act that lasted", () => {
    expect(governingLaw(law, { committedOn: "2019-01-01", endedOn: "2021-08-01" }, AFTER)).toMatchObject({
      version: "penalty@2021",
      why: "sameEdition",
    });
  });

  it("says which circumstances it knows, by article", () => {
    expect(circumstancesMet(law.inForceOn("penalty", AFTER), ["noFault"])).toMatchObject([
      { effect: "exempt", article: "第三十三条" },
    ]);
    expect(circumstancesMet(law.inForceOn("penalty", BEFORE), ["noFault"])).toEqual([]);
  });
});

describe("limitation 追责时效", () => {
  it("is two years, its holidays and its Sundays included", () => {
    // 2015-10-03 is in 国庆节.
    const found = limitationOf(law, { committedOn: "2013-10-03", harmful: false }, "2015-10-08");
    expect(found).toMatchObject({ lastDay: "2015-10-03", period: { article: "第二十九条", version: "penalty@2009" } });
  });

  it("is five years for harm to life, health or finance, for acts since July 2021 alone", () => {
    expect(limitationOf(law, { committedOn: "2021-07-15", harmful: true }, "2024-01-10")).toMatchObject({
      lastDay: "2026-07-15",
      why: "sameEdition",
      period: { value: { amount: 5, unit: "year" } },
    });
    expect(limitationOf(law, { committedOn: "2021-07-14", harmful: true }, "2024-01-10")).toMatchObject({
      lastDay: "2023-07-14",
      why: "actDay",
    });
  });

  it("runs from the end of an act that lasts", () => {
    const act = { committedOn: "2018-02-01", endedOn: "2020-02-29", harmful: false };
    expect(limitationOf(law, act, "2021-01-01")).toMatchObject({ lastDay: "2022-02-28", from: "2020-02-29" });
  });
});

describe("surcharge 加处罚款", () => {
  const fine = { dues: [{ amount: 100_001, lastDay: "2021-09-10" }], payments: [], remedies: [], decidedOn: AFTER };

  it("is three in a hundred for each day of delay", () => {
    expect(surchargeOf(law, { ...fine, until: "2021-09-10" })).toMatchObject({ amount: 0, days: 0 });
    expect(surchargeOf(law, { ...fine, until: "2021-09-11" })).toMatchObject({
      amount: 3_000,
      days: 1,
      rate: { article: "第七十二条", version: "penalty@2021" },
    });
  });

  it("stops at the fine, and says on which day", () => {
    expect(surchargeOf(law, { ...fine, until: "2022-09-11" })).toMatchObject({
      amount: 100_001,
      days: 34,
      cap: { amount: 100_001, reachedOn: "2021-10-14" },
    });
  });

  it("had the same cap in 2013, by the compulsion law", () => {
    const old = { ...fine, dues: [{ amount: 5_000, lastDay: "2013-06-20" }], decidedOn: "2013-06-01" };
    expect(surchargeOf(law, { ...old, until: "2014-06-01" })).toMatchObject({
      amount: 5_000,
      cap: { rule: { article: "第四十五条", version: "compulsion@2012" } },
    });
  });

  it("rests while a remedy is pending since 2021, and did not before", () => {
    const remedies = [{ from: "2021-09-12", until: "2021-09-20" }];
    expect(surchargeOf(law, { ...fine, remedies, until: "2021-09-21" }).days).toBe(3);
    const old = {
      dues: [{ amount: 5_000, lastDay: "2013-06-20" }],
      payments: [],
      remedies: [{ from: "2013-06-22", until: "2013-06-30" }],
      decidedOn: "2013-06-01",
    };
    expect(surchargeOf(law, { ...old, until: "2013-07-01" }).days).toBe(11);
  });

  it("is of what is late alone", () => {
    const instalments = {
      ...fine,
      dues: [
        { amount: 50_000, lastDay: "2021-09-10" },
        { amount: 50_000, lastDay: "2021-10-11" },
      ],
    };
    const payments = [{ amount: 50_000, on: "2021-09-12" }];
    expect(surchargeOf(law, { ...instalments, payments, until: "2021-10-11" })).toMatchObject({
      amount: 3_000,
      days: 2,
    });
  });
});

describe("paying 缴纳罚款", () => {
  it("may be put off or split, as long as the parts are the fine", () => {
    const plan = [
      { amount: 60_000, lastDay: "2021-10-08" },
      { amount: 40_000, lastDay: "2021-11-08" },
    ];
    expect(checkPlan(law, AFTER, 100_000, plan)).toMatchObject({ value: true, article: "第六十六条" });
    expect(() => checkPlan(law, AFTER, 100_001, plan)).toThrow(refused("enforcement.payment.plan_total"));
    expect(() => checkPlan(law, AFTER, 100_000, plan.toReversed())).toThrow(refused("enforcement.payment.plan_order"));
    expect(() => checkPlan(law, AFTER, 0, [{ amount: 0, lastDay: "2021-10-08" }])).toThrow(
      refused("enforcement.payment.plan_part"),
    );
  });

  it.each([
    ["2013-06-01", 2_000, { allowed: true, why: "small" }],
    ["2013-06-01", 2_001, { allowed: false }],
    ["2021-09-01", 10_000, { allowed: true, why: "small" }],
    ["2021-09-01", 10_001, { allowed: false, rule: { article: "第六十七条" } }],
  ])("in cash on the spot: on %s %i fen: %j", (on, amount, answer) => {
    const question = { fine: amount, summary: true, hardLater: false, remote: false };
    expect(cashOnSpot(law, on, question)).toMatchObject(answer);
  });

  it("in cash is for decisions on the spot, and for places far away", () => {
    const question = { fine: 5_000, summary: false, hardLater: true, remote: false };
    expect(cashOnSpot(law, AFTER, question)).toMatchObject({ allowed: false });
    expect(cashOnSpot(law, AFTER, { ...question, summary: true, fine: 20_000 })).toMatchObject({ why: "hardLater" });
    expect(cashOnSpot(law, AFTER, { ...question, remote: true })).toMatchObject({ why: "remote" });
  });

  it("on the spot is decided up to a limit by kind of party", () => {
    expect(summaryLimit(law, AFTER, "citizen").value).toBe(20_000);
    expect(summaryLimit(law, "2013-06-01", "organization").value).toBe(100_000);
  });
});

describe("one act, one fine 一事不再罚", () => {
  const low = { code: "low", fine: { least: 0, most: 20_000 } };
  const high = { code: "high", fine: { least: 10_000, most: 50_000 } };
  const higher = { code: "higher", fine: { least: 20_000, most: 50_000 } };
  const warning = { code: "warning" };

  it("takes the norm with the higher fine since 2021", () => {
    expect(normToFineBy(law, AFTER, [low, higher, warning, high])).toMatchObject({
      norm: { code: "higher" },
      why: "higherFine",
      rule: { article: "第二十九条" },
    });
    expect(normToFineBy(law, AFTER, [warning, low])).toMatchObject({ norm: { code: "low" }, why: "onlyOne" });
  });

  it("left the choice to the body before", () => {
    expect(normToFineBy(law, BEFORE, [low, high])).toMatchObject({
      why: "bodyChooses",
      rule: { article: "第二十四条" },
    });
  });

  it("needs a norm that knows a fine", () => {
    expect(() => normToFineBy(law, AFTER, [warning])).toThrow(refused("enforcement.norm.no_fine"));
  });
});
