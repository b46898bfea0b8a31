import { refusal } from "./errors.ts";
import type { Form } from "./form.ts";

/** GeoReport: the first thousand. Extension: `page` from 1, `page_size`. */
const MOST = 1000;
const DEEPEST = 20_000;

export interface Page {
  readonly skip: number;
  readonly limit: number;
}

const countOf = (form: Form, name: string, usual: number, most: number): number => {
  const text = form.text(name);
  if (text === undefined) return usual;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw refusal(400, `${name} is no number from 1`);
  return Math.min(Number(text), most);
};

/** @throws HttpError 400 */
export const pageOf = (form: Form): Page => {
  const limit = countOf(form, "page_size", MOST, MOST);
  const page = countOf(form, "page", 1, Number.MAX_SAFE_INTEGER);
  const skip = (page - 1) * limit;
  if (skip + limit > DEEPEST) throw refusal(400, "That far back one asks by start_date and end_date");
  return { skip, limit };
};

/** Values of a comma list, each once. */
export const listOf = (form: Form, name: string): readonly string[] => [
  ...new Set(form.all(name).flatMap((text) => text.split(",").flatMap((one) => one.trim() || []))),
];
