import { describe, expect, it } from "vitest";
import document from "../data/filing-standards.json" with { type: "json" };
import { loadDepartments } from "../src/app/departments.ts";
import { loadSkills } from "../src/app/skills.ts";
import { filingStandards, StandardsSchema, type Standards } from "../src/app/standards.ts";
import { standardsProblems, type StandardsContext } from "../src/domain/filing-standards.ts";

const { version: _version, effectiveFrom: _from, ...content } = document;
const first = StandardsSchema.parse(content);
const context: StandardsContext = {
  departments: new Set(loadDepartments().keys()),
  skills: new Set(loadSkills().keys()),
  day: "2017-12-27",
  before: first,
  routed: new Set(),
};

type One = Standards["standards"][number];
/** The first edition with one of its standards made otherwise. */
const otherwise = (id: string, change: (standard: One) => One | undefined): Standards => ({
  ...first,
  standards: first.standards.flatMap((one) => (one.id === id ? (change(one) ?? []) : one)),
});
const codes = (content: Standards, more: Partial<StandardsContext> = {}): readonly string[] =>
  standardsProblems(content, { ...context, ...more }).map(({ severity, code, at }) => `${severity} ${code} ${at}`);
const ID = "event-0110-2";

describe("the check of an edition of filing standards", () => {
  it("finds nothing in the first edition, but that three rest on law younger than the reform", () => {
    for (const day of ["2014-05-01", "2017-12-27", "2022-06-04", "2022-06-05", "2026-11-29"])
      expect(codes(first, { day })).toEqual([]);
    expect(codes(first, { day: "2012-01-01" })).toEqual(
      ["service-0102-1", "service-0401-1", "service-0402-1"].map((id) => `warning legal_basis.not_in_force ${id}`),
    );
  });

  it("wants condition, limit, closing condition and legal basis of each", () => {
    const blank = { zh: " ", en: "" };
    expect(codes(otherwise(ID, (one) => ({ ...one, condition: blank })))).toEqual([`error condition.missing ${ID}`]);
    expect(codes(otherwise(ID, (one) => ({ ...one, closing: blank })))).toEqual([`error closing.missing ${ID}`]);
    const basis = (...instruments: string[]) =>
      otherwise(ID, (one) => ({ ...one, legalBasis: { status: "assumed", instruments } }));
    expect(codes(basis())).toEqual([`error legal_basis.missing ${ID}`]);
    expect(codes(basis("no-such-law"))).toEqual([`error legal_basis.unknown ${ID}`]);
    for (const part of ["condition", "limit", "closing", "legalBasis"]) {
      const { [part as "limit"]: _, ...rest } = first.standards[0] as One;
      const { success, error } = StandardsSchema.safeParse({ ...first, standards: [rest] });
      expect([success, error?.issues.map(({ path }) => path.join("."))]).toEqual([false, [`standards.0.${part}`]]);
    }
  });

  it("wants one default for each category, ids of their category, and each once", () => {
    expect(codes(otherwise(ID, (one) => ({ ...one, default: true })))).toEqual(["error default.twice event-0110"]);
    expect(codes(otherwise("event-0110-1", (one) => ({ ...one, default: false })))).toEqual([
      "error default.missing event-0110",
    ]);
    expect(codes(otherwise(ID, (one) => ({ ...one, id: "event-0111-2" })))).toEqual([
      "error id.other_category event-0111-2",
    ]);
    expect(codes(otherwise(ID, (one) => ({ ...one, id: "event-0110-1" })))).toEqual(["error id.twice event-0110-1"]);
  });

  it("knows departments and skills", () => {
    expect(codes(otherwise(ID, (one) => ({ ...one, department: "nobody", skills: ["flying"] })))).toEqual([
      `error department.unknown ${ID}`,
      `error skill.unknown ${ID}`,
    ]);
  });

  it("warns of a law that does not hold yet, of a category that is gone, and of a standard that rules name", () => {
    const law = otherwise("event-0128-1", (one) => ({
      ...one,
      legalBasis: { status: "given", instruments: ["noise-2022"] },
    }));
    expect(codes(law, { day: "2022-06-04" })).toEqual(["warning legal_basis.not_in_force event-0128-1"]);
    expect(codes(law, { day: "2022-06-05" })).toEqual([]);
    expect(codes(otherwise("event-0129-1", () => undefined))).toEqual(["warning category.dropped event-0129"]);
    expect(codes(first, { routed: new Set(["event-0110-9", "event-0110-1"]) })).toEqual([
      "warning standard.routed event-0110-9",
    ]);
  });
});

