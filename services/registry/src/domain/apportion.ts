/**
 * Shares `total` seats by weight, whole and at least one each: one seat for everybody, then the largest remainders
 * (Hamilton) of what each is owed above it. Equal remainders go to the heavier one, of equal weights to the earlier.
 * @throws RangeError when there are fewer seats than claimants
 */
export const apportion = (weights: readonly number[], total: number): number[] => {
  if (total < weights.length) throw new RangeError(`${String(total)} seats for ${String(weights.length)} claimants`);
  const sum = weights.reduce((a, b) => a + b, 0);
  const owed = weights.map((weight) => Math.max(1, (total * weight) / sum));
  // Those lifted to one seat are paid for by those above it, in proportion to what they have above it.
  const above = owed.reduce((a, b) => a + b - 1, 0);
  const free = total - weights.length;
  const fair = owed.map((seats) => (above === 0 ? free / weights.length : ((seats - 1) * free) / above));
  const seats = fair.map((share) => 1 + Math.floor(share));
  const left = total - seats.reduce((a, b) => a + b, 0);
  const byRemainder = fair
    .map((share, index) => ({ index, remainder: share - Math.floor(share), weight: weights[index] ?? 0 }))
    // Weights that differ by less than a share can hold have one share: the weights themselves still tell them apart.
    .sort((a, b) => b.remainder - a.remainder || b.weight - a.weight || a.index - b.index);
  const extra = new Set(byRemainder.slice(0, left).map(({ index }) => index));
  return seats.map((count, index) => (extra.has(index) ? count + 1 : count));
};

/**
 * Spreads `total` over `count` parts, unevenly but each from `low` to `high`. `between` draws a whole number, ends included.
 * @throws RangeError when that cannot be
 */
export const spread = (
  total: number,
  { count, low, high }: { count: number; low: number; high: number },
  between: (low: number, high: number) => number,
): number[] => {
  if (total < count * low || total > count * high)
    throw new RangeError(`${String(total)} does not fit ${String(count)} parts`);
  const parts = Array.from({ length: count }, (_, index) => Math.floor((total + index) / count));
  for (let round = 0; round < count * 4; round++) {
    const from = between(0, count - 1);
    const to = between(0, count - 1);
    const give = parts[from] ?? low;
    const take = parts[to] ?? high;
    const most = Math.min(40, give - low, high - take);
    if (from === to || most < 1) continue;
    const moved = between(1, most);
    parts[from] = give - moved;
    parts[to] = take + moved;
  }
  return parts;
};
