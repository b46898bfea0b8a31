import type { Comparison, Row, Total } from "./syntax.ts";
import { refuseFormula, tokensOf, type Token } from "./tokens.ts";

const DEEPEST = 40;
const COMPARISONS: readonly string[] = ["=", "!=", "<", "<=", ">", ">="];
const isComparison = (text: string): text is Comparison => COMPARISONS.includes(text);

/** Words that no field and no total may have as a name. */
export const RESERVED: ReadonlySet<string> = new Set(
  ["and", "or", "not", "in", "where", "true", "false", "start", "end"].concat([
    "known",
    "within",
    "minutes",
    "count",
    "sum",
    "distinct",
  ]),
);

class Reader {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(formula: string) {
    this.#tokens = tokensOf(formula);
  }

  get token(): Token {
    const token = this.#tokens[this.#next] ?? this.#tokens.at(-1);
    if (token === undefined) throw refuseFormula("it is empty", 0);
    return token;
  }

  take(): Token {
    const { token } = this;
    this.#next += 1;
    return token;
  }

  /** Whether this stands next, as a word or a mark; if so it is taken. */
  takes(text: string): boolean {
    const { token } = this;
    if ((token.is !== "name" && token.is !== "mark") || token.text !== text) return false;
    this.#next += 1;
    return true;
  }

  must(text: string): void {
    const { token } = this;
    if (!this.takes(text)) throw refuseFormula(`"${text}" is missing`, token.at);
  }

  /** Formulas are data that people send: nobody's stack overflows. */
  deeper<Result>(work: () => Result): Result {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw refuseFormula("it is nested too deep", this.token.at);
    const result = work();
    this.#depth -= 1;
    return result;
  }

  inBrackets<Result>(work: () => Result): Result {
    this.must("(");
    const result = this.deeper(work);
    this.must(")");
    return result;
  }
}

const rowAtom = (reader: Reader): Row => {
  const { is, text, at } = reader.token;
  if (is === "mark" && text === "(") return reader.inBrackets(() => rowOf(reader));
  reader.take();
  if (is === "text") return { is: "text", value: text };
  if (is === "number") {
    const value = Number(text);
    if (!Number.isSafeInteger(value)) throw refuseFormula("a fact holds whole numbers", at);
    return { is: "whole", value };
  }
  if (is !== "name") throw refuseFormula(is === "end" ? "something is missing" : `"${text}" cannot stand here`, at);
  switch (text) {
    case "true":
    case "false":
      return { is: "boolean", value: text === "true" };
    case "start":
    case "end":
      return { is: "edge", edge: text };
    case "known":
      return { is: "known", of: reader.inBrackets(() => rowOf(reader)) };
    case "within":
      return { is: "within", of: reader.inBrackets(() => rowOf(reader)), at };
    case "minutes": {
      reader.must("(");
      const from = rowOf(reader);
      reader.must(",");
      const to = rowOf(reader);
      reader.must(")");
      return { is: "minutes", from, to, at };
    }
    default:
      if (RESERVED.has(text)) throw refuseFormula(`"${text}" cannot stand here`, at);
      return { is: "field", name: text, at };
  }
};

const listOf = (reader: Reader): readonly string[] =>
  reader.inBrackets(() => {
    const list: string[] = [];
    do {
      const { is, text, at } = reader.take();
      if (is !== "text") throw refuseFormula("a list holds texts", at);
      list.push(text);
    } while (reader.takes(","));
    return list;
  });

const rowProduct = (reader: Reader): Row => {
  let left = rowAtom(reader);
  for (;;) {
    const { at } = reader.token;
    if (!reader.takes("*")) return left;
    left = { is: "calculate", by: "*", left, right: rowAtom(reader), at };
  }
};

const rowSum = (reader: Reader): Row => {
  let left = rowProduct(reader);
  for (;;) {
    const { at } = reader.token;
    const by = reader.takes("+") ? "+" : reader.takes("-") ? "-" : undefined;
    if (by === undefined) return left;
    left = { is: "calculate", by, left, right: rowProduct(reader), at };
  }
};

/** One comparison, never a chain: `90 <= x <= 100` does not read. */
const rowCompare = (reader: Reader): Row => {
  const left = rowSum(reader);
  const { text, at, is } = reader.token;
  if (reader.takes("in")) return { is: "oneOf", of: left, list: listOf(reader), at };
  if (is !== "mark" || !isComparison(text)) return left;
  reader.take();
  const right = rowSum(reader);
  if (reader.token.is === "mark" && isComparison(reader.token.text))
    throw refuseFormula("comparisons do not chain: join two with `and`", reader.token.at);
  return { is: "compare", by: text, left, right, at };
};

const rowNot = (reader: Reader): Row =>
  reader.takes("not") ? { is: "not", of: reader.deeper(() => rowNot(reader)) } : rowCompare(reader);

const rowBoth = (reader: Reader): Row => {
  let left = rowNot(reader);
  while (reader.takes("and")) left = { is: "both", left, right: rowNot(reader) };
  return left;
};

const rowOf = (reader: Reader): Row =>
  reader.deeper(() => {
    let left = rowBoth(reader);
    while (reader.takes("or")) left = { is: "either", left, right: rowBoth(reader) };
    return left;
  });

const totalAtom = (reader: Reader): Total => {
  const { is, text, at } = reader.token;
  if (is === "mark" && text === "(") return reader.inBrackets(() => totalOf(reader));
  reader.take();
  if (is === "number") return { is: "number", value: text };
  if (is !== "name") throw refuseFormula(is === "end" ? "something is missing" : `"${text}" cannot stand here`, at);
  if (text === "count") return { is: "count", where: reader.inBrackets(() => rowOf(reader)) };
  if (text === "sum" || text === "distinct")
    return reader.inBrackets(() => {
      const of = rowOf(reader);
      return reader.takes("where") ? { is: text, of, where: rowOf(reader), at } : { is: text, of, at };
    });
  if (RESERVED.has(text)) throw refuseFormula(`"${text}" cannot stand here`, at);
  return { is: "named", name: text, at };
};

const totalProduct = (reader: Reader): Total => {
  let left = totalAtom(reader);
  for (;;) {
    const by = reader.takes("*") ? "*" : reader.takes("/") ? "/" : undefined;
    if (by === undefined) return left;
    left = { is: "calculate", by, left, right: totalAtom(reader) };
  }
};

const totalOf = (reader: Reader): Total =>
  reader.deeper(() => {
    let left = totalProduct(reader);
    for (;;) {
      const by = reader.takes("+") ? "+" : reader.takes("-") ? "-" : undefined;
      if (by === undefined) return left;
      left = { is: "calculate", by, left, right: totalProduct(reader) };
    }
  });

/** Reads a formula over many facts. @throws DomainError `appraisal.formula.malformed`, with the place */
export const parseTotal = (formula: string): Total => {
  const reader = new Reader(formula);
  const total = totalOf(reader);
  if (reader.token.is !== "end") throw refuseFormula(`"${reader.token.text}" is too much`, reader.token.at);
  return total;
};
