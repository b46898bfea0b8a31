/** One cell of a table: text as an office writes it, or a property of a GeoJSON feature. */
import { codeProblem, SCHEMES, type Code, type CodeScheme, type Fact, type OpeningHours } from "../register/index.ts";
import { WEEK, type Words } from "./words.ts";

export type Reading = { readonly value: unknown } | { readonly code: string; readonly message: string };
/** Is given no empty cell. */
export type Reader = (text: string, cell: unknown) => Reading;

const isNothing = (cell: unknown): boolean =>
  cell === undefined || cell === null || (typeof cell === "string" && cell.trim() === "");

/** A cell as text; undefined: empty. */
export const textOf = (cell: unknown): string | undefined =>
  isNothing(cell) ? undefined : typeof cell === "string" ? cell.trim() : JSON.stringify(cell);

/** Digits, Latin letters and punctuation of full width become those of half width. */
const plain = (text: string): string => text.normalize("NFKC").trim();

const found = (value: unknown): Reading => ({ value });
const invalid = (message: string, code = "value_invalid"): Reading => ({ code, message });

export const text =
  (most: number): Reader =>
  (content) =>
    content.length > most ? invalid(`longer than ${String(most)} characters`) : found(content);

export const whole: Reader = (content) => {
  const number = Number(plain(content).replaceAll(",", ""));
  return Number.isInteger(number) && number >= 0 && number <= 10_000_000
    ? found(number)
    : invalid("not a whole number from 0 on");
};

export const decimal =
  (low: number, high: number, says: string): Reader =>
  (content) => {
    const number = Number(plain(content));
    return Number.isFinite(number) && number >= low && number <= high ? found(number) : invalid(says);
  };

const YES = new Set(["是", "有", "true", "yes", "y", "1"]);
const NO = new Set(["否", "无", "false", "no", "n", "0"]);

export const yesNo: Reader = (content) => {
  const word = plain(content).toLowerCase();
  return YES.has(word) ? found(true) : NO.has(word) ? found(false) : invalid("neither 是 nor 否");
};

export const oneOf = <Term extends string>(words: Words<Term>): Reader => {
  const terms = Object.entries(words) as [Term, readonly string[]][];
  const byWord = new Map(terms.flatMap(([term, ofTerm]) => [term, ...ofTerm].map((word) => [plain(word), term])));
  return (content) => {
    const term = byWord.get(plain(content));
    const all = terms.map(([one, [first]]) => `${first ?? ""} ${one}`).join(", ");
    return term === undefined ? invalid(`none of: ${all}`, "value_unknown") : found(term);
  };
};

const SEPARATOR = /[;；、]/;
const partsOf = (content: string): string[] =>
  content
    .split(SEPARATOR)
    .map((part) => part.trim())
    .filter((part) => part !== "");

/** How another row or record is called: a code, a key of the bundle, an id. */
export const reference: Reader = (content) =>
  content.length > 60 ? invalid("longer than 60 characters") : found(plain(content));

export const references: Reader = (content) => found(partsOf(content).map(plain));

export const codeOf =
  (scheme: CodeScheme): Reader =>
  (content) => {
    const code = { scheme, code: plain(content) };
    const wrong = codeProblem(code);
    return wrong === undefined ? found(code) : invalid(`not a code of ${scheme}: ${wrong}`, "code_invalid");
  };

/** `CJ/T 213-2005=51010800100101; …` */
export const codes: Reader = (content) => {
  const list: Code[] = [];
  for (const part of partsOf(plain(content))) {
    const [scheme = "", code = ""] = part.split("=").map((one) => one.trim());
    if (!Object.hasOwn(SCHEMES, scheme))
      return invalid(`none of the schemes ${Object.keys(SCHEMES).join(", ")}`, "code_invalid");
    const one = { scheme: scheme as CodeScheme, code };
    const wrong = codeProblem(one);
    if (wrong !== undefined) return invalid(`not a code of ${scheme}: ${wrong}`, "code_invalid");
    list.push(one);
  }
  return found(list);
};

/** `2017-10-31`, `2017/10/31`, `2017年10月31日`. */
export const day: Reader = (content) => {
  const [, year = "", month = "", date = ""] =
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(plain(content)) ?? [];
  const iso = `${year}-${month.padStart(2, "0")}-${date.padStart(2, "0")}`;
  const at = Date.parse(iso);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(iso) ? found(iso) : invalid("not a day");
};

const DAY_NAMES = new Map(WEEK.flatMap(([code, zh], nth) => [code, `周${zh}`, zh].map((name) => [name, nth] as const)));
const HOURS = /^(.+?)\s*(\d{1,2}:\d{2})\s*[-–~至]\s*(\d{1,2}:\d{2})$/;

/** `MO-FR 09:00-12:00; SA 09:00-12:00`, `周一至周五 09:00-12:00`. */
export const hours: Reader = (content) => {
  const list: OpeningHours[] = [];
  for (const part of partsOf(plain(content))) {
    const [, days = "", opens = "", closes = ""] = HOURS.exec(part) ?? [];
    const named = days
      .toUpperCase()
      .split(",")
      .map((range) => range.split(/[-–~至]/).map((name) => DAY_NAMES.get(name.trim())));
    const open = named.flatMap(([first, last = first]) =>
      first === undefined || last === undefined ? [] : WEEK.slice(first, last + 1).map(([code]) => code),
    );
    if (open.length === 0 || named.flat().includes(undefined)) return invalid("not like MO-FR 09:00-12:00");
    list.push({ days: open, opens: opens.padStart(5, "0"), closes: closes.padStart(5, "0") });
  }
  return found(list);
};

/** `产业规划定位:zone; 社会管理:street`. */
export const duties: Reader = (content) => {
  const list = partsOf(content).map((part) => {
    const [matter = "", answers = ""] = plain(part).split(":");
    return { matter: matter.trim(), answers: { 功能区: "zone", 街道: "street" }[answers.trim()] ?? answers.trim() };
  });
  return list.every(({ matter, answers }) => matter !== "" && (answers === "zone" || answers === "street"))
    ? found(list)
    : invalid("not like 社会管理:street; 产业规划定位:zone");
};

const isFact = (value: unknown): value is Fact =>
  value === null || ["string", "number", "boolean"].includes(typeof value);

/** A JSON object. */
export const facts: Reader = (content, cell) => {
  let value = cell;
  if (typeof cell !== "object")
    try {
      value = JSON.parse(content) as unknown;
    } catch {
      return invalid("not a JSON object");
    }
  const isGood =
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((one: unknown) => (Array.isArray(one) ? one.every(isFact) : isFact(one)));
  return isGood ? found(value) : invalid("not a JSON object of texts, numbers, yes and no, and lists of these");
};
