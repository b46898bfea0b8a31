import { isRecord } from "../api/schema.ts";

/** Lists of GeoReport and what their elements are called. */
const ELEMENTS: Readonly<Record<string, string>> = {
  services: "service",
  attributes: "attribute",
  values: "value",
  service_requests: "request",
  service_request_updates: "request_update",
  endpoints: "endpoint",
  formats: "format",
  errors: "error",
};

// What XML 1.0 cannot carry, escaped or not; well-formed text has no halves of pairs left.
// eslint-disable-next-line no-control-regex
const ILLEGAL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  // Readers make a line feed of it otherwise.
  "\r": "&#13;",
};

/** Text as an element may hold it; what XML cannot carry becomes U+FFFD. */
export const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replace(ILLEGAL, "\ufffd")
    .replace(/[&<>"\r]/g, (character) => ESCAPES[character] ?? "");

const textOf = (value: unknown): string => {
  if (typeof value === "string") return escaped(value);
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
};

const element = (name: string, value: unknown, indent: string): string => {
  const inner: readonly (readonly [string, unknown])[] | undefined = Array.isArray(value)
    ? value.map((one: unknown) => [ELEMENTS[name] ?? "item", one] as const)
    : isRecord(value)
      ? Object.entries(value).filter(([, one]) => one !== undefined)
      : undefined;
  if (inner === undefined || inner.length === 0) return `${indent}<${name}>${inner ? "" : textOf(value)}</${name}>\n`;
  const children = inner.map(([child, one]) => element(child, one, `${indent}  `)).join("");
  return `${indent}<${name}>\n${children}${indent}</${name}>\n`;
};

/** A document of this root. Lists and objects as in JSON; null is an empty element, undefined none. */
export const xmlOf = (root: string, value: unknown): string =>
  `<?xml version="1.0" encoding="utf-8"?>\n${element(root, value, "")}`;