describe("the standards in force", () => {
  const second = {
    version: "2026.2",
    content: otherwise("event-0110-1", (one) => ({ ...one, limit: { amount: 1, kind: "urgentHour" } })),
  };
  const editions = [{ version: "2026.1", content: first }, second];
  let day = "2017-12-27";
  const standards = filingStandards({
    inForceOn: (on) => (on < "2018-01-01" ? { version: "2026.1", content: first } : second),
    published: (version) => editions.find((one) => one.version === version),
    today: () => day,
  });

  it("are those of the day", () => {
    day = "2017-12-27";
    expect(standards.version).toBe("2026.1");
    expect(standards.ruleFor("event-0110").standard).toMatchObject({ id: "event-0110-1@2026.1", limit: { amount: 2 } });
    day = "2018-01-01";
    expect(standards.version).toBe("2026.2");
    expect(standards.ruleFor("event-0110").standard).toMatchObject({ id: "event-0110-1@2026.2", limit: { amount: 1 } });
    expect(() => standards.ruleFor("event-0999")).toThrow(
      expect.objectContaining({ code: "dispatch.category.no_standard" }),
    );
  });

  it("are found by id, and by id and version for ever", () => {
    day = "2018-01-01";
    expect(standards.find("component-0101-2")?.rule.standard.id).toBe("component-0101-2@2026.2");
    expect(standards.find("component-0101-2@2026.1")?.rule.standard.id).toBe("component-0101-2@2026.1");
    expect(standards.find("component-0101-2@2025.1")).toBeUndefined();
    expect(standards.find("component-0101-9")).toBeUndefined();
  });

  it("can be chosen for a case of their category only", () => {
    day = "2018-01-01";
    expect(standards.chosen("component-0101", "component-0101-3").standard.limit).toEqual({
      amount: 2,
      kind: "workingDay",
    });
    expect(standards.chosen("event-0110", "event-0110-1@2026.1").standard).toMatchObject({
      id: "event-0110-1@2026.1",
      limit: { amount: 2 },
    });
    expect(() => standards.chosen("component-0101", "component-0102-1")).toThrow(
      expect.objectContaining({ code: "dispatch.standard.other_category" }),
    );
    expect(() => standards.chosen("component-0101", "component-0101-9")).toThrow(
      expect.objectContaining({ code: "dispatch.standard.unknown" }),
    );
  });

  it("name the law of the day", () => {
    const lawOf = (on: string): readonly string[] =>
      standards.ofCategory("event-0128", on).flatMap(({ legalBasis }) => legalBasis.map(({ id }) => id));
    expect([lawOf("2022-06-04"), lawOf("2022-06-05")]).toEqual([["noise-1997"], ["noise-2022"]]);
  });

  it("come with the default first", () => {
    expect(standards.ofCategory("event-0101").map(({ standard }) => standard.id)).toEqual([
      "event-0101-2",
      "event-0101-1",
    ]);
    expect(standards.ofCategory("event-0999")).toEqual([]);
    expect(standards.all().length).toBe(first.standards.length);
  });
});

it("a worker may put right on the spot only what is the worker's to begin with", () => {
  const self = first.standards.filter((one) => one.selfHandling === true);
  expect(self.length).toBeGreaterThan(5);
  for (const { handler, skills } of self) expect([handler, skills]).toEqual(["gridWorker", undefined]);
});
