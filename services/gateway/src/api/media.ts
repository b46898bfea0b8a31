import { HttpError, invalidAt } from "./problems.ts";
import type { Route } from "./routes.ts";

/** The field of an input that takes the bytes. */
const CONTENT = "content";
const FORM = "multipart/form-data";
/** Of a form, besides its file: names, fields and what stands between them. */
const FORM_BYTES = 16 * 1024;
const MOST_PARTS = 24;

/** Media types that a route takes besides JSON. */
export const mediaOf = ({ announcement: { media } }: Route): readonly string[] =>
  media === undefined ? [] : [...media, FORM];

/** How much of a body to read, where so many bytes of a medium are allowed. */
export const readableOf = (type: string | undefined, limit: number): number =>
  type === FORM ? limit + FORM_BYTES : limit;

const countOf = (body: Buffer, part: string): number => {
  let count = 0;
  for (let at = body.indexOf(part); at >= 0 && count <= MOST_PARTS; at = body.indexOf(part, at + part.length))
    count += 1;
  return count;
};

/** @throws HttpError `http.bad_form` */
const formOf = async (body: Buffer, contentType: string): Promise<FormData> => {
  const boundary = /boundary="?([^";\s]+)/i.exec(contentType)?.[1];
  if (boundary === undefined || countOf(body, `--${boundary}`) > MOST_PARTS)
    throw new HttpError(400, "http.bad_form", "A form without a boundary, or with too many parts");
  try {
    return await new Response(new Uint8Array(body), { headers: { "content-type": contentType } }).formData();
  } catch {
    throw new HttpError(400, "http.bad_form", "The body is not a form");
  }
};

/** Fields are spelled like those of a query. The name that the sender gave the file is not looked at. */
const inputOfForm = async (
  { coerce }: Route,
  body: Buffer,
  contentType: string,
  limit: number,
): Promise<Record<string, unknown>> => {
  const texts = new Map<string, string[]>();
  let file: File | undefined;
  for (const [name, value] of (await formOf(body, contentType)).entries()) {
    if (typeof value === "string") texts.set(name, [...(texts.get(name) ?? []), value]);
    else if (file === undefined) file = value;
    else throw invalidAt("more than one file", CONTENT);
  }
  if (file === undefined) throw invalidAt("a form without a file", CONTENT);
  if (file.size > limit) throw new HttpError(413, "http.body_too_large", `More than ${limit} bytes`);
  const content = Buffer.from(await file.arrayBuffer()).toString("base64");
  const fields = [...texts].map(([name, values]) => [name, coerce.get(name)?.(values) ?? values[0]] as const);
  return { ...Object.fromEntries(fields), [CONTENT]: content };
};

/** A body that is no JSON as the input of its action. @throws HttpError, DomainError `input.invalid` */
export const mediaInput = async (
  route: Route,
  body: Buffer,
  contentType: string,
  limit: number,
): Promise<Record<string, unknown>> =>
  contentType.toLowerCase().startsWith(FORM)
    ? inputOfForm(route, body, contentType, limit)
    : { [CONTENT]: body.toString("base64") };
