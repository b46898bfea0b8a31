import type { Counted, Score, SelectionRules } from "../src/domain/selection/index.ts";

/** A fraction that is never shortened: slow, and nothing of the code under test. */
type Fraction = readonly [bigint, bigint];
const add = ([a, b]: Fraction, [c, d]: Fraction): Fraction => [a * d + c * b, b * d];
const negative = ([a, b]: Fraction): Fraction => [-a, b];
const multiply = ([a, b]: Fraction, [c, d]: Fraction): Fraction => [a * c, b * d];
const inverse = ([a, b]: Fraction): Fraction => (a < 0n ? [-b, -a] : [b, a]);
const isLess = ([a, b]: Fraction, [c, d]: Fraction): boolean => a * d < c * b;
const absolute = ([a, b]: Fraction): Fraction => [a < 0n ? -a : a, b];
const average = (values: readonly Fraction[]): Fraction =>
  multiply(values.reduce(add, [0n, 1n]), [1n, BigInt(values.length)]);
const between = (value: Fraction, least: Fraction, most: Fraction): Fraction =>
  isLess(value, least) ? least : isLess(most, value) ? most : value;
/** None of these is below zero. */
const halfUp = ([a, b]: Fraction): number => Number((2n * a + b) / (2n * b));

/** M + (x − m) · D/d, as the documentation of the formula says it, review by review. */
export const slowScores = (counted: readonly Counted[], rule: SelectionRules["normalisation"]): readonly Score[] => {
  const value = ({ raw }: Counted): Fraction => [raw.n, raw.d];
  const level = average(counted.map(value));
  const spreadOf = (reviews: readonly Counted[], around: Fraction): Fraction =>
    average(reviews.map((one) => absolute(add(value(one), negative(around)))));
  const spread = spreadOf(counted, level);
  const adjusted = (review: Counted): Fraction => {
    const own = counted.filter(({ reviewer }) => reviewer === review.reviewer);
    if (own.length < rule.reviewsLeast) return value(review);
    const ownLevel = average(own.map(value));
    const ownSpread = spreadOf(own, ownLevel);
    const factor: Fraction =
      ownSpread[0] === 0n || spread[0] === 0n
        ? [1n, 1n]
        : between(
            multiply(spread, inverse(ownSpread)),
            [BigInt(rule.stretchLeast), 100n],
            [BigInt(rule.stretchMost), 100n],
          );
    return between(add(level, multiply(add(value(review), negative(ownLevel)), factor)), [0n, 1n], [1_000_000n, 1n]);
  };
  const scores = [...new Set(counted.map(({ application }) => application))].map((application) => {
    const own = counted.filter((one) => one.application === application);
    return {
      application,
      raw: halfUp(average(own.map(value))),
      normalised: halfUp(average(own.map(adjusted))),
      reviews: own.length,
      isNormalised: own.some(
        ({ reviewer }) => counted.filter((one) => one.reviewer === reviewer).length >= rule.reviewsLeast,
      ),
    };
  });
  return scores.sort((one, other) =>
    one.normalised === other.normalised
      ? one.application.localeCompare(other.application)
      : other.normalised - one.normalised,
  );
};
