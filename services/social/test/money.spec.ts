import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { partOf, shareOut, sumOf } from "../src/domain/money.ts";

const fen = fc.integer({ min: 0, max: 9_000_000_000_000 });

describe("a part", () => {
  it("drops a broken fen", () => {
    expect(partOf(101, 6000)).toBe(60);
  });
  it("is exact where a float is not", () => {
    expect(partOf(8_999_999_999_999, 9_999)).toBe(8_999_099_999_999);
  });
});

describe("sharing out", () => {
  it("gives what is left to the largest remainders, the first of equal ones before", () => {
    expect(shareOut(100, [1, 1, 1])).toEqual([34, 33, 33]);
    expect(shareOut(10, [5, 1, 2])).toEqual([6, 1, 3]);
  });
  it("loses and makes no fen, and stays within one fen of the exact share", () => {
    fc.assert(
      fc.property(
        fen,
        fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 20 }),
        (amount, weights) => {
          const total = sumOf(weights);
          fc.pre(total > 0);
          const shares = shareOut(amount, weights);
          expect(sumOf(shares)).toBe(amount);
          shares.forEach((share, index) => {
            const off = BigInt(share) * BigInt(total) - BigInt(amount) * BigInt(weights[index] ?? 0);
            expect(off < BigInt(total) && off > -BigInt(total)).toBe(true);
          });
        },
      ),
    );
  });
  it("refuses where nobody is to have anything", () => {
    expect(() => shareOut(1, [0])).toThrow(RangeError);
  });
});
