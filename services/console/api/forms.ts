import wanted from "./forms.json" with { type: "json" };

/** As much of a JSON Schema as a form is made of. */
export type Schema = Readonly<Record<string, unknown>>;

interface Operation {
  readonly operationId?: string;
  readonly parameters?: readonly { readonly name?: string; readonly in?: string }[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> };
  readonly "x-roles"?: readonly string[];
}
export interface FormDocument {
  readonly paths: Readonly<Record<string, unknown>>;
  readonly components: { readonly schemas?: unknown };
}

/** What a command of the API takes, and who may send it. */
export interface Form {
  readonly method: string;
  readonly path: string;
  /** Absent: anyone. */
  readonly roles?: readonly string[];
  readonly input: Schema;
}

const isRecord = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What a form has no use for: the service checks it, and says so. */
const LEFT_OUT = new Set(["pattern", "description", "additionalProperties", "propertyNames", "contentEncoding"]);
const TOO_LARGE = Number.MAX_SAFE_INTEGER;

const isText = (schema: unknown): boolean =>
  isRecord(schema) && schema["type"] === "string" && schema["enum"] === undefined;

/** Several shapes of text are one text to who writes it. */
const union = (parts: readonly unknown[]): Schema => {
  const said = parts.filter((part) => !(isRecord(part) && part["type"] === "null"));
  const [first] = said;
  return isRecord(first) && (said.length === 1 || said.every(isText)) ? first : { oneOf: said };
};

const within = (schemas: unknown, ref: string): unknown =>
  ref
    .replace("#/components/schemas/", "")
    .split("/")
    .reduce<unknown>((value, name) => (isRecord(value) ? value[name] : undefined), schemas);

const simple = (value: unknown, schemas: unknown): unknown => {
  if (Array.isArray(value)) return value.map((one) => simple(one, schemas));
  if (!isRecord(value)) return value;
  const { $ref, anyOf, oneOf, ...rest } = value;
  if (typeof $ref === "string") return simple({ ...(within(schemas, $ref) as Schema), ...rest }, schemas);
  const parts = Array.isArray(anyOf) ? anyOf : oneOf;
  const kept = Object.entries(rest).filter(([key, one]) => !LEFT_OUT.has(key) && one !== TOO_LARGE);
  const own = Object.fromEntries(
    kept.map(([key, one]) => [
      key,
      key === "properties" && isRecord(one)
        ? Object.fromEntries(Object.entries(one).map(([name, inner]) => [name, simple(inner, schemas)]))
        : simple(one, schemas),
    ]),
  );
  const map = isRecord(rest["additionalProperties"]) && rest["properties"] === undefined;
  return {
    ...own,
    ...(Array.isArray(parts) ? union(parts.map((part) => simple(part, schemas))) : {}),
    ...(map ? { values: simple(rest["additionalProperties"], schemas) } : {}),
  };
};

const inputOf = ({ requestBody, parameters = [] }: Operation, schemas: unknown): Schema => {
  const schema = requestBody?.content?.["application/json"]?.schema;
  if (schema === undefined) return { type: "object", properties: {} };
  const { properties, required, ...rest } = simple(schema, schemas) as Schema;
  const inPath = new Set(parameters.filter((one) => one.in === "path").map(({ name }) => name ?? ""));
  const left = Object.entries(properties ?? {}).filter(([name]) => !inPath.has(name));
  return {
    ...rest,
    properties: Object.fromEntries(left),
    required: (Array.isArray(required) ? (required as string[]) : []).filter((name) => !inPath.has(name)),
  };
};

/**
 * 表单. The commands that the pages make forms of, by the name of their action, from the OpenAPI document of the platform: a field that a service adds or
 * drops is one of the page as well. @throws Error where one of `forms.json` is not announced
 */
export const formsOf = ({ paths, components }: FormDocument): Readonly<Record<string, Form>> => {
  const known = new Map<string, Form>();
  for (const [path, item] of Object.entries(paths))
    for (const [method, operation] of Object.entries(item as Readonly<Record<string, Operation>>)) {
      const roles = operation["x-roles"];
      known.set(operation.operationId ?? "", {
        method: method.toUpperCase(),
        path,
        ...(roles === undefined ? {} : { roles }),
        input: inputOf(operation, components.schemas),
      });
    }
  return Object.fromEntries(
    wanted.map((id) => {
      const form = known.get(id);
      if (form === undefined) throw new Error(`${id} is not in the OpenAPI document`);
      return [id.slice(id.indexOf(".") + 1), form];
    }),
  );
};

/** As it is kept in `src/api/forms.json`. */
export const writtenForms = (document: FormDocument): string => `${JSON.stringify(formsOf(document), undefined, 1)}\n`;
