import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bodyCheckCharacter, checkCharacter, creditCodeFault } from "../src/domain/organizations/credit-code.ts";

/** The standard once more, slowly: the signs as it lists them, and each weight as its power of three. */
const SIGNS = Array.from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ").filter((sign) => !"IOSVZ".includes(sign));
const slowCheck = (first17: string): string => {
  let sum = 0n;
  Array.from(first17).forEach((sign, place) => {
    sum += BigInt(SIGNS.indexOf(sign)) * 3n ** BigInt(place);
  });
  const found = SIGNS.find((_, value) => (sum + BigInt(value)) % 31n === 0n);
  if (found === undefined) throw new Error("no sign fits");
  return found;
};
/** GB 11714: the character that makes the weighed sum divisible by 11, X standing for ten. */
const slowBodyCheck = (first8: string): string => {
  const weights = [3, 7, 9, 10, 5, 8, 4, 2];
  const sum = Array.from(first8).reduce((all, sign, place) => {
    const value = sign >= "A" ? sign.charCodeAt(0) - 55 : Number(sign);
    return all + value * (weights[place] ?? 0);
  }, 0);
  const found = Array.from("0123456789X").find((_, value) => (sum + value) % 11 === 0);
  if (found === undefined) throw new Error("no character fits");
  return found;
};

const sign = fc.constantFrom(...SIGNS);
const anyCode = fc
  .tuple(
    fc.constantFrom("51", "52", "53"),
    fc.stringMatching(/^\d{6}$/),
    fc.array(sign, { minLength: 8, maxLength: 8 }),
  )
  .map(([category, area, body]) => {
    const first16 = `${category}${area}${body.join("")}`;
    const first17 = `${first16}${slowBodyCheck(first16.slice(8))}`;
    return `${first17}${slowCheck(first17)}`;
  });

describe("the credit code 统一社会信用代码", () => {
  it("has the check characters of the example in GB 32100", () => {
    expect(checkCharacter("91350100M000100Y4")).toBe("3");
    expect(bodyCheckCharacter("M000100Y")).toBe("4");
  });

  it("has the check characters that a slower reading of the standards finds", () => {
    fc.assert(
      fc.property(anyCode, (code) => {
        expect(creditCodeFault(code, code.slice(0, 2))).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
  });

  it("is no other one with a character changed, nor with two neighbours swapped", () => {
    fc.assert(
      fc.property(anyCode, fc.nat({ max: 15 }), sign, (code, at, other) => {
        const place = at + 2;
        const changed = code.slice(0, place) + other + code.slice(place + 1);
        const swapped = code.slice(0, place - 1) + code.charAt(place) + code.charAt(place - 1) + code.slice(place + 1);
        for (const wrong of [changed, swapped])
          if (wrong !== code) expect(creditCodeFault(wrong, code.slice(0, 2))).toBeDefined();
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ["91350100M000100Y43", "51", "category"],
    ["51510108MJ0000000I", "51", "shape"],
    ["5151010", "51", "shape"],
    ["51350100M000100Y53", "51", "bodyCheck"],
    ["51350100M000100Y43", "51", "check"],
  ])("%s is refused as %s by its %s", (code, category, fault) => {
    expect(creditCodeFault(code, category)).toBe(fault);
  });
});
