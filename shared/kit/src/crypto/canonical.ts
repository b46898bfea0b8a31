/**
 * Canonical JSON (RFC 8785): the same value is always the same text, so that a digest means the value. What JSON or the store
 * would change on the way is changed here alike, so that a value and what comes back of it are the same text: absent and
 * undefined, half a surrogate pair and U+FFFD.
 */
export const canonicalJson = (value: unknown): string => {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value.isWellFormed() ? value : value.toWellFormed());
    case "number":
      return Number.isFinite(value) ? JSON.stringify(value) : "null";
    case "boolean":
      return value ? "true" : "false";
    case "object":
      return value === null ? "null" : Array.isArray(value) ? ofList(value) : ofObject(value);
    default:
      return "null";
  }
};

const PLAIN = /^\w+$/;

const ofList = (list: readonly unknown[]): string => `[${list.map(canonicalJson).join(",")}]`;

const ofObject = (value: object): string => {
  if (value instanceof Date) return JSON.stringify(value);
  const named = value as Readonly<Record<string, unknown>>;
  let text = "";
  for (const name of Object.keys(named).sort()) {
    const part = named[name];
    if (part === undefined) continue;
    text += `${text === "" ? "" : ","}${PLAIN.test(name) ? `"${name}"` : canonicalJson(name)}:${canonicalJson(part)}`;
  }
  return `{${text}}`;
};
