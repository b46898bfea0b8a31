import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { powerList as made } from "../data/generate/power-list.ts";
import document from "../data/power-list.json" with { type: "json" };
import rules from "../data/admission-rules.json" with { type: "json" };
import { loadAdmissionRules, PowerListFile } from "../src/app/power-list.ts";

const read = (path: string): string => readFileSync(new URL(`../data/${path}`, import.meta.url), "utf8");
const { classes, items } = PowerListFile.parse(document);
const of = (level: string) => items.filter(({ content }) => content.level === level);

describe("the power list 权力清单", () => {
  it("hands 63 items in 9 classes down to streets, 75 in 9 to communities", () => {
    expect([of("street").length, of("community").length]).toEqual([63, 75]);
    for (const level of ["street", "community"]) {
      expect(classes.filter((one) => one.level === level).length).toBe(9);
      expect(new Set(of(level).map(({ content }) => content.itemClass)).size).toBe(9);
    }
  });

  it("has the classes that the reform's text names", () => {
    const named = (level: string) => classes.flatMap((one) => (one.level === level && one.named ? one.name.zh : []));
    expect(named("street")).toEqual(["民政事务", "社会保险", "计划生育"]);
    expect(named("community")).toEqual(["住房保障", "教育文体", "综治维稳"]);
  });

  it("has each code once, of this list and of the catalogue it was made from", () => {
    expect(new Set(items.map(({ code }) => code)).size).toBe(138);
    expect(new Set(items.map(({ content }) => content.madeFrom?.code)).size).toBe(138);
  });

  it("puts every item into a class of its level", () => {
    const levels = new Map(classes.map(({ code, level }) => [code, level]));
    for (const { content } of items) expect(levels.get(content.itemClass)).toBe(content.level);
  });

  it("says of itself and of every item that it is a stand-in, of which item, and what is assumed", () => {
    expect(document).toMatchObject({ standIn: true, source: expect.stringContaining("Apache-2.0") });
    for (const { content } of items) {
      expect(content).toMatchObject({ standIn: true, madeFrom: { catalogue: "511602" } });
      expect(content.assumed).toEqual(
        expect.arrayContaining(["level", "itemClass", "delegation", "steps", "materials", "limit", "fee", "result"]),
      );
    }
  });

  it("invents no legal basis", () => {
    for (const { content } of items) expect(content.basis).toEqual({ known: false });
  });

  it("says who does each step, what to bring, and how long it takes", () => {
    for (const { content } of items) {
      expect(content.steps.length).toBeGreaterThanOrEqual(3);
      expect(content.materials.length).toBeGreaterThanOrEqual(1);
      expect(content.limit.amount).toBeGreaterThan(0);
    }
  });

  it("is what its script makes of the catalogue", () => {
    expect(made(read("sources/guangan-items.csv"))).toBe(read("power-list.json"));
  });
});

describe("the rules of admission 准入规则", () => {
  it("name their source and what of them is assumed", () => {
    for (const rule of rules) expect(rule).toMatchObject({ source: expect.any(String), assumed: expect.any(Array) });
  });

  it("are those of the day", () => {
    const rulesOn = loadAdmissionRules();
    expect(rulesOn("2017-12-27").always).toEqual(["legal-affairs"]);
    expect(rulesOn("2019-03-01").always).toEqual(["justice"]);
    expect(() => rulesOn("2011-12-31")).toThrow(
      expect.objectContaining({ code: "intake.admission.no_rules" }) as Error,
    );
  });
});
