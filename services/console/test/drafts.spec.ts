import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, it } from "vitest";

const src = fileURLToPath(new URL("../src/", import.meta.url));

/** What somebody fills in, and the attributes that say with what. */
const FIELDS = new Set([
  ...["TextInput", "Textarea", "JsonInput", "NumberInput", "Select", "MultiSelect", "TagsInput", "Checkbox"],
  ...["SegmentedControl", "input", "textarea", "select", "Fields", "Questions", "CategoryField", "PeriodFields"],
]);
const FILLED_BY = new Set(["value", "checked", "answers"]);

/** What lists and maps are narrowed by, and what is looked at: nothing is sent of it. */
const ONLY_LOOKED_FOR = [
  "enforcement/dossiers-page.tsx: status",
  "enforcement/files.tsx: kind",
  "enforcement/leads-page.tsx: status",
  "integrations/deliveries.tsx: state",
  "integrations/events-page.tsx: wanted",
  "items/items-page.tsx: itemClass",
  "items/items-page.tsx: level",
  "items/items-page.tsx: typed",
  "matters/matters-page.tsx: kind",
  "social/organizations-page.tsx: status",
].map((field) => `staff/${field}`);

/** What the page itself remembers, or is chosen anew. */
const REMEMBERED = ["field/tasks.tsx: isByDistance"];

/** There is no sign-in that could end: it is asked for here, or nobody has one. */
const WITHOUT_SIGN_IN = [
  "common/mobile-sign-in.tsx: account",
  "resident/place.tsx: typed",
  ...["address", "answers", "category", "description", "isPrivate", "phone"].map(
    (field) => `resident/report.tsx: ${field}`,
  ),
  ...["number", "phone", "text"].map((field) => `resident/track.tsx: ${field}`),
  ...["organization", "role"].map((field) => `staff/other-post.tsx: ${field}`),
  ...["account", "department"].map((field) => `staff/sign-in.tsx: ${field}`),
];

/** 秘密投票: what somebody votes for lies nowhere. And where one is, is said anew each time. */
const NOT_PUT_DOWN = ["resident/budget-acts.tsx: chosen", "staff/enforcement/operation-forces.tsx: saysPlace"];

type Hook = "useState" | "useDraft";
type State = readonly [name: string, hook: Hook];

interface Found {
  /** Every state of a page by the name it has there: whether it outlives a sign-in. */
  readonly states: State[];
  readonly filled: Set<string>;
}

const statesOf = (node: ts.Node): readonly State[] => {
  if (!ts.isVariableDeclaration(node) || node.initializer === undefined || !ts.isArrayBindingPattern(node.name))
    return [];
  const call = node.initializer;
  const hook = ts.isCallExpression(call) ? call.expression.getText() : "";
  if (hook !== "useState" && hook !== "useDraft") return [];
  const names: string[] = [];
  const visit = (inner: ts.Node): void => {
    if (ts.isBindingElement(inner) && ts.isIdentifier(inner.name)) names.push(inner.name.text);
    ts.forEachChild(inner, visit);
  };
  const [first] = node.name.elements;
  if (first !== undefined) visit(first);
  return names.map((name) => [name, hook] as const);
};

const identifiersIn = (node: ts.Node): readonly string[] => {
  const found: string[] = [];
  const visit = (inner: ts.Node): void => {
    if (ts.isIdentifier(inner)) found.push(inner.text);
    ts.forEachChild(inner, visit);
  };
  visit(node);
  return found;
};

/** What a field is filled in with: of `value={…}`, and of `{...{ value, … }}`. */
const filledIn = (attribute: ts.JsxAttributeLike): readonly string[] => {
  if (ts.isJsxAttribute(attribute))
    return FILLED_BY.has(attribute.name.getText()) && attribute.initializer !== undefined
      ? identifiersIn(attribute.initializer)
      : [];
  if (!ts.isObjectLiteralExpression(attribute.expression)) return [];
  return attribute.expression.properties.flatMap((one) =>
    FILLED_BY.has(one.name?.getText() ?? "") ? identifiersIn(one) : [],
  );
};

const lookedAt = (file: string): Found => {
  const found: Found = { states: [], filled: new Set() };
  const visit = (node: ts.Node): void => {
    found.states.push(...statesOf(node));
    if ((ts.isJsxOpeningElement(node) || ts.isJsxSelfClosingElement(node)) && FIELDS.has(node.tagName.getText()))
      for (const name of node.attributes.properties.flatMap(filledIn)) found.filled.add(name);
    ts.forEachChild(node, visit);
  };
  const path = join(src, file);
  visit(ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX));
  return found;
};

const fieldsBy = (hook: Hook): readonly string[] =>
  readdirSync(src, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".tsx"))
    .flatMap((file) => {
      const { states, filled } = lookedAt(file);
      const own = states.filter(([name, by]) => by === hook && filled.has(name)).map(([name]) => name);
      return [...new Set(own)].map((name) => `${file}: ${name}`);
    });

it("every form keeps what is typed over the end of a sign-in", () => {
  expect(fieldsBy("useState").toSorted()).toEqual(
    [...ONLY_LOOKED_FOR, ...REMEMBERED, ...WITHOUT_SIGN_IN, ...NOT_PUT_DOWN].toSorted(),
  );
  expect(fieldsBy("useDraft").length).toBeGreaterThan(50);
});
