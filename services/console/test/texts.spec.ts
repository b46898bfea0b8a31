import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { appraisal } from "../src/common/texts/appraisal.ts";
import { board } from "../src/common/texts/board.ts";
import { caseTexts } from "../src/common/texts/case.ts";
import { common } from "../src/common/texts/common.ts";
import { enforcement } from "../src/common/texts/enforcement.ts";
import { field } from "../src/common/texts/field.ts";
import { deskProblems } from "../src/common/texts/desk-problems.ts";
import { integrations } from "../src/common/texts/integrations.ts";
import { registry } from "../src/common/texts/registry.ts";
import { form } from "../src/common/texts/form.ts";
import { ops } from "../src/common/texts/ops.ts";
import { resident } from "../src/common/texts/resident.ts";
import { social } from "../src/common/texts/social.ts";
import { staff } from "../src/common/texts/staff.ts";

const src = fileURLToPath(new URL("../src/", import.meta.url));
const HAN = /\p{Script=Han}/u;
/** The button that leads to the other language is written in it. */
const OF_THE_OTHER = ["language", "languageLabel", "whereHelp", "categoryHelp", "placeHelp"];

/** Every text with its path; what takes something is given a 7. */
const leaves = (value: unknown, path: string): readonly (readonly [string, string])[] => {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") return [[path, (value as (...all: number[]) => string)(7, 7, 7)]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => leaves(inner, path === "" ? name : `${path}.${name}`));
};

describe.each(
  Object.entries({
    ...{ common, staff, resident, field, deskProblems, appraisal, registry, integrations },
    ...{ enforcement, social, form, ops, caseTexts, board },
  }),
)("texts of %s", (_name, { zh, en }) => {
  const chinese = new Map(leaves(zh, ""));
  const english = new Map(leaves(en, ""));
  const isOwn = (path: string): boolean => !OF_THE_OTHER.includes(path);

  it("has each text in both languages", () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
    expect([...chinese, ...english].filter(([, text]) => text.trim() === "")).toEqual([]);
  });

  it("leaves nothing untranslated", () => {
    expect([...english].filter(([path, text]) => isOwn(path) && HAN.test(text))).toEqual([]);
    const said = [...chinese].filter(([path, text]) => isOwn(path) && /\p{L}/u.test(text));
    expect(said.filter(([, text]) => !HAN.test(text))).toEqual([]);
  });
});

/** Attributes that somebody reads or hears. */
const SPOKEN = new Set(["label", "title", "placeholder", "description", "alt", "aria-label"]);

const spokenIn = (file: string): readonly string[] => {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node) && /\p{L}/u.test(node.text)) found.push(node.text.trim());
    if (
      ts.isJsxAttribute(node) &&
      SPOKEN.has(node.name.getText()) &&
      node.initializer &&
      ts.isStringLiteral(node.initializer)
    )
      found.push(node.initializer.text);
    if (ts.isStringLiteralLike(node) && HAN.test(node.text)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX));
  return found;
};

it("no page says a word of its own: every one comes from the texts", () => {
  const pages = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".tsx"));
  expect(pages.length).toBeGreaterThan(20);
  expect(pages.flatMap((file) => spokenIn(join(src, file)).map((text) => `${file}: ${text}`))).toEqual([]);
});
