import { CategoryCode } from "@wangge/contracts";
import { DomainError } from "@wangge/kit";
import { z } from "zod";
import { datedVersion, inForceOn, readData } from "./dated.ts";
import {
  DATATYPES,
  treeOf,
  type DuplicateRule,
  type Question,
  type Tree,
  type TreeNode,
} from "../domain/categories/index.ts";

export const Text = z.object({ zh: z.string(), en: z.string() });

export const Category = z.object({
  code: CategoryCode,
  parent: z.string(),
  kind: z.enum(["event", "component", "service"]),
  name: Text,
});
export type Category = z.infer<typeof Category>;

const File = z.object({
  scheme: z.string(),
  version: z.string(),
  nodes: z.array(z.object({ id: z.string(), parent: z.string().optional(), name: Text })),
  categories: z.array(Category),
});

/** 附加问题, as a form shows it. */
export const QuestionView = z.object({
  code: z.string(),
  datatype: z.enum(DATATYPES),
  required: z.boolean(),
  variable: z.boolean().describe("false: a notice to be read"),
  text: Text,
  hint: Text.optional(),
  values: z
    .array(
      z.object({
        key: z.string(),
        name: Text,
        stop: z.object({ redirect: z.string(), notice: Text }).optional().describe("ends the filing: call this number"),
      }),
    )
    .optional(),
});

const Duplicates = z.object({ radius: z.number().positive(), hours: z.number().positive() });
const Rules = z.object({
  versions: z.array(
    z.object({
      ...datedVersion,
      default: z.object({ duplicates: Duplicates }),
      rules: z.array(
        z.object({ for: z.array(z.string()), questions: z.array(QuestionView), duplicates: Duplicates.optional() }),
      ),
    }),
  ),
});

const Crosswalks = z.object({
  schemes: z.array(z.object({ scheme: z.string(), version: z.string(), codes: z.record(z.string(), CategoryCode) })),
});

/** What holds for one category on a day. */
export interface CategoryRules {
  readonly version: string;
  readonly questions: readonly Question[];
  readonly duplicates: DuplicateRule;
}

/** 类别 in one named numbering. Codes of another numbering mean other things. */
export interface Categories {
  /** `gbt-30428.2-2013-as-implemented@2026.1` */
  readonly scheme: string;
  readonly all: readonly Category[];
  readonly nodes: readonly TreeNode[];
  readonly tree: Tree;
  readonly find: (code: string) => Category | undefined;
  /** What a code of another known numbering is called here; the code itself in this one's. */
  readonly translate: (scheme: string, code: string) => string | undefined;
  /** `name@version` of every numbering that codes may be given in. */
  readonly schemes: readonly string[];
  /** @param day Asia/Shanghai, `2017-12-27` */
  readonly rulesOf: (category: Category, day: string) => CategoryRules;
}

const rulesFrom = (tree: Tree) => {
  const { versions } = readData("category-rules.json", Rules);
  return (category: Category, day: string): CategoryRules => {
    const inForce = inForceOn(versions, day);
    if (inForce === undefined)
      throw new DomainError("missing", "intake.category.no_rules", "No rules of categories were in force on that day");
    const own = tree.lineOf(category).flatMap((id) => inForce.rules.filter((rule) => rule.for.includes(id)));
    return {
      version: inForce.version,
      questions: own.flatMap(({ questions }) => questions),
      duplicates: own.findLast(({ duplicates }) => duplicates !== undefined)?.duplicates ?? inForce.default.duplicates,
    };
  };
};

export const readCategories = (): z.infer<typeof File> => readData("categories.json", File);

/** Checks the categories once, at start. @throws Error for a tree that is none */
export const loadCategories = (published = readCategories()): Categories => {
  const { scheme: name, version, nodes, categories } = published;
  const byCode = new Map(categories.map((category) => [category.code, category]));
  const tree = treeOf(nodes, categories);
  const scheme = `${name}@${version}`;
  const own = Object.fromEntries([...byCode.keys()].map((code) => [code, code]));
  const walks = readData("crosswalks.json", Crosswalks).schemes.map(
    (walk) => [`${walk.scheme}@${walk.version}`, walk.codes] as const,
  );
  const codesOf = new Map<string, Readonly<Record<string, string>>>([[scheme, own], ...walks]);
  return {
    scheme,
    all: categories,
    nodes,
    tree,
    find: (code) => byCode.get(code),
    translate: (from, code) => {
      const codes = codesOf.get(from);
      return codes !== undefined && Object.hasOwn(codes, code) ? codes[code] : undefined;
    },
    schemes: [...codesOf.keys()],
    rulesOf: rulesFrom(tree),
  };
};
