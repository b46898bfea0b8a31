import { CategoryCode } from "@wangge/contracts/vocabulary";
import { describe, expect, it } from "vitest";
import { treeOf } from "../src/domain/index.ts";
import document from "../data/categories.json" with { type: "json" };

const { categories, nodes } = document;
const DOMAINS = ["internalManagement", "socialConstruction", "urbanManagement", "socialManagement", "urbanisation"];

describe("the categories 类别, as published", () => {
  it("name their scheme and version", () => {
    expect(document.scheme).toBe("gbt-30428.2-2013-as-implemented");
    expect(document).toMatchObject({ version: expect.stringMatching(/^\d{4}\.\d+$/), status: "first cut" });
  });

  it("have codes that parse, each once", () => {
    for (const { code } of categories) expect(() => CategoryCode.parse(code)).not.toThrow();
    expect(new Set(categories.map(({ code }) => code)).size).toBe(categories.length);
  });

  it("have codes made of kind, major and minor", () => {
    for (const { code, kind, major, minor } of categories) expect(code).toBe(`${kind}-${major}${minor}`);
  });

  it("belong to a major of their kind, in one of the reform's classes of functions", () => {
    const tree = treeOf(nodes, categories);
    for (const category of categories) {
      const [root, major, ...deeper] = tree.pathOf(category);
      expect(DOMAINS).toContain(root?.id);
      expect(major?.id).toBe(`${root?.id ?? ""}/${category.kind}-${category.major}`);
      expect(deeper).toEqual([]);
    }
    const used = new Set(categories.flatMap((category) => tree.pathOf(category).map(({ id }) => id)));
    expect(nodes.filter(({ id }) => !used.has(id))).toEqual([]);
  });

  it("are named in both languages, no two alike within a kind", () => {
    for (const { name } of [...categories, ...nodes])
      expect([name.zh, name.en].every((text) => text.trim() !== "")).toBe(true);
    const names = categories.flatMap(({ kind, name }) => [`${kind} ${name.zh}`, `${kind} ${name.en}`]);
    expect(new Set(names).size).toBe(names.length);
  });

  it("count local extensions down from 99, without a gap", () => {
    for (const local of Map.groupBy(
      categories.filter((it) => "local" in it),
      ({ kind, major }) => kind + major,
    ).values()) {
      const minors = local.map(({ minor }) => minor);
      expect(minors).toEqual(minors.map((_, index) => String(99 - index)));
    }
  });

  it("hold services that residents can apply for at the counter", () => {
    const services = categories.filter(({ kind }) => kind === "service");
    expect(services.length).toBeGreaterThanOrEqual(20);
    for (const service of services) expect(service).toHaveProperty("item");
  });
});
