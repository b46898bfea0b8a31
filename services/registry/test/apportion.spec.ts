import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { apportion, spread } from "../src/domain/apportion.ts";
import { chance } from "../src/domain/random.ts";

const anyWeights = fc.array(fc.double({ min: 0.01, max: 1000, noNaN: true }), { minLength: 1, maxLength: 60 });

describe("apportionment by largest remainder", () => {
  it("gives out every seat, one at least to each, and never less to the heavier", () => {
    fc.assert(
      fc.property(anyWeights, fc.nat(500), (weights, extra) => {
        const total = weights.length + extra;
        const seats = apportion(weights, total);
        expect(seats.reduce((a, b) => a + b, 0)).toBe(total);
        expect(Math.min(...seats)).toBeGreaterThanOrEqual(1);
        const ranked = weights
          .map((weight, index) => ({ weight, seats: seats[index] ?? 0 }))
          .sort((a, b) => a.weight - b.weight);
        for (const [index, { weight, seats: count }] of ranked.entries()) {
          const next = ranked[index + 1];
          if (next !== undefined && next.weight > weight) expect(next.seats).toBeGreaterThanOrEqual(count);
        }
      }),
    );
  });

  it("gives the last seat to the heavier of two that share alike", () => {
    expect(apportion([6.999999999999999, 7, 5], 4)).toEqual([1, 2, 1]);
  });

  it("is the plain rule where nobody needs lifting", () => {
    expect(apportion([47, 16, 37], 10)).toEqual([5, 1, 4]);
    expect(() => apportion([1, 1], 1)).toThrow(RangeError);
  });
});

describe("spreading households", () => {
  it("keeps the sum and both bounds", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(),
        (count, share, seed) => {
          const total = count * 300 + Math.round(share * count * 200);
          const parts = spread(total, { count, low: 300, high: 500 }, chance(seed, "test").between);
          expect(parts).toHaveLength(count);
          expect(parts.reduce((a, b) => a + b, 0)).toBe(total);
          expect(parts.every((part) => part >= 300 && part <= 500)).toBe(true);
        },
      ),
    );
  });
});
