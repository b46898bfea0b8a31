import { describe, expect, it } from "vitest";
import { loadStandards, StandardDocument } from "../../src/app/standards.ts";
import { conformance, summarise, UNIFICATIONS, type StationFacts } from "../../src/domain/standards/index.ts";
import { standard } from "./builders.ts";

const { standards } = loadStandards();
const exemplary: StationFacts = {
  kind: "communityStation",
  facts: {
    items: [
      "medicalInsurance",
      "socialInsurance",
      "civilRelief",
      "elderlyCare",
      "culture",
      "disabilitySupport",
      "maternity",
      "education",
    ],
    itemListPublished: true,
    frontBackLinked: true,
    ...Object.fromEntries(
      ["medicalInsurance", "socialInsurance", "civilRelief", "elderlyCare", "disabilitySupport", "maternity"].map(
        (item) => [`process.${item}`, "1.0"],
      ),
    ),
    floorAreaM2: 240,
    areaPer100HouseholdsM2: 31,
    barrierFreeEntrance: true,
    zones: ["reception", "waiting", "consultation"],
    logoSet: "1.0",
    nameBoard: "成华区猛追湾街道建设巷社区公共服务站",
    bilingualSigns: true,
    "software.name": "wangge",
    "software.version": "2.1",
    "evaluation.scheme": "1.0",
    "evaluation.lastOn": "2023-11-30",
    "evaluation.channels": ["qrCode"],
  },
};
const reportOf = (value: StationFacts, asOf = "2024-06-01") =>
  conformance({ id: "st-1", name: "站", history: [{ from: "2012-01-01", value }], standards, asOf });
const statuses = (...input: Parameters<typeof reportOf>) =>
  Object.fromEntries(reportOf(...input).dimensions.map(({ unification, status }) => [unification, status]));

describe("the standards the registry starts with", () => {
  it("cover all six", () => {
    expect(new Set(standards.map(({ unification }) => unification))).toEqual(new Set(UNIFICATIONS));
  });

  it("say of every demand what it is based on, and never pass an assumption for a document", () => {
    for (const { requirements } of standards)
      for (const { basis } of requirements) expect(["reform", "document", "assumption"]).toContain(basis.kind);
    expect(standards.every(({ source }) => /假定|国办发/.test(source))).toBe(true);
  });

  it("are met by an exemplary community station", () => {
    expect(statuses(exemplary)).toEqual(Object.fromEntries(UNIFICATIONS.map((one) => [one, "conforms"])));
  });

  it("leave its smallness to be mended until the end of 2025", () => {
    const crowded = {
      ...exemplary,
      facts: { ...exemplary.facts, areaPer100HouseholdsM2: 24, "evaluation.lastOn": "2025-11-30" },
    };
    expect(statuses(crowded, "2025-12-31").construction).toBe("transition");
    expect(statuses(crowded, "2026-01-01").construction).toBe("deviates");
  });

  it("wanted a rating device or code at the window by the end of 2020", () => {
    const mute = {
      ...exemplary,
      facts: { ...exemplary.facts, "evaluation.channels": [], "evaluation.lastOn": "2020-10-01" },
    };
    expect(statuses(mute, "2020-12-31").evaluation).toBe("transition");
    expect(reportOf(mute, "2021-01-01").dimensions.at(-1)).toMatchObject({
      status: "deviates",
      deviations: [{ since: "2021-01-01", fineUntil: "2019-12-02", standard: { version: "2.0" } }],
    });
  });

  it("ask of an accounting centre its board and its software only: it serves offices, not residents", () => {
    expect(statuses({ kind: "accountingCentre", facts: {} })).toEqual({
      items: "notApplicable",
      processes: "notApplicable",
      construction: "notApplicable",
      signage: "unknown",
      software: "unknown",
      evaluation: "notApplicable",
    });
  });

  it("give a summary with the worst on top", () => {
    const poor = { ...exemplary, facts: { ...exemplary.facts, zones: ["waiting"], logoSet: "0.9" } };
    const [first, second] = summarise([reportOf(exemplary), reportOf(poor)]);
    expect([first?.unification, second?.unification]).toEqual(["construction", "signage"]);
  });
});

describe("a standards file", () => {
  it("is refused when a key is misspelt or a predicate unknown", () => {
    const { requirements, ...rest } = standard();
    const asking = (change: object) => ({ ...rest, requirements: [{ ...requirements[0], ...change }] });
    expect(StandardDocument.safeParse(asking({})).success).toBe(true);
    expect(StandardDocument.safeParse(asking({ gracedays: 3 })).success).toBe(false);
    expect(StandardDocument.safeParse(asking({ check: { is: "matches", fact: "a" } })).success).toBe(false);
  });
});
