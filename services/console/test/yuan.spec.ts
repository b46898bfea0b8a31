import { expect, it } from "vitest";
import { fenOf, yuan } from "../src/common/yuan.ts";

it("what is written in yuan is whole fen, or no amount", () => {
  for (const [written, fen] of [
    ["40000.50", 4_000_050],
    [" 0.07 ", 7],
    ["1.1", 110],
    ["", undefined],
    [" ", undefined],
    ["0", undefined],
    ["-5", undefined],
    ["0.001", undefined],
    ["一百", undefined],
    ["1e30", undefined],
  ] as const)
    expect([written, fenOf(written)]).toEqual([written, fen]);
  expect(yuan(4_000_050)).toBe("40,000.50");
});
