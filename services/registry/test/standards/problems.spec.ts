import { describe, expect, it } from "vitest";
import { standardProblems, type Predicate, type Requirement, type Standard } from "../../src/domain/standards/index.ts";
import { requirement, standard } from "./builders.ts";

const codes = (...standards: Standard[]) => standardProblems(standards).map(({ code }) => code);
const asking = (...changes: Partial<Requirement>[]) => standard({ requirements: changes.map(requirement) });
/** Data that the compiler has not seen. */
const loose = <T>(value: unknown) => value as T;

describe("standards that may be published", () => {
  it("have nothing wrong with them, one version or several", () => {
    const next = standard({ version: "1.10", effectiveFrom: "2015-01-01" });
    const before = standard({ version: "1.9", effectiveTo: "2014-12-01" });
    expect(standardProblems([next, before])).toEqual([]);
  });

  it("may be two of one unification when they never ask the same kind of place at the same time", () => {
    const [stations, centres] = [standard(), standard({ id: "centres", kinds: ["publicServiceCentre"] })];
    expect(codes(stations, centres)).toEqual([]);
    const later = standard({ id: "later", effectiveFrom: "2015-01-01" });
    expect(codes(standard({ effectiveTo: "2015-01-01" }), later)).toEqual([]);
  });
});

describe("standards that may not", () => {
  it("name the standard, the version and the requirement", () => {
    expect(standardProblems([asking({ text: { zh: "", en: "floor area" } })])).toEqual([
      {
        code: "text",
        message: "the text is missing in Chinese or English",
        standard: "construction-norms",
        version: "1.0",
        requirement: "construction.floorArea",
      },
    ]);
  });

  it.each<[string, Partial<Standard>]>([
    ["text", { title: { zh: "建设规范", en: " " } }],
    ["text", { source: "" }],
    ["version", { version: "v1" }],
    ["day", { effectiveFrom: "2014-02-30" }],
    ["day", { effectiveTo: "2014-01-01" }],
    ["kind", { kinds: loose(["communityStation", "townHall"]) }],
    ["kind", { unification: loose("heating") }],
    ["empty", { requirements: [] }],
    ["duplicate", { requirements: [requirement(), requirement()] }],
  ])("%s: %o", (code, change) => {
    expect(codes(standard(change))).toContain(code);
  });

  it.each<[string, Partial<Requirement>]>([
    ["text", { id: "" }],
    ["text", { basis: { kind: "assumption", text: "" } }],
    ["kind", { basis: { kind: loose("hearsay"), text: "测试" } }],
    ["kind", { kinds: ["heartLinkStation"] }],
    ["kind", { kinds: [] }],
    ["grace", { graceDays: -1 }],
    ["grace", { graceDays: 1.5 }],
  ])("%s: %o", (code, change) => {
    expect(codes(asking(change))).toContain(code);
  });

  it.each<Predicate>([
    loose({ is: "matches", fact: "nameBoard", pattern: ".*" }),
    loose({ is: "toString", fact: "nameBoard" }),
    { is: "present", fact: "" },
    loose({ is: "equals", fact: "a" }),
    { is: "atLeast", fact: "a", value: Number.NaN },
    { is: "oneOf", fact: "a", values: [] },
    { is: "includesAll", fact: "a", values: [] },
    loose({ is: "includesAny", fact: "a", values: [["b"]] }),
    { is: "versionAtLeast", fact: "a", version: "2.x" },
    { is: "notOlderThan", fact: "a", months: 0 },
    { is: "wording", fact: "a" },
    { is: "wording", fact: "a", ends: [""] },
  ])("predicate: %o", (check) => {
    expect(codes(asking({ check }))).toEqual(["predicate"]);
  });

  it("have two versions in force on one day", () => {
    expect(codes(standard(), standard({ version: "2.0" }))).toEqual(["overlap"]);
    const next = standard({ version: "2.0", effectiveFrom: "2015-01-01" });
    expect(codes(standard({ effectiveTo: "2015-01-02" }), next)).toEqual(["overlap"]);
    expect(codes(standard({ effectiveTo: "2015-01-01" }), next)).toEqual([]);
  });

  it("count their versions backwards, or twice the same", () => {
    const next = (version: string) => standard({ version, effectiveFrom: "2015-01-01" });
    expect(codes(standard({ version: "1.10" }), next("1.9"))).toEqual(["version"]);
    expect(codes(standard(), next("1"))).toEqual(["version"]);
  });

  it("change from one of the six to another", () => {
    const moved = standard({ version: "2.0", effectiveFrom: "2015-01-01", unification: "signage" });
    expect(codes(standard(), moved)).toEqual(["kind"]);
  });

  it("are two of one unification for the same kind of place at the same time: that would not be unified", () => {
    const rival = standard({ id: "rival", effectiveFrom: "2015-01-01" });
    expect(standardProblems([rival, standard()])).toMatchObject([
      { code: "overlap", standard: "rival", version: "1.0" },
    ]);
  });
});
