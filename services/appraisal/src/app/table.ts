import { read, shown } from "../domain/index.ts";
import type { Result } from "./sheet.ts";

/** A number, as it is shown. */
export interface Figure {
  readonly figure: string;
}

/** 结果表. A row each, six digits of every value; what cannot be said is left empty. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | Figure | undefined)[])[];
}

const rounded = (value: string | undefined): Figure | undefined =>
  value === undefined ? undefined : { figure: shown(read(value), 6) };

export const tableOf = (results: readonly Result[]): Table => {
  const indicators = [...new Set(results.flatMap(({ items }) => items.map(({ indicator }) => indicator)))];
  return {
    head: ["subject", "rank", "score", "grade", ...indicators],
    rows: results.map(({ subject, rank, score, grade, items }) => {
      const values = new Map(items.map(({ indicator, value }) => [indicator, value]));
      return [
        subject,
        rank === undefined ? undefined : { figure: String(rank) },
        rounded(score),
        grade,
        ...indicators.map((name) => rounded(values.get(name))),
      ];
    }),
  };
};

/** A cell that no spreadsheet takes for a formula: a text that could begin one gets an apostrophe. */
const cell = (value: string | Figure | undefined): string => {
  if (value === undefined) return "";
  if (typeof value !== "string") return value.figure;
  const safe = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** As CSV (RFC 4180), UTF-8 with a byte order mark, so that spreadsheets read the Chinese. */
export const csvOf = ({ head, rows }: Table): string =>
  `\uFEFF${[head, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("")}`;
