/** An exact number: whole numerator over whole positive denominator, in lowest terms. Rounding happens only where one is shown. */
export interface Exact {
  readonly n: bigint;
  readonly d: bigint;
}

const gcd = (one: bigint, other: bigint): bigint => {
  let [a, b] = [one < 0n ? -one : one, other];
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
};

/** @throws RangeError where the denominator is zero */
export const exact = (n: bigint | number, d: bigint | number = 1): Exact => {
  let [top, bottom] = [BigInt(n), BigInt(d)];
  if (bottom === 0n) throw new RangeError("division by zero");
  if (bottom < 0n) [top, bottom] = [-top, -bottom];
  const common = gcd(top, bottom);
  return common === 1n ? { n: top, d: bottom } : { n: top / common, d: bottom / common };
};

export const ZERO: Exact = { n: 0n, d: 1n };
export const ONE: Exact = { n: 1n, d: 1n };
export const HUNDRED: Exact = { n: 100n, d: 1n };

export const add = (a: Exact, b: Exact): Exact => exact(a.n * b.d + b.n * a.d, a.d * b.d);
export const subtract = (a: Exact, b: Exact): Exact => exact(a.n * b.d - b.n * a.d, a.d * b.d);
export const multiply = (a: Exact, b: Exact): Exact => exact(a.n * b.n, a.d * b.d);
/** @throws RangeError by zero */
export const divide = (a: Exact, b: Exact): Exact => exact(a.n * b.d, a.d * b.n);
export const negate = (a: Exact): Exact => ({ n: -a.n, d: a.d });

/** Below, equal, above: -1, 0, 1. */
export const compare = (a: Exact, b: Exact): -1 | 0 | 1 => {
  const [left, right] = [a.n * b.d, b.n * a.d];
  if (left === right) return 0;
  return left < right ? -1 : 1;
};

export const atMost = (a: Exact, limit: Exact): Exact => (compare(a, limit) > 0 ? limit : a);
export const atLeast = (a: Exact, limit: Exact): Exact => (compare(a, limit) < 0 ? limit : a);
export const sumOf = (all: readonly Exact[]): Exact => all.reduce(add, ZERO);

const DECIMAL = /^(-?)(\d{1,30})(?:\.(\d{1,30}))?$/;

/** A decimal as it is written, `-12.50`. @throws RangeError for anything else */
export const decimal = (text: string): Exact => {
  const match = DECIMAL.exec(text);
  if (match === null) throw new RangeError(`no decimal: ${text}`);
  const [, sign = "", whole = "", broken = ""] = match;
  const value = exact(BigInt(whole + broken), 10n ** BigInt(broken.length));
  return sign === "-" ? negate(value) : value;
};

/** `7/20`, or `7` where it is whole: the form that is stored, hashed and compared. */
export const written = ({ n, d }: Exact): string => (d === 1n ? String(n) : `${String(n)}/${String(d)}`);

/** The number that `written` wrote. @throws RangeError for anything else */
export const read = (text: string): Exact => {
  const match = /^(-?\d{1,400})(?:\/([1-9]\d{0,400}))?$/.exec(text);
  if (match === null) throw new RangeError(`no number: ${text}`);
  return exact(BigInt(match[1] ?? "0"), BigInt(match[2] ?? "1"));
};

/** For showing: so many digits after the point, half away from zero. */
export const shown = ({ n, d }: Exact, digits: number): string => {
  const scale = 10n ** BigInt(digits);
  const size = n < 0n ? -n : n;
  const scaled = (size * scale * 2n + d) / (d * 2n);
  const text = String(scaled).padStart(digits + 1, "0");
  const sign = n < 0n && scaled !== 0n ? "-" : "";
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
};
