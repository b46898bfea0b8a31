import { isFilledObject, VARIANT, type Filled, type FilledObject, type Schema } from "./schema.ts";

/** Fields that count whole fen; they are written in yuan. */
const MONEY = new Set([
  ...["amount", "fine", "confiscated", "cost", "envelope", "letOff", "perStep", "cap", "granted", "asked", "own"],
]);
export const isMoney = (name: string, { type, format }: Schema): boolean =>
  type === "integer" && (MONEY.has(name) || format === "fen");

export const yuanOf = (fen: number): number => fen / 100;
export const fenOf = (yuan: number): number => Math.round(yuan * 100);

/** An instant that is written as a day and a time: those of the district. */
const instantOf = (local: string): string => new Date(`${local}:00+08:00`).toISOString();

const isEmpty = (value: Filled): boolean =>
  value === undefined || value === "" || (Array.isArray(value) && value.length === 0);

const isShape = ({ type, oneOf }: Schema): boolean => type === "object" || oneOf !== undefined;

/** What stands in a field before anything is filled in. */
export const blank = (schema: Schema): Filled => {
  if (schema.const !== undefined) return schema.const;
  if (schema.default !== undefined && typeof schema.default !== "object") return schema.default as Filled;
  if (schema.oneOf !== undefined) return { [VARIANT]: 0, ...(blank(schema.oneOf[0] ?? {}) as FilledObject) };
  if (schema.type === "boolean") return false;
  if (schema.type === "array") return [];
  if (schema.type === "object") {
    const required = schema.required ?? [];
    return Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([name, inner]) => [
        name,
        // What need not be there is not there before somebody says so.
        required.includes(name) || !isShape(inner) ? blank(inner) : undefined,
      ]),
    );
  }
  return schema.enum?.length === 1 ? schema.enum[0] : undefined;
};

const variantOf = ({ oneOf = [] }: Schema, value: FilledObject): Schema => oneOf[Number(value[VARIANT] ?? 0)] ?? {};

const objectOf = ({ properties = {}, required = [] }: Schema, value: FilledObject): unknown => {
  const sent = Object.entries(properties).flatMap(([name, inner]) => {
    const one = bodyOf(inner, value[name], name);
    const isLeftOut = one === undefined || (isEmpty(value[name]) && !required.includes(name));
    return isLeftOut ? [] : [[name, one] as const];
  });
  return Object.fromEntries(sent);
};

/** What is sent of what is filled in; what is empty is not sent. */
export const bodyOf = (schema: Schema, value: Filled, name = ""): unknown => {
  if (value === undefined || value === "") return undefined;
  if (schema.oneOf !== undefined && isFilledObject(value)) return objectOf(variantOf(schema, value), value);
  if (schema.values !== undefined) return value;
  if (isFilledObject(value)) return objectOf(schema, value);
  if (Array.isArray(value)) return (value as readonly Filled[]).map((one) => bodyOf(schema.items ?? {}, one, name));
  if (schema.format === "date-time" && typeof value === "string") return instantOf(value);
  if (isMoney(name, schema) && typeof value === "number") return fenOf(value);
  return value;
};

/** Whether everything that has to be there is there; whether it is right, the service says. */
export const isWhole = (schema: Schema, value: Filled): boolean => {
  if (schema.oneOf !== undefined) return isFilledObject(value) && isWhole(variantOf(schema, value), value);
  if (schema.type === "array") {
    const items = Array.isArray(value) ? (value as readonly Filled[]) : [];
    return items.length >= (schema.minItems ?? 0) && items.every((one) => isWhole(schema.items ?? {}, one));
  }
  if (schema.type !== "object") return !isEmpty(value) || schema.minLength === 0;
  const { properties = {}, required = [] } = schema;
  const inner = isFilledObject(value) ? value : {};
  return Object.entries(properties).every(([name, one]) => {
    if (required.includes(name)) return isWhole(one, inner[name]);
    return isEmpty(inner[name]) || isWhole(one, inner[name]);
  });
};

/** What was sent, as it is filled in: the way back of `bodyOf`, for what is edited again. Shapes with variants are not. */
export const filledOf = (schema: Schema, sent: unknown, name = ""): Filled => {
  if (sent === undefined || sent === null) return blank(schema);
  if (Array.isArray(sent)) return sent.map((one: unknown) => filledOf(schema.items ?? {}, one, name));
  if (typeof sent === "object") {
    const named = sent as Readonly<Record<string, unknown>>;
    const { properties = {} } = schema;
    return Object.fromEntries(
      Object.entries(properties).map(([key, inner]) => [key, filledOf(inner, named[key], key)]),
    );
  }
  if (typeof sent === "number") return isMoney(name, schema) ? yuanOf(sent) : sent;
  return typeof sent === "string" || typeof sent === "boolean" ? sent : undefined;
};
