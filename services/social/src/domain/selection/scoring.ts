import { add, compare, divide, exact, multiply, ONE, subtract, ZERO, type Exact } from "@wangge/kit/exact";
import { clamp, mean, median, rounded, size } from "./averages.ts";
import { FULL_SCORE } from "./rubric.ts";
import type { SelectionRules } from "./rules.ts";

/** A review that counts, with its raw score. */
export interface Counted {
  readonly application: string;
  readonly reviewer: string;
  readonly raw: Exact;
}

const HUNDRED = 100;
const deviation = (values: readonly Exact[], around: Exact): Exact =>
  mean(values.map((value) => size(subtract(value, around))));

/** 分歧: the reviews of one application are too far apart, or one too far from the others. */
export const isDisputed = (raws: readonly Exact[], rule: SelectionRules["review"]["outlier"]): boolean => {
  const sorted = raws.toSorted(compare);
  const [lowest, highest] = [sorted[0], sorted.at(-1)];
  if (lowest === undefined || highest === undefined) return false;
  if (compare(subtract(highest, lowest), exact(rule.spread * 10_000)) > 0) return true;
  if (raws.length < rule.reviewsLeast) return false;
  const middle = median(raws);
  const spread = median(raws.map((raw) => size(subtract(raw, middle))));
  // Where most agree to the point there is no measure of deviation; the spread alone speaks.
  if (spread.n === 0n) return false;
  const most = multiply(spread, exact(rule.deviations, HUNDRED));
  return raws.some((raw) => compare(size(subtract(raw, middle)), most) > 0);
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
    least: exact(rule.stretchLeast, HUNDRED),
    most: exact(rule.stretchMost, HUNDRED),
  };
  const ways = new Map(
    [...Map.groupBy(counted, ({ reviewer }) => reviewer)]
      .filter(([, own]) => own.length >= rule.reviewsLeast)
      .map(([reviewer, own]) => {
        const raws = own.map(({ raw }) => raw);
        const ownLevel = mean(raws);
        const ownSpread = deviation(raws, ownLevel);
        const isFlat = ownSpread.n === 0n || spread.n === 0n;
        const factor = isFlat ? ONE : clamp(divide(spread, ownSpread), stretch.least, stretch.most);
        return [reviewer, { ownLevel, factor }] as const;
      }),
  );
  const normalised = ({ reviewer, raw }: Counted): Exact => {
    const way = ways.get(reviewer);
    if (way === undefined) return raw;
    const moved = add(level, multiply(subtract(raw, way.ownLevel), way.factor));
    return clamp(moved, ZERO, exact(FULL_SCORE));
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
