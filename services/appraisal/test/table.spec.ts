import fc from "fast-check";
import { expect, it } from "vitest";
import { csvOf } from "../src/app/table.ts";
import type { Result } from "../src/app/sheet.ts";

const row = (subject: string, more: Partial<Result> = {}): Result => ({
  ...{ subject, rank: 1, score: "200/3", grade: "C", bonuses: [], vetoes: [] },
  items: [
    {
      indicator: "closingRate",
      counters: {},
      numerator: "2",
      denominator: "3",
      value: "2/3",
      nothing: undefined,
      points: "50",
      weight: "30",
    },
  ],
  ...more,
});

it("is a row each, with what cannot be said left empty", () => {
  const nothing = row("s2", { rank: undefined, score: undefined, grade: undefined });
  expect(csvOf([row("s1"), nothing])).toBe(
    "\uFEFFsubject,rank,score,grade,closingRate\r\ns1,1,66.666667,C,0.666667\r\ns2,,,,0.666667\r\n",
  );
});

it("begins no cell as a formula, whatever somebody is called", () => {
  const starts = fc.constantFrom("=", "+", "-", "@", "\t", "\r", "");
  fc.assert(
    fc.property(starts, fc.string({ maxLength: 12 }), (start, rest) => {
      const [, line = ""] = csvOf([row(`${start}${rest}`)]).split("grade,closingRate\r\n");
      const [first = ""] = /^"?(.)/s.exec(line)?.slice(1) ?? [];
      const isNumber = /^-?\d+(\.\d+)?,/.test(line);
      expect(["=", "+", "-", "@", "\t", "\r", "\n"].includes(first) && !isNumber).toBe(false);
    }),
    { numRuns: 2_000 },
  );
});
