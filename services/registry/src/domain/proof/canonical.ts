/** What JSON can say. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json | undefined };

/**
 * Canonical JSON (RFC 8785, JCS): the same value is always the same bytes, so that a digest means the value. Names are
 * sorted by UTF-16 units, nothing is padded; how numbers and strings are written RFC 8785 takes over from ECMAScript,
 * so `JSON.stringify` writes them. Written here: a dozen lines, and the verifier needs its own in any case.
 * @throws RangeError for a number that is not finite, and for half a surrogate pair
 */
export const canonicalJson = (value: Json): string => {
  if (typeof value === "number" && !Number.isFinite(value)) throw new RangeError("JSON has no such number");
  if (typeof value === "string" && /\p{Surrogate}/u.test(value)) throw new RangeError("half a surrogate pair");
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const named = Object.entries(value).flatMap(([name, part]) => (part === undefined ? [] : [[name, part] as const]));
  named.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${named.map(([name, part]) => `${canonicalJson(name)}:${canonicalJson(part)}`).join(",")}}`;
};

const isList = (value: object): value is readonly Json[] => Array.isArray(value);
