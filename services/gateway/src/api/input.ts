import { keyOfAccount, spelledKey } from "@wangge/kit";
import { isDeepStrictEqual } from "node:util";
import { HttpError, invalidAt } from "./problems.ts";
import type { Found } from "./routes.ts";
import { isRecord } from "./schema.ts";

/** Deeper than any input of ours; a serializer on the way may recurse. */
const MAX_DEPTH = 32;

const isForbidden = (key: string): boolean => key.startsWith("$") || key === "__proto__";

/** No operators and no prototypes, however deep. @throws DomainError `input.invalid` */
export const refuseForbiddenKeys = (value: unknown, path = "", depth = 0): void => {
  if (typeof value !== "object" || value === null) return;
  if (depth >= MAX_DEPTH) throw invalidAt(`deeper than ${MAX_DEPTH}`, path);
  for (const [key, inner] of Object.entries(value)) {
    const here = path === "" ? spelledKey(key) : `${path}.${spelledKey(key)}`;
    if (isForbidden(key)) throw invalidAt("a key that is not allowed", here);
    refuseForbiddenKeys(inner, here, depth + 1);
  }
};

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** @throws HttpError `http.bad_json` */
export const parseJson = (bytes: Uint8Array): unknown => {
  if (bytes.length === 0) return undefined;
  try {
    return JSON.parse(utf8.decode(bytes)) as unknown;
  } catch {
    throw new HttpError(400, "http.bad_json", "The body is not JSON");
  }
};

const grouped = (query: URLSearchParams): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>();
  for (const [key, text] of query) {
    const texts = found.get(key);
    if (texts === undefined) found.set(key, [text]);
    else texts.push(text);
  }
  return found;
};

/** Path, query and body as one flat object. Said twice must be said alike. @throws DomainError `input.invalid` */
export const inputOf = (
  { route, params }: Found,
  query: URLSearchParams | undefined,
  body: unknown,
): Record<string, unknown> => {
  if (body !== undefined && !isRecord(body)) throw invalidAt("the body must be an object", "");
  refuseForbiddenKeys(body);
  const input: Record<string, unknown> = { ...body };
  const put = (key: string, texts: readonly string[], from: string): void => {
    if (isForbidden(key)) throw invalidAt("a key that is not allowed", key);
    const value = route.coerce.get(key)?.(texts) ?? (texts.length === 1 ? texts[0] : texts);
    if (Object.hasOwn(input, key) && !isDeepStrictEqual(input[key], value))
      throw invalidAt(`differs from the ${from}`, key);
    input[key] = value;
  };
  for (const [key, text] of Object.entries(params)) if (text !== undefined) put(key, [text], "path");
  if (query !== undefined) for (const [key, texts] of grouped(query)) put(key, texts, "query");
  return input;
};

const KEY = /^[\x20-\x7e]{1,200}$/;

/** The client's key, made the actor's own. @throws HttpError `http.idempotency_key` */
export const idempotencyKeyOf = (
  header: string | readonly string[] | undefined,
  actorId: string | undefined,
): string | undefined => {
  if (header === undefined) return undefined;
  if (typeof header !== "string" || !KEY.test(header))
    throw new HttpError(400, "http.idempotency_key", "Idempotency-Key: 1 to 200 printable ASCII characters");
  return keyOfAccount(actorId, header);
};
