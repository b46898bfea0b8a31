import type { Schema } from "./schemas.ts";

/** Schemas of a release, by the event's name. */
export type Schemas = Readonly<Record<string, Schema>>;

/** Explain, and bind nobody. */
const ANNOTATIONS = new Set(["$schema", "$id", "title", "description", "examples", "default", "$comment"]);
/** Looked into one by one; everything else has to stay as it is. */
const STRUCTURE = new Set(["properties", "required", "enum", "items", "anyOf", "oneOf", "allOf"]);

const isSchema = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const schemaAt = (schema: Schema, name: string): Schema => (isSchema(schema[name]) ? schema[name] : {});
const listAt = (schema: Schema, name: string): readonly unknown[] => {
  const list = schema[name];
  return Array.isArray(list) ? (list as readonly unknown[]) : [];
};
const same = (one: unknown, other: unknown): boolean => JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isSchema(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((name) => [name, sorted(value[name])]),
  );
};
const show = (value: unknown): string => (value === undefined ? "none" : JSON.stringify(value));
const missing = (from: readonly unknown[], among: readonly unknown[]): readonly unknown[] =>
  from.filter((one) => !among.some((other) => same(one, other)));

const fields = (at: string, before: Schema, after: Schema): readonly string[] => {
  const old = schemaAt(before, "properties");
  const now = schemaAt(after, "properties");
  const wasRequired = listAt(before, "required");
  const isRequired = listAt(after, "required");
  return [
    ...missing(Object.keys(old), Object.keys(now)).map((name) => `${at}.${String(name)}: the field is removed`),
    ...missing(isRequired, wasRequired).map((name) => `${at}.${String(name)}: newly required, older messages lack it`),
    ...missing(wasRequired, isRequired).map((name) => `${at}.${String(name)}: no longer always there`),
    ...Object.keys(old)
      .filter((name) => name in now)
      .flatMap((name) => changes(`${at}.${name}`, schemaAt(old, name), schemaAt(now, name))),
  ];
};

const values = (at: string, before: Schema, after: Schema): readonly string[] => {
  if (same(before["enum"], after["enum"])) return [];
  if (before["enum"] === undefined) return [`${at}: only certain values from now on`];
  if (after["enum"] === undefined) return [`${at}: any value from now on`];
  return [
    ...missing(listAt(before, "enum"), listAt(after, "enum")).map(
      (value) => `${at}: the value ${show(value)} is removed`,
    ),
    ...missing(listAt(after, "enum"), listAt(before, "enum")).map(
      (value) => `${at}: the value ${show(value)} is new, readers do not know it`,
    ),
  ];
};

const alternatives = (at: string, before: Schema, after: Schema): readonly string[] =>
  ["anyOf", "oneOf", "allOf"].flatMap((name) => {
    const old = listAt(before, name);
    const now = listAt(after, name);
    if (old.length !== now.length) return [`${at}: ${name} has ${now.length} alternatives, had ${old.length}`];
    return old.flatMap((one, index) => {
      const other = now[index];
      return isSchema(one) && isSchema(other) ? changes(`${at}(${index})`, one, other) : [];
    });
  });

const items = (at: string, before: Schema, after: Schema): readonly string[] => {
  const old = before["items"];
  const now = after["items"];
  if (isSchema(old) && isSchema(now)) return changes(`${at}[]`, old, now);
  return same(old, now) ? [] : [`${at}[]: other items`];
};

const constraints = (at: string, before: Schema, after: Schema): readonly string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => !ANNOTATIONS.has(name) && !STRUCTURE.has(name) && !same(before[name], after[name]))
    .map((name) => `${at}: ${name} was ${show(before[name])}, is ${show(after[name])}`);

const changes = (at: string, before: Schema, after: Schema): readonly string[] => [
  ...constraints(at, before, after),
  ...fields(at, before, after),
  ...values(at, before, after),
  ...items(at, before, after),
  ...alternatives(at, before, after),
];

/**
 * What breaks those who read the events of a release: within a version only optional fields may come and texts may change. A
 * line for each, with the place. Empty: compatible.
 */
export const breakingChanges = (before: Schemas, after: Schemas): readonly string[] =>
  Object.entries(before).flatMap(([subject, old]) => {
    const now = after[subject];
    return now === undefined ? [`${subject}: the event is removed`] : changes(subject, old, now);
  });
