/** Hash of a text. Comes from outside, for the domain imports no library. */
export type Digest = (text: string) => string;

/** One text for one value: keys in order, nothing undefined. What is hashed, so that a store's way of writing it does not count. */
export const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value === "object" && value !== null)
    return `{${Object.entries(value)
      .filter(([, one]) => one !== undefined)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`)
      .join(",")}}`;
  return JSON.stringify(value);
};
