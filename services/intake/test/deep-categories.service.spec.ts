import type { WireMeta } from "@wangge/kit";
import { memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readCategories } from "../src/app/categories.ts";
import { compose } from "../src/compose.ts";
import { manifests, testConfig } from "./builders.ts";

const GRID = "510108002001001";
const anybody: WireMeta = { external: true };
const named = (id: string, parent: string) => ({ id, parent, name: { zh: `类${id}`, en: `Class ${id}` } });

/** 道路破损 four nodes below the root, its neighbours where they were. */
const deep = (() => {
  const { nodes, categories, ...scheme } = readCategories();
  const major = categories.find(({ code }) => code === "event-0113")?.parent ?? "";
  return {
    ...scheme,
    version: "2026.1-deep",
    nodes: [...nodes, named("ground", major), named("roads", "ground"), named("surfaces", "roads")],
    categories: categories.map((one) => (one.code === "event-0113" ? { ...one, parent: "surfaces" } : one)),
  };
})();

let platform: MemoryPlatform;
beforeEach(async () => {
  platform = await memoryPlatform({
    manifests,
    compose: (parts) => compose(parts, deep),
    config: testConfig,
    calls: {
      "registry.resolve": ({ places }: { readonly places: readonly unknown[] }) => ({ grids: places.map(() => GRID) }),
      "registry.version": () => ({ version: "1" }),
      "registry.placeNames": () => ({ version: "1", places: [] }),
    },
  });
});
afterEach(() => platform.stop());

it("a category five levels deep is listed, asked about, suggested and filed like any other", async () => {
  const list = (await platform.call("categories", {}, anybody)) as typeof deep;
  expect(list.nodes.filter(({ id }) => ["ground", "roads", "surfaces"].includes(id))).toHaveLength(3);

  const one = await platform.call("category", { category: "event-0113" }, anybody);
  const { path, questions } = one as {
    path: { id: string }[];
    questions: { code: string; values: { key: string }[] }[];
  };
  expect(path.map(({ id }) => id)).toEqual([path[0]?.id, path[1]?.id, "ground", "roads", "surfaces"]);

  const suggested = await platform.call("suggest", { text: "路面破损有坑洞" }, anybody);
  const { categories } = suggested as { categories: { category: string; name: object }[] };
  expect(categories[0]).toMatchObject({ category: "event-0113", name: { zh: "道路破损" } });

  const [question] = questions;
  const report = { category: "event-0113", description: "路面破损", grid: GRID };
  await expect(platform.call("accept", report, anybody)).rejects.toMatchObject({ code: "intake.attribute.missing" });
  const attributes = { [question?.code ?? ""]: [question?.values[0]?.key] };
  expect(await platform.call("accept", { ...report, attributes }, anybody)).toMatchObject({ category: "event-0113" });
  const [stored] = platform.documents("reports");
  expect(stored?.state).toMatchObject({ categoryScheme: `${deep.scheme}@2026.1-deep` });
});
