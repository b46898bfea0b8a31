import { readFileSync } from "node:fs";
import { clockKinds } from "@wangge/calendar";
import { CategoryCode, DepartmentCode } from "@wangge/contracts/vocabulary";
import { describe, expect, it } from "vitest";
import register from "../data/departments.json" with { type: "json" };
import document from "../data/filing-standards.json" with { type: "json" };

const { standards } = document;
const { departments } = register;

// Another service's published document, read as a text: the two must agree, the code need not meet.
const published = new URL("../../intake/data/categories.json", import.meta.url);
const categories = JSON.parse(readFileSync(published, "utf8")) as { scheme: string; categories: { code: string }[] };

describe("the filing standards 立案标准, as published", () => {
  it("speak of the categories' scheme", () => expect(document.scheme).toBe(categories.scheme));

  it("have exactly one default for every category, and none for others", () => {
    const defaults = standards.filter((standard) => standard.default).map(({ category }) => category);
    expect(defaults.toSorted()).toEqual(categories.categories.map(({ code }) => code).toSorted());
    const known = new Set(defaults);
    expect(standards.filter(({ category }) => !known.has(category))).toEqual([]);
  });

  it("have ids of their category and a number, each once", () => {
    expect(new Set(standards.map(({ id }) => id)).size).toBe(standards.length);
    for (const { id, category } of standards) {
      expect(() => CategoryCode.parse(category)).not.toThrow();
      expect(id).toMatch(new RegExp(`^${category}-\\d+$`));
    }
  });

  it("name departments that are known", () => {
    const known = new Set(departments.map(({ code }) => DepartmentCode.parse(code)));
    expect(known.size).toBe(departments.length);
    expect(standards.filter(({ department }) => !known.has(department))).toEqual([]);
  });

  it("have a limit that a clock can run, a condition and a closing", () => {
    for (const { limit, condition, closing } of standards) {
      expect(limit.amount).toBeGreaterThan(0);
      expect(clockKinds).toContain(limit.kind);
      expect([condition.zh, condition.en, closing.zh, closing.en].every((text) => text.trim() !== "")).toBe(true);
    }
  });

  it("say of each limit whether it is printed or assumed", () => {
    for (const standard of standards) expect("printed" in standard).toBe(!("assumed" in standard));
  });

  it("ask the grid worker for what is settled on the spot, never for a service or a component", () => {
    const onTheSpot = standards.filter(({ handler }) => handler === "gridWorker");
    expect(onTheSpot.length).toBeGreaterThan(5);
    for (const { category, limit } of onTheSpot) {
      expect(category).toMatch(/^event-/);
      expect(limit.kind === "workingDay" ? limit.amount : limit.amount / 8).toBeLessThanOrEqual(1);
    }
    expect(new Set(standards.map(({ handler }) => handler))).toEqual(new Set(["gridWorker", "department"]));
  });

  it("verify before filing for a few kinds of events only", () => {
    const verified = new Set(standards.filter((it) => it.verifyBeforeFiling).map(({ category }) => category));
    expect(verified.size).toBeGreaterThan(0);
    expect(verified.size).toBeLessThanOrEqual(10);
    for (const category of verified) expect(category).toMatch(/^event-/);
  });
});
