import { formOf } from "./form.ts";
import type { Route } from "./routes.ts";

/** The field of an input that takes the bytes. */
const CONTENT = "content";
const FORM = "multipart/form-data";
/** Of a form, besides its file: names, fields and what stands between them. */
const FORM_BYTES = 16 * 1024;

/** Media types that a route takes besides JSON. */
export const mediaOf = ({ announcement: { media } }: Route): readonly string[] =>
  media === undefined ? [] : [...media, FORM];

/** How much of a body to read, where so many bytes of a medium are allowed. */
export const readableOf = (type: string | undefined, limit: number): number =>
  type === FORM ? limit + FORM_BYTES : limit;

/** A body that is no JSON as the input of its action; fields of a form are spelled like those of a query. @see formOf */
export const mediaInput = async (
  { coerce }: Route,
  body: Buffer,
  contentType: string,
  limit: number,
): Promise<Record<string, unknown>> => {
  if (!contentType.toLowerCase().startsWith(FORM)) return { [CONTENT]: body.toString("base64") };
  const { file, fields } = await formOf(body, contentType, limit);
  const spelled = [...fields].map(([name, texts]) => [name, coerce.get(name)?.(texts) ?? texts[0]] as const);
  return { ...Object.fromEntries(spelled), [CONTENT]: file.toString("base64") };
};
