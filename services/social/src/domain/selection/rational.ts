/** A fraction in lowest terms, the denominator above zero: scores are added and divided without losing anything. */
export interface Rational {
  readonly top: bigint;
  readonly bottom: bigint;
}

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));
const abs = (value: bigint): bigint => (value < 0n ? -value : value);

/** @throws RangeError where the denominator is zero */
export const ratio = (top: bigint, bottom = 1n): Rational => {
  if (bottom === 0n) throw new RangeError("a fraction over zero");
  const common = gcd(abs(top), abs(bottom)) * (bottom < 0n ? -1n : 1n);
  return { top: top / common, bottom: bottom / common };
};
export const whole = (value: number): Rational => ratio(BigInt(value));

export const plus = (a: Rational, b: Rational): Rational =>
  ratio(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom);
export const minus = (a: Rational, b: Rational): Rational => plus(a, { top: -b.top, bottom: b.bottom });
export const times = (a: Rational, b: Rational): Rational => ratio(a.top * b.top, a.bottom * b.bottom);
export const over = (a: Rational, b: Rational): Rational => ratio(a.top * b.bottom, a.bottom * b.top);
export const size = (a: Rational): Rational => ({ top: abs(a.top), bottom: a.bottom });
/** Below, at or above zero as a is less than, equal to or more than b. */
export const compare = (a: Rational, b: Rational): number => {
  const difference = a.top * b.bottom - b.top * a.bottom;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
};
export const clamp = (a: Rational, least: Rational, most: Rational): Rational =>
  compare(a, least) < 0 ? least : compare(a, most) > 0 ? most : a;

/** @throws RangeError of nothing */
export const mean = (values: readonly Rational[]): Rational =>
  over(values.reduce(plus, whole(0)), whole(values.length));

/** @throws RangeError of nothing */
export const median = (values: readonly Rational[]): Rational => {
  const sorted = values.toSorted(compare);
  const half = sorted.length >> 1;
  const [low, high] = sorted.length % 2 === 1 ? [sorted[half], sorted[half]] : [sorted[half - 1], sorted[half]];
  if (low === undefined || high === undefined) throw new RangeError("the median of nothing");
  return mean([low, high]);
};

/** To the nearest whole, a half upwards. */
export const rounded = ({ top, bottom }: Rational): number => {
  const doubled = 2n * top + bottom;
  const quotient = doubled / (2n * bottom);
  return Number(doubled < 0n && doubled % (2n * bottom) !== 0n ? quotient - 1n : quotient);
};
