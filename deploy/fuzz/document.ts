/** The OpenAPI document of a platform, as far as the fuzzing looks at it. */
export type Json = Readonly<Record<string, unknown>>;

export interface Operation {
  readonly tags: readonly string[];
  readonly parameters?: readonly { readonly name?: string; readonly in?: string; readonly required?: boolean }[];
}
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The tool turns a tuple into what its own validator refuses: it gets a list of that length, of whatever its places allow. */
export const withoutTuples = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutTuples);
  if (!isObject(value)) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withoutTuples(one)]));
  const { prefixItems, ...rest } = inner;
  if (!Array.isArray(prefixItems)) return inner;
  return { ...rest, items: { anyOf: prefixItems }, minItems: prefixItems.length, maxItems: prefixItems.length };
};

/** Names of what stands in paths: mostly ids. */
export const pathNames = ({ paths }: OpenApi): ReadonlySet<string> =>
  new Set(
    Object.values(paths).flatMap((methods) =>
      Object.values(methods).flatMap(({ parameters = [] }) =>
        parameters.flatMap(({ name, in: where }) => (where === "path" && name !== undefined ? [name] : [])),
      ),
    ),
  );

/** Lists that can be read without knowing anything. */
export const openLists = ({ paths }: OpenApi): readonly string[] =>
  Object.entries(paths).flatMap(([path, { get }]) =>
    get === undefined || path.startsWith("/stream/") || get.parameters?.some(({ required }) => required === true)
      ? []
      : [path],
  );
