import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readData } from "../src/app/dated.ts";
import {
  loadMatterRules,
  loadMatterWords,
  loadSuperiors,
  loadTemplates,
  loadTaxonomy,
} from "../src/app/matter-rules.ts";
import { filled, MATERIALS, placesOf, type MatterKind } from "../src/domain/index.ts";

const KINDS: readonly MatterKind[] = ["application", "consultation", "complaint", "opinion"];
const DAYS = ["2013-01-01", "2017-12-27", "2022-05-01", "2026-11-24"];

describe("the parameters of matters", () => {
  it("hold for every kind on every day, and each code of theirs can be read", () => {
    const rulesOf = loadMatterRules();
    const words = loadMatterWords();
    for (const kind of KINDS)
      for (const day of DAYS) {
        const { refusals, pauses } = rulesOf(kind, day);
        for (const code of refusals) expect(words.refusals, code).toHaveProperty(code);
        for (const code of [...pauses, MATERIALS]) expect(words.pauses, code).toHaveProperty(code);
      }
  });

  it("are those of the petition regulations: 15, 60 and 30, 30, 30 days", () => {
    for (const day of DAYS) {
      const { accept, handle, extension, reviews } = loadMatterRules()("opinion", day);
      expect([accept, handle, extension?.by, ...reviews.flatMap(({ within, term }) => [within, term])]).toMatchObject(
        [15, 60, 30, 30, 30, 30, 30].map((amount) => ({ amount, kind: "naturalDay", counted: "byDay" })),
      );
    }
  });

  it.each(["matter-rules.json", "answer-templates.json", "superiors.json"])("of %s name their source", (file) => {
    for (const row of readData(file, z.array(z.looseObject({ source: z.string() }))))
      expect(row.source.length).toBeGreaterThan(10);
  });
});

describe("answer templates 答复模板", () => {
  it("are one of each code on a day, with the same places in both languages", () => {
    const templatesOn = loadTemplates();
    expect(templatesOn("2012-12-31")).toEqual([]);
    for (const day of DAYS) {
      const held = templatesOn(day);
      expect(new Set(held.map(({ code }) => code)).size).toBe(held.length);
      for (const template of held) {
        expect(placesOf({ zh: template.en })).toEqual(expect.arrayContaining([...placesOf(template)]));
        const values = Object.fromEntries(placesOf(template).map((name) => [name, `<${name}>`]));
        for (const language of ["zh", "en"] as const) expect(filled(template, language, values)).not.toMatch(/[{}]/);
      }
    }
  });

  it("change with the day", () => {
    const hoursOn = (day: string) => loadTemplates()(day).find(({ code }) => code === "opening-hours")?.from;
    expect([hoursOn("2017-12-31"), hoursOn("2018-01-01")]).toEqual(["2013-01-01", "2018-01-01"]);
  });

  it("take what is put into a place as it is, and nothing for a place that they do not have", () => {
    const template = loadTemplates()("2018-01-01").find(({ code }) => code === "not-ours");
    if (template === undefined) throw new Error("no template");
    expect(filled(template, "en", { body: "{{contact}}$&", contact: "028" })).toContain("{{contact}}$&");
    expect(() => filled(template, "en", { body: "a", contact: "b", more: "c" })).toThrow(
      expect.objectContaining({ code: "intake.matter.template_values" }),
    );
  });
});

describe("the petition taxonomy", () => {
  it("knows paths of one to three levels from the top, and no others", () => {
    const { find, scheme } = loadTaxonomy();
    expect(scheme).toBe("petition-taxonomy-3level@2020");
    for (const path of [["城乡建设"], ["城乡建设", "安全生产"], ["城乡建设", "安全生产", "事故处理"]])
      expect(find(path)).toEqual({ scheme, path });
    for (const path of [[], ["安全生产"], ["城乡建设", "事故处理"], ["城乡建设", "安全生产", "事故处理", "其他"]])
      expect(find(path)).toBeUndefined();
  });
});

it("above every body there is another one", () => {
  const superiorOf = loadSuperiors();
  for (const body of ["urban-management", "street-office", "district-government"])
    expect(superiorOf(body, "2017-12-27")).not.toBe(body);
});
