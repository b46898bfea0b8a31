/** The part of JSON Schema that the gateway looks at in announced inputs. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly description?: string;
  readonly [keyword: string]: unknown;
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const schemaFrom = (value: unknown): Schema => (isRecord(value) ? value : {});

const resolve = (schema: Schema, root: Schema): Schema =>
  schema.$ref?.startsWith("#/$defs/") === true ? (root.$defs?.[schema.$ref.slice("#/$defs/".length)] ?? {}) : schema;

/** The schema and its alternatives, flat. */
const variants = (schema: Schema, root: Schema, depth = 0): readonly Schema[] => {
  const own = resolve(schema, root);
  if (depth > 8) return [own];
  const inner = [...(own.anyOf ?? []), ...(own.oneOf ?? []), ...(own.allOf ?? [])];
  return [own, ...inner.flatMap((one) => variants(one, root, depth + 1))];
};

/** Every property that an object of this schema may have, with all that is said of it. */
export const propertiesOf = (root: Schema): ReadonlyMap<string, readonly Schema[]> => {
  const found = new Map<string, Schema[]>();
  for (const { properties } of variants(root, root))
    for (const [name, schema] of Object.entries(properties ?? {}))
      found.set(name, [...(found.get(name) ?? []), ...variants(schema, root)]);
  return found;
};

const typeOfValue = (value: unknown): string => (Number.isInteger(value) ? "integer" : typeof value);

const typesOf = (schemas: readonly Schema[]): ReadonlySet<string> =>
  new Set(
    schemas.flatMap(({ type, enum: values, ...rest }) => {
      if (typeof type === "string") return [type];
      if (type !== undefined) return type;
      if (values !== undefined) return values.map(typeOfValue);
      return "const" in rest ? [typeOfValue(rest.const)] : [];
    }),
  );

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** Text from a path or a query as the schema wants it; what does not fit stays text, and the service says what is wrong. */
export type Coerce = (texts: readonly string[]) => unknown;

export const coercion = (schemas: readonly Schema[], root: Schema): Coerce => {
  const types = typesOf(schemas);
  const ofOne = (text: string): unknown => {
    if (types.has("string")) return text;
    if ((types.has("number") || types.has("integer")) && NUMBER.test(text)) return Number(text);
    if (types.has("boolean") && (text === "true" || text === "false")) return text === "true";
    return text;
  };
  if (!types.has("array")) return (texts) => (texts.length === 1 ? ofOne(texts[0] ?? "") : texts);
  const items = schemas.flatMap(({ items: inner }) => (isRecord(inner) ? variants(inner, root) : []));
  const ofItem = coercion(items, root);
  return (texts) => texts.map((text) => ofItem([text]));
};
