/** Scoring and ranking once more, as plain as it can be, with fractions that nobody reduces. */
import type { Band, Card, Rule, SubjectType } from "../src/domain/index.ts";

/** Over a denominator above zero. */
export type Fraction = readonly [bigint, bigint];

export const fraction = (text: string): Fraction => {
  const [whole = "0", broken = ""] = text.split(".");
  return [BigInt(whole + broken), 10n ** BigInt(broken.length)];
};
const plus = ([a, b]: Fraction, [c, d]: Fraction): Fraction => [a * d + c * b, b * d];
const minus = ([a, b]: Fraction, [c, d]: Fraction): Fraction => [a * d - c * b, b * d];
const times = ([a, b]: Fraction, [c, d]: Fraction): Fraction => [a * c, b * d];
const over = ([a, b]: Fraction, [c, d]: Fraction): Fraction => (c < 0n ? [-a * d, -b * c] : [a * d, b * c]);
export const isBelow = ([a, b]: Fraction, [c, d]: Fraction): boolean => a * d < c * b;
const least = (one: Fraction, other: Fraction): Fraction => (isBelow(other, one) ? other : one);
const most = (one: Fraction, other: Fraction): Fraction => (isBelow(one, other) ? other : one);

const hundred: Fraction = [100n, 1n];
const nought: Fraction = [0n, 1n];

const isIn = ({ from, below }: Band, value: Fraction): boolean =>
  (from === undefined || !isBelow(value, fraction(from))) && (below === undefined || isBelow(value, fraction(below)));

const points = (rule: Rule, value: Fraction): Fraction => {
  switch (rule.by) {
    case "line": {
      const [none, full] = [fraction(rule.none), fraction(rule.full)];
      return least(hundred, most(nought, times(hundred, over(minus(value, none), minus(full, none)))));
    }
    case "bands": {
      const fitting = rule.bands.filter((band) => isIn(band, value));
      if (fitting.length !== 1 || fitting[0] === undefined) throw new Error(`${String(fitting.length)} bands`);
      return fraction(fitting[0].points);
    }
    case "target":
      return least(hundred, most(nought, times(hundred, over(value, fraction(rule.target)))));
  }
};

/** Undefined where nothing can be said. */
export const slowScore = (
  card: Card,
  type: SubjectType,
  values: Readonly<Record<string, Fraction | undefined>>,
): Fraction | undefined => {
  let sum = nought;
  let weights = nought;
  for (const { indicator, weight, rule, ruleFor, withoutValue } of card.items) {
    const value = values[indicator];
    let got: Fraction | undefined;
    if (value !== undefined) got = points(ruleFor?.[type] ?? rule, value);
    else if (withoutValue !== "leaveOut") got = fraction(withoutValue.points);
    if (got === undefined) continue;
    sum = plus(sum, times(got, fraction(weight)));
    weights = plus(weights, fraction(weight));
  }
  if (weights[0] === 0n) return undefined;
  let score = over(sum, weights);
  for (const { indicator, each, cap } of card.bonuses) {
    const value = values[indicator];
    if (value !== undefined && isBelow(nought, value))
      score = plus(score, least(fraction(cap), times(fraction(each), value)));
  }
  for (const { indicator, when, noMoreThan } of card.vetoes) {
    const value = values[indicator];
    if (value === undefined) continue;
    const held = "atLeast" in when ? !isBelow(value, fraction(when.atLeast)) : !isBelow(fraction(when.atMost), value);
    if (held) score = least(score, fraction(noMoreThan));
  }
  return most(score, nought);
};
