import { atLeast, atMost, compare, divide, exact, sumOf, type Exact } from "@wangge/kit/exact";

export const size = ({ n, d }: Exact): Exact => ({ n: n < 0n ? -n : n, d });
export const clamp = (value: Exact, least: Exact, most: Exact): Exact => atMost(atLeast(value, least), most);

/** @throws RangeError of nothing */
export const mean = (values: readonly Exact[]): Exact => divide(sumOf(values), exact(values.length));

/** @throws RangeError of nothing */
export const median = (values: readonly Exact[]): Exact => {
  const sorted = values.toSorted(compare);
  const half = sorted.length >> 1;
  const [low, high] = sorted.length % 2 === 1 ? [sorted[half], sorted[half]] : [sorted[half - 1], sorted[half]];
  if (low === undefined || high === undefined) throw new RangeError("the median of nothing");
  return mean([low, high]);
};

/** To the nearest whole, a half upwards. */
export const rounded = ({ n, d }: Exact): number => {
  const doubled = 2n * n + d;
  const quotient = doubled / (2n * d);
  return Number(doubled < 0n && doubled % (2n * d) !== 0n ? quotient - 1n : quotient);
};
