/** What `api/forms.ts` leaves of a JSON Schema. */
export interface Schema {
  readonly type?: "string" | "integer" | "number" | "boolean" | "array" | "object";
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly oneOf?: readonly Schema[];
  /** Of an object whose names are free. */
  readonly values?: Schema;
  readonly default?: unknown;
}

export interface Form {
  readonly method: string;
  readonly path: string;
  readonly roles?: readonly string[];
  readonly input: Schema;
}

/** What stands in a form; dates as the browser's fields have them, a union with the number of its variant. */
export type Filled = string | number | boolean | readonly Filled[] | { readonly [name: string]: Filled } | undefined;
export type FilledObject = Readonly<Record<string, Filled>>;

export const isFilledObject = (value: Filled): value is FilledObject =>
  typeof value === "object" && !Array.isArray(value);

/** The name under which a union keeps which of its variants is meant. */
export const VARIANT = "~variant";
