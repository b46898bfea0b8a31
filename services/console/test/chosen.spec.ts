import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import wanted from "../api/forms.json" with { type: "json" };
import forms from "../src/api/forms.json" with { type: "json" };
import { named, offeredOf, stillOffered, under, within, type Choices } from "../src/staff/forms/choices.ts";
import type { Form, Schema } from "../src/staff/forms/schema.ts";

/** From here on it is something that somebody says in his own words. */
const LONG = 300;
const DATES = ["date", "date-time"];

/** Short texts that a form asks for, with what they are within: `buyer.code`. */
const askedIn = (schema: Schema, name = "", parent = ""): readonly string[] => {
  const inner = [...(schema.oneOf ?? []), ...(schema.items === undefined ? [] : [schema.items])];
  const here = parent === "" ? name : `${parent}.${name}`;
  return [
    ...inner.flatMap((one) => askedIn(one, name, parent)),
    ...Object.entries(schema.properties ?? {}).flatMap(([field, one]) => askedIn(one, field, name)),
    ...(schema.values === undefined ? [] : [here]),
    ...(schema.type !== "string" ||
    schema.enum !== undefined ||
    schema.const !== undefined ||
    DATES.includes(schema.format ?? "") ||
    (schema.maxLength ?? 0) >= LONG
      ? []
      : [here]),
  ];
};

/** What is typed, and why it is nothing that a list could have. */
const TYPED: Readonly<Record<string, readonly string[]>> = {
  enforcement: [
    // Names, numbers and places as they stand on paper or on a door.
    ...["formNumber", "seal", "place", "institution", "document", "basis", "source.reference", "reference"],
    ...["party.name", "party.idNumber", "party.phone", "party.representative", "witnesses.name"],
    // What a thing is called that is only now begun.
    ...["unit", "tasks.id", "task.id", "need.key", "skills"],
    // Only by the API: no page has a form of it.
    ...["readiness", "persons.officer", "persons.need", "units.unit", "units.need"],
  ],
  social: [
    // Names, numbers and words as they stand on paper or on a door.
    ...["name", "number", "title", "reference", "phone", "voter", "budgetLine", "currency", "indicators.unit"],
    ...["indicators.title", "documents.title", "criteria.label", "milestone.title", "milestones.title", "people.name"],
    // The unified social credit code, sixteen digits of the authority's and two more.
    "code",
    // What a thing is called that is only now begun, and is spoken of in the same form.
    ...["fund", "criteria.code", "indicators.id", "gates.indicator", "milestone.id", "milestones.id"],
    // Accounts of people whom no list has yet: they are those of the identity provider.
    ...["account", "accounts", "officers", "members", "chair", "manager", "person", "people.account", "by"],
    // A file's, worked out in the page.
    ...["digest", "documents.digest"],
  ],
};

const sourceOf = (file: string): ts.SourceFile =>
  ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);

/** Names under which a page gives a list, or says a field itself. */
const offeredIn = (area: string): ReadonlySet<string> => {
  const folder = fileURLToPath(new URL(`../src/staff/${area}/`, import.meta.url));
  const found = new Set<string>();
  const keysIn = (node: ts.Node): void => {
    if (
      (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) &&
      !ts.isComputedPropertyName(node.name)
    )
      found.add(node.name.text);
    ts.forEachChild(node, keysIn);
  };
  const wordsIn = (node: ts.Node): void => {
    if (ts.isStringLiteral(node)) found.add(node.text);
    ts.forEachChild(node, wordsIn);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxAttribute(node) && ["choices", "fixed"].includes(node.name.getText())) keysIn(node);
    if (ts.isCallExpression(node) && node.expression.getText() === "under" && node.arguments[0] !== undefined)
      wordsIn(node.arguments[0]);
    if (ts.isVariableDeclaration(node) && node.initializer !== undefined) {
      const name = node.name.getText();
      if (/^(choices|among|shared|seen|offer|BEGINS|WITHOUT_\w+)$/.test(name)) {
        keysIn(node.initializer);
        if (name === "BEGINS") wordsIn(node.initializer);
      }
      if (name.startsWith("OF_")) wordsIn(node.initializer);
      if (name === "useCommonChoices") keysIn(node.initializer);
    }
    ts.forEachChild(node, visit);
  };
  for (const file of readdirSync(folder)) visit(sourceOf(join(folder, file)));
  return found;
};

describe.each(["enforcement", "social"])("the forms of %s", (area) => {
  const own = wanted
    .filter((id) => id.startsWith(`${area}.`))
    .map((id) => (forms as Readonly<Record<string, unknown>>)[id.slice(area.length + 1)] as Form);
  const asked = [...new Set(own.flatMap(({ input }) => askedIn(input)))];
  const typed = TYPED[area] ?? [];

  it("ask nobody to type a code that a list could have", () => {
    const offered = offeredIn(area);
    const last = (field: string): string => field.slice(field.lastIndexOf(".") + 1);
    expect(asked.length).toBeGreaterThan(50);
    expect(
      asked.filter((field) => !typed.includes(field) && !offered.has(field) && !offered.has(last(field))).toSorted(),
    ).toEqual([]);
  });

  it("have every field that is said to be typed", () => {
    expect(typed.filter((field) => !asked.includes(field))).toEqual([]);
  });
});

describe("what there is to choose from", () => {
  const codes = [named("housing", "住建局")];
  const choices: Choices = {
    code: [named("any", "任何")],
    "buyer.code": ({ kind }) => (kind === "department" ? codes : []),
  };

  it("is of a field within another where it says so, and depends on what stands beside it", () => {
    expect(offeredOf(within(choices, "buyer"), "code", { kind: "department" })).toEqual(codes);
    expect(offeredOf(within(choices, "buyer"), "code", { kind: "street" })).toEqual([]);
    expect(offeredOf(within(choices, "form"), "code", {})).toEqual([named("any", "任何")]);
  });

  it("is gone again where another list takes its place", () => {
    const inside = within(choices, "buyer");
    expect(stillOffered(inside, { kind: "department", code: "housing" })).toEqual({
      kind: "department",
      code: "housing",
    });
    expect(stillOffered(inside, { kind: "street", code: "housing" })).toEqual({ kind: "street", code: undefined });
    const several = { kind: "department", code: ["housing", "any"] };
    expect(stillOffered(inside, several)).toEqual({ ...several, code: ["housing"] });
    const numbered: Choices = { version: () => [{ value: "2", label: "2" }] };
    expect([2, 3].map((version) => stillOffered(numbered, { version })["version"])).toEqual([2, undefined]);
  });

  it("is typed where there is no list", () => {
    expect(under(["grid"], [])).toEqual({});
    expect(offeredOf(under(["grid"], []), "grid", {})).toBeUndefined();
    expect(offeredOf(under(["grid", "grids"], codes), "grids", {})).toEqual(codes);
  });
});
