import { STATUS_CODES } from "node:http";
import type { Exchange } from "../send.ts";

export interface Response {
  readonly status: number;
  readonly status_text: string;
  readonly url: string;
  readonly proto: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | ArrayBuffer | null;
  readonly timings: Exchange["timings"];
  readonly error: string;
  readonly error_code: number;
  readonly request: { readonly method: string; readonly url: string; readonly headers: object; readonly body: string };
  readonly json: (path?: string) => unknown;
}

/** As Go writes names of headers: `Content-Type`. */
const canonical = (name: string): string => name.replace(/(^|-)([a-z])/g, (letters) => letters.toUpperCase());

/** A dotted path into JSON: `grids.0.code`. @throws Error any other of the selectors that k6 has */
const at = (value: unknown, path: string): unknown => {
  if (!/^[\w-]+(\.[\w-]+)*$/.test(path)) throw new Error(`json("${path}"): the runner knows dotted paths only`);
  return path
    .split(".")
    .reduce<unknown>(
      (inner, key) =>
        typeof inner === "object" && inner !== null ? (inner as Record<string, unknown>)[key] : undefined,
      value,
    );
};

export const responseOf = (
  { status, headers, body, timings, error, protocol }: Exchange,
  asked: {
    readonly method: string;
    readonly url: string;
    readonly headers: object;
    readonly body: Buffer | undefined;
    readonly responseType: "text" | "binary" | "none";
  },
): Response => {
  const { method, url, responseType } = asked;
  const given =
    error !== undefined || responseType === "none"
      ? null
      : responseType === "text"
        ? body.toString()
        : (body.buffer.slice(body.byteOffset, body.byteOffset + body.byteLength) as ArrayBuffer);
  let parsed: { readonly value: unknown } | undefined;
  return {
    status,
    status_text: status === 0 ? "" : `${String(status)} ${STATUS_CODES[status] ?? ""}`,
    url,
    proto: protocol,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        canonical(name),
        Array.isArray(value) ? value.join(", ") : (value ?? ""),
      ]),
    ),
    body: given,
    timings,
    error: error?.message ?? "",
    error_code: error?.code ?? (status >= 400 ? 1000 + status : 0),
    request: { method, url, headers: asked.headers, body: asked.body?.toString() ?? "" },
    json: (path) => {
      if (given === null)
        throw new Error(
          `the body is null so it cannot be read as JSON${error === undefined ? "" : `: ${error.message}`}`,
        );
      parsed ??= { value: JSON.parse(typeof given === "string" ? given : Buffer.from(given).toString()) as unknown };
      return path === undefined || path === "" ? parsed.value : at(parsed.value, path);
    },
  };
};
