/** 分. Money is whole fen; every rounding says which way it goes. */
export type Fen = number;

/** In hundredths of a percent: 6000 is 60 %. */
export type BasisPoints = number;
const WHOLE = 10_000n;

/** A part of an amount, a broken fen dropped: the payer never pays more than the rule says. */
export const partOf = (amount: Fen, part: BasisPoints): Fen => Number((BigInt(amount) * BigInt(part)) / WHOLE);

/**
 * An amount shared out by weights to the last fen: each gets its share rounded down, what is left goes fen by fen to the largest
 * remainders, equal ones to the one that stands first. The same in, the same out.
 * @throws RangeError where no weight is above zero
 */
export const shareOut = (amount: Fen, weights: readonly number[]): readonly Fen[] => {
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (total <= 0n) throw new RangeError("nobody to share among");
  const exact = weights.map((weight) => BigInt(amount) * BigInt(weight));
  const shares = exact.map((part) => Number(part / total));
  const left = amount - shares.reduce((sum, share) => sum + share, 0);
  const luckiest = exact
    .map((part, index) => ({ index, rest: part % total }))
    .toSorted((one, other) => (one.rest === other.rest ? one.index - other.index : one.rest > other.rest ? -1 : 1))
    .slice(0, left);
  for (const { index } of luckiest) shares[index] = (shares[index] ?? 0) + 1;
  return shares;
};

export const sumOf = (amounts: readonly Fen[]): Fen => amounts.reduce((sum, amount) => sum + amount, 0);
