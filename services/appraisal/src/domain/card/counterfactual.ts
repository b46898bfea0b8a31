/** 反事实: what would have moved somebody up by one rank, one indicator at a time. */
import { add, compare, divide, exact, type Exact } from "@wangge/kit/exact";
import type { CompiledIndicator, Value } from "../dictionary/index.ts";
import type { SubjectType } from "./card.ts";
import type { CompiledCard } from "./compile.ts";
import { scoreOf } from "./score.ts";

export interface Change {
  readonly indicator: string;
  /** By so much the numerator would have had to differ: the smallest whole number that does it. */
  readonly by: bigint;
  readonly value: Exact;
  readonly score: Exact;
}

const MOST = 1n << 62n;

/** The smallest number from 1 for which it holds, where it holds from some number on; undefined where it never does up to `limit`. */
const smallest = (limit: bigint, holds: (count: bigint) => boolean): bigint | undefined => {
  if (limit < 1n || !holds(limit)) return undefined;
  let [low, high] = [1n, limit];
  while (low < high) {
    const middle = (low + high) / 2n;
    if (holds(middle)) high = middle;
    else low = middle + 1n;
  }
  return low;
};

/** How far a numerator can go the better way: a ratio from none to all of its denominator, a count down to nothing or up without end. */
const room = ({ indicator }: CompiledIndicator, { numerator, denominator }: Value): bigint => {
  const whole = numerator.n / numerator.d;
  if (indicator.better === "less") return whole;
  if (denominator === undefined) return MOST;
  const perOne = indicator.unit === "points" ? 100n : 1n;
  return (denominator.n * perOne) / denominator.d - whole;
};

const changed = ({ indicator }: CompiledIndicator, value: Value, by: bigint): Value => {
  const numerator = add(value.numerator, exact(indicator.better === "more" ? by : -by));
  const { denominator } = value;
  return { ...value, numerator, value: denominator === undefined ? numerator : divide(numerator, denominator) };
};

/**
 * For each indicator of a card by itself: the smallest change of its numerator that brings the score above `above`. Indicators that cannot
 * do it alone, and those without a value, are not in the list.
 */
export const changesTo = (
  card: CompiledCard,
  type: SubjectType,
  valueOf: (indicator: CompiledIndicator) => Value,
  above: Exact,
): readonly Change[] =>
  card.items.flatMap(({ indicator }): readonly Change[] => {
    const now = valueOf(indicator);
    if (now.value === undefined) return [];
    const scored = (by: bigint): Exact | undefined =>
      scoreOf(card, type, (one) => (one === indicator ? changed(indicator, now, by) : valueOf(one))).score;
    const by = smallest(room(indicator, now), (count) => {
      const score = scored(count);
      return score !== undefined && compare(score, above) > 0;
    });
    const score = by === undefined ? undefined : scored(by);
    const value = by === undefined ? undefined : changed(indicator, now, by).value;
    return by === undefined || score === undefined || value === undefined
      ? []
      : [{ indicator: indicator.indicator.code, by, value, score }];
  });
