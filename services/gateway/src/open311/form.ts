import { Busboy as busboy } from "@fastify/busboy";
import { HttpError } from "../api/problems.ts";
import { refusal } from "./errors.ts";

/** What a client sent, by name; a name may come several times. Empty is absent, as GeoReport has it. */
export interface Form {
  readonly text: (name: string) => string | undefined;
  readonly all: (name: string) => readonly string[];
  /** 附加问题: by code, one value or a list. */
  readonly attributes: Readonly<Record<string, string | readonly string[]>>;
  /** Uploaded files that are not empty; no more than the body could hold. */
  readonly files: readonly Buffer[];
}

export const FORM = "application/x-www-form-urlencoded";
export const MULTIPART = "multipart/form-data";

const ATTRIBUTE = /^attribute\[([^[\]]{1,60})\](\[\d*\])?$/;
const MOST_FIELDS = 500;
/** They could be no code of a question, and mean something to languages and stores. */
const isForbidden = (code: string): boolean => code.startsWith("$") || code === "__proto__";

type Pairs = readonly (readonly [string, string])[];

const attributesOf = (pairs: Pairs): Form["attributes"] => {
  const found = new Map<string, { readonly values: string[]; isList: boolean }>();
  for (const [name, value] of pairs) {
    const [, code, list] = ATTRIBUTE.exec(name) ?? [];
    if (code === undefined || isForbidden(code)) continue;
    const one = found.get(code) ?? { values: [], isList: false };
    if (value !== "") one.values.push(value);
    one.isList ||= list !== undefined || one.values.length > 1;
    found.set(code, one);
  }
  return Object.fromEntries(
    [...found].flatMap(([code, { values, isList }]) =>
      values.length === 0 ? [] : [[code, isList ? values : (values[0] ?? "")] as const],
    ),
  );
};

export const formOf = (pairs: Pairs, files: readonly Buffer[] = []): Form => {
  if (pairs.length > MOST_FIELDS) throw refusal(400, `More than ${String(MOST_FIELDS)} fields`);
  const all = (name: string): readonly string[] =>
    pairs.flatMap(([one, value]) => (one === name && value.trim() !== "" ? [value.trim()] : []));
  return { all, text: (name) => all(name)[0], attributes: attributesOf(pairs), files };
};

interface Parts {
  readonly pairs: Pairs;
  readonly files: readonly Buffer[];
}

/** Names and types that come with files say nothing and are dropped. @throws HttpError 400 */
const partsOf = (body: Uint8Array, type: string): Promise<Parts> =>
  new Promise((resolve, reject) => {
    const pairs: (readonly [string, string])[] = [];
    const files: Buffer[] = [];
    const broken = (): void => {
      reject(new HttpError(400, "http.bad_request", "The parts of this form cannot be told apart"));
    };
    try {
      const reader = busboy({ headers: { "content-type": type } });
      reader.on("field", (name, value) => pairs.push([name, value]));
      reader.on("file", (_name, stream) => {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => chunks.push(chunk));
        stream.on("end", () => {
          if (chunks.length > 0) files.push(Buffer.concat(chunks));
        });
        stream.on("error", broken);
      });
      reader.on("error", broken);
      reader.on("finish", () => {
        resolve({ pairs, files });
      });
      reader.end(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
    } catch {
      broken();
    }
  });

export const KEY = "api_key";

/** What the body holds and, behind it, the query; but a key in an address, which others keep, is none. @throws HttpError 400 */
export const formFrom = async (body: unknown, type: string | undefined, query: URLSearchParams): Promise<Form> => {
  const asked = [...query].filter(([name]) => name !== KEY);
  if (!(body instanceof Uint8Array)) return formOf(asked);
  if (type?.toLowerCase().startsWith(MULTIPART) !== true)
    return formOf([...new URLSearchParams(new TextDecoder().decode(body)), ...asked]);
  const { pairs, files } = await partsOf(body, type);
  return formOf([...pairs, ...asked], files);
};
