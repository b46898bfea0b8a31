import { describe, expect, it } from "vitest";
import { portionsOf, sendPortion, withKey, type Answer, type Row } from "../lines.ts";

async function* linesOf(...lines: readonly string[]): AsyncGenerator<string> {
  for (const line of lines) yield await Promise.resolve(line);
}
const collect = async (lines: AsyncIterable<string>, size: number): Promise<Row[][]> => {
  const all: Row[][] = [];
  for await (const rows of portionsOf(lines, "f", size)) all.push(rows);
  return all;
};

describe("lines of a file", () => {
  it("get a key each, the same every time, though two of them are equal", () => {
    const line = '{"category":"event-0110"}';
    expect(withKey(line, 1, "f")).toBe(withKey(line, 1, "f"));
    expect(withKey(line, 1, "f")).not.toBe(withKey(line, 2, "f"));
    expect(withKey('{"idempotencyKey":"mine"}', 1, "f")).toBe('{"idempotencyKey":"mine"}');
    for (const broken of ["{broken", "[]", "null", "7"]) expect(withKey(broken, 1, "f")).toBe(broken);
  });

  it("come in portions and keep their numbers, though empty ones are left out", async () => {
    const portions = await collect(linesOf("a", "", "b", "c", " ", "d"), 2);
    expect(portions.map((rows) => rows.map(({ line, text }) => `${String(line)}${text}`))).toEqual([
      ["1a", "3b"],
      ["4c", "6d"],
    ]);
  });
});

describe("a portion", () => {
  const rows = [1, 2, 3].map((line) => ({ line: line * 10, text: `r${String(line)}` }));

  it("is asked again for what has no answer of its own yet, and only for that", async () => {
    const asked: string[][] = [];
    const answers: (readonly Answer[] | Error)[] = [
      new Error("cut"),
      [
        { line: 1, receipt: {} },
        { line: 2, problem: { code: "service.unavailable", status: 503 } },
      ],
      [
        { line: 1, problem: { code: "intake.category.unknown", status: 400 } },
        { line: 2, receipt: {} },
      ],
    ];
    const sent = await sendPortion(
      rows,
      (open) => {
        asked.push(open.map(({ text }) => text));
        const next = answers.shift() ?? [];
        return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
      },
      () => Promise.resolve(),
    );
    expect(asked).toEqual([
      ["r1", "r2", "r3"],
      ["r1", "r2", "r3"],
      ["r2", "r3"],
    ]);
    expect(sent.accepted.map(({ line }) => line)).toEqual([10, 30]);
    expect(sent.refused).toMatchObject([{ line: 20, problem: { code: "intake.category.unknown" } }]);
  });
});
