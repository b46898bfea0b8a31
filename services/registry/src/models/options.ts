/** Fields and options that every model of the register shares. */
/** The same for every collection: unknown fields are refused; indexes are made on demand. */
export const options = (collection: string) =>
  ({
    collection,
    strict: "throw",
    strictQuery: "throw",
    versionKey: false,
    id: false,
    autoCreate: false,
    autoIndex: false,
  }) as const;

/** A field that must be there, with more conditions where they are given. */
export const must = <Type, More extends object = object>(type: Type, more?: More) => ({
  type,
  required: true as const,
  ...(more as More),
});
