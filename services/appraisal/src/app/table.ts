import { read, shown } from "../domain/index.ts";
import type { Result } from "./sheet.ts";

const NUMBER = /^-?\d+(\.\d+)?$/;

/** A cell that no spreadsheet takes for a formula: what could begin one gets an apostrophe; a plain number stays a number. */
const cell = (text: string): string => {
  const safe = /^[=+\-@\t\r\n]/.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** 结果表 as CSV (RFC 4180), UTF-8 with a byte order mark, so that spreadsheets read the Chinese. A row each, six digits of every value. */
export const csvOf = (results: readonly Result[]): string => {
  const indicators = [...new Set(results.flatMap(({ items }) => items.map(({ indicator }) => indicator)))];
  const rows = results.map(({ subject, rank, score, grade, items }) => {
    const values = new Map(items.map(({ indicator, value }) => [indicator, value]));
    const valueOf = (name: string): string => {
      const value = values.get(name);
      return value === undefined ? "" : shown(read(value), 6);
    };
    return [
      subject,
      rank === undefined ? "" : String(rank),
      score === undefined ? "" : shown(read(score), 6),
      grade ?? "",
      ...indicators.map(valueOf),
    ];
  });
  const head = ["subject", "rank", "score", "grade", ...indicators];
  return `\uFEFF${[head, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("")}`;
};
