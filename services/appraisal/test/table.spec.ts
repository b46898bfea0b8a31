import fc from "fast-check";
import { expect, it } from "vitest";
import { strFromU8, unzipSync } from "fflate";
import { xlsxOf } from "../src/adapters/xlsx.ts";
import { csvOf, tableOf } from "../src/app/table.ts";
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
  expect(csvOf(tableOf([row("s1"), nothing]))).toBe(
    "\uFEFFsubject,rank,score,grade,closingRate\r\ns1,1,66.666667,C,0.666667\r\ns2,,,,0.666667\r\n",
  );
});

it("begins no cell as a formula, whatever somebody is called", () => {
  const starts = fc.constantFrom("=", "+", "-", "@", "\t", "\r", "");
  fc.assert(
    fc.property(starts, fc.string({ maxLength: 12 }), (start, rest) => {
      const [, line = ""] = csvOf(tableOf([row(`${start}${rest}`)])).split("grade,closingRate\r\n");
      const [first = ""] = /^"?(.)/s.exec(line)?.slice(1) ?? [];
      const isNumber = /^-?\d+(\.\d+)?,/.test(line);
      expect(["=", "+", "-", "@", "\t", "\r", "\n"].includes(first) && !isNumber).toBe(false);
    }),
    { numRuns: 2_000 },
  );
});

/** Every part of a workbook as text. */
const partsOf = async (results: readonly Result[]): Promise<ReadonlyMap<string, string>> => {
  const parts = unzipSync(await xlsxOf(tableOf(results)));
  return new Map(Object.entries(parts).map(([name, bytes]) => [name, strFromU8(bytes)]));
};

it("as a workbook has numbers as numbers, texts as texts, and no formula", async () => {
  const parts = await partsOf([row("=1+1"), row("街道", { rank: undefined, score: undefined, grade: undefined })]);
  const all = [...parts.values()].join("\n");
  expect(all).toContain("=1+1");
  expect(all).toContain("街道");
  const sheet = [...parts].find(([name]) => name.startsWith("xl/worksheets/sheet"))?.[1] ?? "";
  expect(sheet).toContain("<v>66.666667</v>");
  expect(sheet).not.toMatch(/<f[ >]/);
});

it("is a workbook whatever somebody is called", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary", maxLength: 12 }), async (name) => {
      const parts = await partsOf([row(name)]);
      for (const [part, text] of parts) {
        // eslint-disable-next-line no-control-regex -- what XML cannot hold
        expect([part, /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/.test(text)]).toEqual([part, false]);
        expect(text).not.toMatch(/<f[ >]/);
      }
    }),
    { numRuns: 25 },
  );
});
