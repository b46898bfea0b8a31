import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  allocate,
  inRankOrder,
  mostFor,
  optionsFor,
  type AllocationRule,
  type Contender,
} from "../src/domain/grants/allocation/index.ts";

const rule: fc.Arbitrary<AllocationRule> = fc.record({
  version: fc.constant("test"),
  caps: fc.record({
    shareOfBudget: fc.constantFrom(6_000, 10_000),
    most: fc.constantFrom(undefined, 12),
    matching: fc.constantFrom(undefined, { grant: 6, own: 4 }),
  }),
  partial: fc.constantFrom("noPartial", "withPartial"),
  onShortfall: fc.constantFrom("skip", "stop"),
});

const contender = (application: string): fc.Arbitrary<Contender> =>
  fc
    .record({
      stages: fc.array(fc.record({ amount: fc.integer({ min: 1, max: 9 }) }), { minLength: 1, maxLength: 3 }),
      own: fc.integer({ min: 0, max: 14 }),
      more: fc.integer({ min: 0, max: 6 }),
      score: fc.integer({ min: 1, max: 4 }),
    })
    .map(({ stages, own, more, score }) => {
      const asked = stages.reduce((sum, { amount }) => sum + amount, 0);
      return { application, stages, own, asked, budget: asked + own + more, score };
    });

const contest = fc.record({
  rule,
  envelope: fc.integer({ min: 0, max: 40 }),
  contenders: fc
    .integer({ min: 1, max: 5 })
    .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => contender(`a${index}`)))),
  barred: fc.subarray(["a0", "a1", "a2"]).map((all) => new Set(all)),
});

/** Every allocation that the rule allows, by trying all: one option for each, within the envelope, and none after who came short where it stops. */
const allAllowed = (
  held: AllocationRule,
  envelope: number,
  ranked: readonly Contender[],
  barred: ReadonlySet<string>,
): readonly (readonly number[])[] => {
  let lists: (readonly number[])[] = [[]];
  for (const one of ranked)
    lists = lists.flatMap((list) =>
      (barred.has(one.application) ? [0] : optionsFor(held, one).map(({ granted }) => granted)).map((granted) => [
        ...list,
        granted,
      ]),
    );
  const mostOf = (index: number): number => mostFor(held.caps, ranked[index]!).most;
  return lists
    .filter((list) => list.reduce((sum, granted) => sum + granted, 0) <= envelope)
    .filter((list) => {
      if (held.onShortfall === "skip") return true;
      const short = list.findIndex(
        (granted, index) => granted < mostOf(index) && !barred.has(ranked[index]!.application),
      );
      return short < 0 || list.slice(short + 1).every((granted) => granted === 0);
    });
};

const greater = (one: readonly number[], other: readonly number[]): boolean => {
  const index = one.findIndex((granted, place) => granted !== other[place]);
  return index >= 0 && one[index]! > other[index]!;
};

describe("the allocation of an envelope", () => {
  it("is, read by rank, the greatest of all that the rule allows: found by trying every one of them", () => {
    const seen = { part: 0, skipped: 0, stopped: 0, barred: 0 };
    fc.assert(
      fc.property(contest, ({ rule: held, envelope, contenders, barred }) => {
        const ranked = inRankOrder(contenders);
        const lines = allocate(held, envelope, contenders, barred);
        const granted = lines.map((line) => line.granted);
        const best = allAllowed(held, envelope, ranked, barred).reduce((one, other) =>
          greater(other, one) ? other : one,
        );
        expect(granted).toEqual(best);
        if (lines.some(({ outcome }) => outcome === "part")) seen.part += 1;
        if (lines.some(({ reason }) => reason === "stoppedBefore")) seen.stopped += 1;
        if (lines.some(({ reason }) => reason === "barred")) seen.barred += 1;
        const short = lines.findIndex(({ reason }) => reason === "notEnoughLeft");
        if (short >= 0 && lines.slice(short + 1).some((line) => line.granted > 0)) seen.skipped += 1;
      }),
      { numRuns: 3_000 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(60);
  });

  it("never passes the envelope or a cap, and leaves nobody with less than what the rest would still pay for", () => {
    fc.assert(
      fc.property(contest, ({ rule: held, envelope, contenders, barred }) => {
        const lines = allocate(held, envelope, contenders, barred);
        const spent = lines.reduce((sum, { granted }) => sum + granted, 0);
        expect(spent).toBeLessThanOrEqual(envelope);
        for (const { application, granted } of lines) {
          const one = contenders.find((contender) => contender.application === application)!;
          expect(granted).toBeLessThanOrEqual(one.asked);
          expect(granted).toBeLessThanOrEqual(Math.max(0, one.budget - one.own));
          expect(granted * 10_000).toBeLessThanOrEqual(one.budget * held.caps.shareOfBudget);
          if (held.caps.most !== undefined) expect(granted).toBeLessThanOrEqual(held.caps.most);
          if (held.caps.matching !== undefined) expect(granted * 4).toBeLessThanOrEqual(one.own * 6);
          if (held.onShortfall === "skip" && !barred.has(application))
            for (const option of optionsFor(held, one))
              expect(option.granted <= granted || option.granted - granted > envelope - spent).toBe(true);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it("does not depend on the order in which the applications come", () => {
    fc.assert(
      fc.property(
        contest.chain((one) =>
          fc.tuple(fc.constant(one), fc.shuffledSubarray([...one.contenders], { minLength: one.contenders.length })),
        ),
        ([{ rule: held, envelope, contenders, barred }, shuffled]) => {
          expect(JSON.stringify(allocate(held, envelope, shuffled, barred))).toBe(
            JSON.stringify(allocate(held, envelope, contenders, barred)),
          );
        },
      ),
    );
  });
});
