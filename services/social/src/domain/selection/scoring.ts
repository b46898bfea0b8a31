import { clamp, compare, mean, median, minus, over, plus, ratio, rounded, size, times, whole } from "./rational.ts";
import type { Rational } from "./rational.ts";
import { FULL_SCORE } from "./rubric.ts";
import type { SelectionRules } from "./rules.ts";

/** A review that counts, with its raw score. */
export interface Counted {
  readonly application: string;
  readonly reviewer: string;
  readonly raw: Rational;
}

const HUNDRED = 100n;
const deviation = (values: readonly Rational[], around: Rational): Rational =>
  mean(values.map((value) => size(minus(value, around))));

/** 分歧: the reviews of one application are too far apart, or one too far from the others. */
export const isDisputed = (raws: readonly Rational[], rule: SelectionRules["review"]["outlier"]): boolean => {
  const sorted = raws.toSorted(compare);
  const [lowest, highest] = [sorted[0], sorted.at(-1)];
  if (lowest === undefined || highest === undefined) return false;
  if (compare(minus(highest, lowest), whole(rule.spread * 10_000)) > 0) return true;
  if (raws.length < rule.reviewsLeast) return false;
  const middle = median(raws);
  const spread = median(raws.map((raw) => size(minus(raw, middle))));
  // Where most agree to the point there is no measure of deviation; the spread alone speaks.
  if (spread.top === 0n) return false;
  const most = times(spread, ratio(BigInt(rule.deviations), HUNDRED));
  return raws.some((raw) => compare(size(minus(raw, middle)), most) > 0);
};

export interface Score {
  readonly application: string;
  /** Ten-thousandths of a point, a half rounded up: the mean of the reviews as they were written, … */
  readonly raw: number;
  /** … and after each reviewer's own level and spread were brought to those of all. */
  readonly normalised: number;
  readonly reviews: number;
  /** Whether any of its reviews was normalised. */
  readonly isNormalised: boolean;
}

/**
 * 归一化. With M and D the mean and the mean absolute deviation of all counted reviews of the round, and m and d those of one
 * reviewer, his raw score x becomes M + (x − m) · D/d. D/d stays within the limits of the rules and is 1 where d or D is 0; the
 * result stays within 0 and 100 points. A reviewer with too few reviews keeps his x. Exact until each application's mean is
 * rounded once, so that the order in which reviews came changes nothing.
 */
export const scoresOf = (counted: readonly Counted[], rule: SelectionRules["normalisation"]): readonly Score[] => {
  if (counted.length === 0) return [];
  const all = counted.map(({ raw }) => raw);
  const level = mean(all);
  const spread = deviation(all, level);
  const stretch = {
    least: ratio(BigInt(rule.stretchLeast), HUNDRED),
    most: ratio(BigInt(rule.stretchMost), HUNDRED),
  };
  const ways = new Map(
    [...Map.groupBy(counted, ({ reviewer }) => reviewer)]
      .filter(([, own]) => own.length >= rule.reviewsLeast)
      .map(([reviewer, own]) => {
        const raws = own.map(({ raw }) => raw);
        const ownLevel = mean(raws);
        const ownSpread = deviation(raws, ownLevel);
        const isFlat = ownSpread.top === 0n || spread.top === 0n;
        const factor = isFlat ? whole(1) : clamp(over(spread, ownSpread), stretch.least, stretch.most);
        return [reviewer, { ownLevel, factor }] as const;
      }),
  );
  const normalised = ({ reviewer, raw }: Counted): Rational => {
    const way = ways.get(reviewer);
    if (way === undefined) return raw;
    const moved = plus(level, times(minus(raw, way.ownLevel), way.factor));
    return clamp(moved, whole(0), whole(FULL_SCORE));
  };
  return [...Map.groupBy(counted, ({ application }) => application)]
    .map(([application, own]) => ({
      application,
      raw: rounded(mean(own.map(({ raw }) => raw))),
      normalised: rounded(mean(own.map(normalised))),
      reviews: own.length,
      isNormalised: own.some(({ reviewer }) => ways.has(reviewer)),
    }))
    .toSorted(byRank);
};

/** The highest score first; equal ones by the id of the application. */
const byRank = (one: Score, other: Score): number =>
  other.normalised - one.normalised || (one.application < other.application ? -1 : 1);
