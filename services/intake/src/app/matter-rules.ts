import { readFileSync } from "node:fs";
import { clockKinds } from "@wangge/calendar";
import { Day, DepartmentCode } from "@wangge/contracts";
import { MatterKind } from "@wangge/contracts/events";
import { listOf } from "@wangge/kit";
import { z } from "zod";
import type { AnswerTemplate, CategoryPath, MatterRules } from "../domain/index.ts";
import { heldOn, readData } from "./dated.ts";

const Term = z
  .strictObject({
    amount: z.number().positive(),
    kind: z.enum(clockKinds),
    counted: z.literal("byDay").optional(),
    rolls: z.boolean().optional(),
  })
  .refine(({ counted, kind }) => counted === undefined || kind === "naturalDay", "only natural days count by day");

const Rules = z.strictObject({
  kind: MatterKind,
  from: Day,
  source: z.string().min(1),
  assumed: z.array(z.string()),
  accept: Term.optional(),
  deemedAccepted: z.boolean().optional(),
  handle: Term.optional(),
  extension: z.strictObject({ by: Term, times: z.int().min(1) }).optional(),
  reviews: z.array(z.strictObject({ within: Term, term: Term })).max(2),
  reopen: z.strictObject({ within: Term, times: z.int().min(0) }),
  refusals: z.array(z.string()),
  pauses: z.array(z.string()),
});

export const Bilingual = z.object({ zh: z.string(), en: z.string() });
const Labels = z.record(z.string(), Bilingual);
const MatterWords = z.object({
  refusals: Labels,
  pauses: Labels,
  problems: Labels,
  extensions: Labels,
  results: Labels,
});

const Template = z.strictObject({
  code: z.string(),
  from: Day,
  source: z.string(),
  title: Bilingual,
  zh: z.string(),
  en: z.string(),
});

const Superiors = z.strictObject({
  from: Day,
  source: z.string(),
  assumed: z.array(z.string()),
  default: DepartmentCode,
  of: z.record(DepartmentCode, DepartmentCode),
});

/** 程序参数 of a kind on a day. */
export const loadMatterRules = (): ((kind: MatterKind, day: string) => MatterRules) => {
  const all = readData("matter-rules.json", listOf(Rules));
  return (of, day) => {
    const rows = all.filter(({ kind }) => kind === of);
    const { kind, from, source: _source, assumed: _assumed, ...rules } = heldOn(rows, day, "matter_rules");
    return { version: `${kind}@${from}`, ...rules };
  };
};

export const loadMatterWords = () => readData("matter-words.json", MatterWords);

/** The same as messages are filled in with them: one code at a time. */
export const wordsOfMessages = ({ refusals, pauses, extensions, results }: z.infer<typeof MatterWords>) => ({
  refusal: refusals,
  pause: pauses,
  extension: extensions,
  result: results,
});

/** 答复模板 as they hold on a day, one of each code. */
export const loadTemplates = (): ((day: string) => readonly AnswerTemplate[]) => {
  const byCode = Map.groupBy(readData("answer-templates.json", listOf(Template)), ({ code }) => code);
  return (day) =>
    [...byCode.values()].flatMap((rows) =>
      rows.some(({ from }) => from <= day) ? [heldOn(rows, day, "template")] : [],
    );
};

const loadAbove =
  (file: string, what: string): (() => (department: string, day: string) => string) =>
  () => {
    const all = readData(file, listOf(Superiors));
    return (department, day) => {
      const held = heldOn(all, day, what);
      return held.of[department] ?? held.default;
    };
  };

/** 上级机关: the body that looks again at what a body has replied. */
export const loadSuperiors = loadAbove("superiors.json", "superiors");
/** 督察机关: the body that looks into complaints about officers of a body, or again at what it replied itself. */
export const loadInspections = loadAbove("inspections.json", "inspections");

const Taxonomy = z.object({
  scheme: z.string(),
  version: z.string(),
  name: Bilingual,
  source: z.string(),
  table: z.string(),
});

/** 信访分类, three levels, in one named and versioned scheme. */
export interface Taxonomy {
  readonly scheme: string;
  readonly source: string;
  /** What lies below a path, in the order of the table. */
  readonly below: (path: readonly string[]) => readonly string[];
  /** The path in this scheme; undefined where the scheme has none such. */
  readonly find: (path: readonly string[]) => CategoryPath | undefined;
}

const keyOf = (path: readonly string[]): string => path.join("\t");

export const loadTaxonomy = (): Taxonomy => {
  const { scheme: name, version, source, table } = readData("petition-categories.json", Taxonomy);
  const [, ...lines] = readFileSync(new URL(`../../data/${table}`, import.meta.url), "utf8")
    .trim()
    .split(/\r?\n/);
  const below = new Map<string, Set<string>>();
  for (const line of lines) {
    const levels = line.split(",");
    for (const [depth, label] of levels.entries()) {
      const key = keyOf(levels.slice(0, depth));
      below.set(key, (below.get(key) ?? new Set()).add(label));
    }
  }
  const scheme = `${name}@${version}`;
  const has = (path: readonly string[]): boolean =>
    path.length > 0 && below.get(keyOf(path.slice(0, -1)))?.has(path.at(-1) ?? "") === true;
  return {
    scheme,
    source,
    below: (path) => [...(below.get(keyOf(path)) ?? [])],
    find: (path) => (has(path) ? { scheme, path: [...path] } : undefined),
  };
};
