import type { Fen } from "../money.ts";
import { PRICE, type Bid, type Criterion, type Offer, type Ranked, type Score } from "./purchase.ts";

/** Points are counted in ten-thousandths. */
const POINT = 10_000n;

/** Halves go up. */
const rounded = (numerator: bigint, denominator: bigint): number =>
  Number((2n * numerator + denominator) / (2n * denominator));

/** 价格分, 低价优先法: the lowest price has all points, the others in proportion. */
export const pricePoints = (weight: number, lowest: Fen, amount: Fen): number =>
  rounded(BigInt(weight) * POINT * BigInt(lowest), BigInt(amount));

const qualityPoints = (criteria: readonly Criterion[], scores: readonly Score[]): number => {
  if (scores.length === 0) return 0;
  const weighted = criteria
    .filter(({ code }) => code !== PRICE)
    .flatMap(({ code, weight }) => scores.map(({ points }) => BigInt(weight) * BigInt(points[code] ?? 0)))
    .reduce((sum, one) => sum + one, 0n);
  return rounded((weighted * POINT) / 100n, BigInt(scores.length));
};

/** 综合评分法. The best first; equal totals by the lower price, then by the number of the bid. Only scores of `judges` count. */
export const rankingOf = (
  criteria: readonly Criterion[],
  bids: readonly (Bid & { readonly offer: Offer })[],
  scores: readonly Score[],
  judges: readonly string[],
): readonly Ranked[] => {
  const lowest = Math.min(...bids.map(({ offer }) => offer.amount));
  const priceWeight = criteria.find(({ code }) => code === PRICE)?.weight ?? 0;
  return bids
    .map(({ id: bid, organization, offer: { amount } }) => {
      const price = pricePoints(priceWeight, lowest, amount);
      const own = scores.filter((score) => score.bid === bid && judges.includes(score.by));
      const quality = qualityPoints(criteria, own);
      return { bid, organization, amount, price, quality, total: price + quality };
    })
    .toSorted((one, other) => other.total - one.total || one.amount - other.amount || (one.bid < other.bid ? -1 : 1));
};
