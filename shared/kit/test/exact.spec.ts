import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { add, compare, decimal, divide, exact, multiply, read, shown, subtract, written, ZERO } from "../src/exact.ts";

const numbers = fc
  .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.bigInt({ min: 1n, max: 10n ** 12n }))
  .map(([n, d]) => exact(n, d));

describe("an exact number", () => {
  it("has no trouble with a third or a tenth", () => {
    expect(add(decimal("0.1"), decimal("0.2"))).toEqual(decimal("0.3"));
    expect(multiply(exact(1, 3), exact(3))).toEqual(exact(1));
  });

  it("stands in lowest terms over a positive denominator, so that equal ones are alike", () => {
    expect(exact(-4, -6)).toEqual({ n: 2n, d: 3n });
    expect(exact(4, -6)).toEqual({ n: -2n, d: 3n });
    expect(exact(0, -7)).toEqual(ZERO);
  });

  it("keeps the laws of arithmetic", () => {
    fc.assert(
      fc.property(numbers, numbers, numbers, (a, b, c) => {
        expect(multiply(a, add(b, c))).toEqual(add(multiply(a, b), multiply(a, c)));
        expect(subtract(add(a, b), b)).toEqual(a);
        if (b.n !== 0n) expect(multiply(divide(a, b), b)).toEqual(a);
        expect(compare(a, b)).toBe(-compare(b, a) + 0);
      }),
    );
  });

  it("is read as it was written", () => {
    fc.assert(
      fc.property(numbers, (a) => {
        expect(read(written(a))).toEqual(a);
      }),
    );
    expect(() => read("1/0")).toThrow(RangeError);
    expect(() => read("1e5")).toThrow(RangeError);
  });

  it("divides by nothing loudly", () => {
    expect(() => divide(exact(1), ZERO)).toThrow(RangeError);
  });
});

describe("showing", () => {
  it.each([
    ["2/3", 2, "0.67"],
    ["-1/200", 2, "-0.01"],
    ["-1/1000", 2, "0.00"],
    ["12", 1, "12.0"],
    ["1/2", 0, "1"],
    ["199/200", 1, "1.0"],
  ])("%s to %i digits is %s", (text, digits, expected) => {
    expect(shown(read(text), digits)).toBe(expected);
  });

  it("is never further off than half of the last digit", () => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: 0, max: 6 }), (a, digits) => {
        const off = subtract(decimal(shown(a, digits)), a);
        const size = off.n < 0n ? { n: -off.n, d: off.d } : off;
        expect(compare(size, exact(1n, 2n * 10n ** BigInt(digits)))).toBeLessThanOrEqual(0);
      }),
    );
  });
});
