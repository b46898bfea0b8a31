import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileTotal, exact, parseTotal, ZERO, type Gathering } from "../src/domain/index.ts";
import {
  conditions,
  facts,
  fields,
  leafTotals,
  meaning,
  spans,
  textOf,
  textOfTotal,
  totalMeaning,
} from "./slow-formula.ts";

const gathered = (
  total: Parameters<typeof compileTotal>[0],
): { readonly gathering: Gathering; readonly key: string } => {
  const [leaf] = compileTotal(total, fields).leaves;
  if (leaf === undefined) throw new Error("no leaf");
  return { gathering: leaf.open(), key: leaf.key };
};

describe("any formula", () => {
  it("means for a fact what a plain reading of it means", () => {
    let held = 0;
    let runs = 0;
    fc.assert(
      fc.property(conditions, fc.array(facts, { minLength: 1, maxLength: 8 }), spans, (condition, all, span) => {
        const { leaves } = compileTotal(parseTotal(`count(${textOf(condition)})`), fields);
        for (const fact of all) {
          const expected = meaning(condition, fact, span) === true;
          expect(leaves.map(({ counts }) => counts(fact, span))).toEqual([expected]);
          runs += 1;
          if (expected) held += 1;
        }
      }),
      { numRuns: 1_000 },
    );
    expect(held / runs).toBeGreaterThan(0.2);
    expect(held / runs).toBeLessThan(0.8);
  });

  it("is the same over many facts, in any order", () => {
    fc.assert(
      fc.property(
        leafTotals,
        fc
          .array(facts, { maxLength: 20 })
          .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        spans,
        (total, [all, shuffled], span) => {
          const { gathering } = gathered(parseTotal(textOfTotal(total)));
          for (const fact of shuffled) gathering.add(fact, span, 1);
          expect(gathering.value()).toEqual(exact(totalMeaning(total, all, span)));
        },
      ),
      { numRuns: 500 },
    );
  });

  it("forgets a fact that is taken out again", () => {
    fc.assert(
      fc.property(
        leafTotals,
        fc.array(facts, { maxLength: 10 }),
        fc.array(facts, { maxLength: 10 }),
        spans,
        (total, kept, gone, span) => {
          const { gathering } = gathered(total);
          for (const fact of [...gone, ...kept]) gathering.add(fact, span, 1);
          for (const fact of gone) gathering.add(fact, span, -1);
          expect(gathering.value()).toEqual(exact(totalMeaning(total, kept, span)));
          for (const fact of kept) gathering.add(fact, span, -1);
          expect(gathering.value()).toEqual(ZERO);
        },
      ),
    );
  });
});

it("any text reads or is refused, and does nothing else", () => {
  const scraps = fc.constantFrom(
    "count",
    "(",
    ")",
    "sum",
    "where",
    "and",
    "not",
    "late",
    "=",
    "<",
    "1",
    "2.5",
    '"a"',
    "in",
    ",",
    "within",
    "*",
    "/",
    "__proto__",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(scraps, { maxLength: 30 }).map((some) => some.join(" ")),
      ),
      (text) => {
        try {
          compileTotal(parseTotal(text), fields);
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^appraisal\.formula\./) as string });
        }
      },
    ),
    { numRuns: 2_000 },
  );
});
