import { readFileSync } from "node:fs";
import { CategoryCode } from "@wangge/contracts";
import { z } from "zod";

const Name = z.object({ zh: z.string(), en: z.string() });

export const Category = z.object({ code: CategoryCode, kind: z.enum(["event", "component", "service"]), name: Name });
export type Category = z.infer<typeof Category>;

const File = z.object({ scheme: z.string(), version: z.string(), categories: z.array(Category) });

/** 类别 in one named numbering. Codes of another numbering mean other things. */
export interface Categories {
  /** `gbt-30428.2-2013-as-implemented@2026.1` */
  readonly scheme: string;
  readonly all: readonly Category[];
  readonly find: (code: string) => Category | undefined;
}

/** Reads and checks the categories once, at start. */
export const loadCategories = (path: URL = new URL("../../data/categories.json", import.meta.url)): Categories => {
  const { scheme, version, categories } = File.parse(JSON.parse(readFileSync(path, "utf8")));
  const byCode = new Map(categories.map((category) => [category.code, category]));
  return { scheme: `${scheme}@${version}`, all: categories, find: (code) => byCode.get(code) };
};
