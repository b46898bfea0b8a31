/** 评分规则: points from 0 to 100 for a value. */
import { reject } from "@wangge/kit/errors";
import {
  atLeast,
  atMost,
  compare,
  decimal,
  divide,
  HUNDRED,
  multiply,
  subtract,
  ZERO,
  type Exact,
} from "@wangge/kit/exact";

/** `from` is in it, `below` is not: bands meet and never overlap. Absent: without end. */
export interface Band {
  readonly from?: string | undefined;
  readonly below?: string | undefined;
  readonly points: string;
}

export type Rule =
  /** Straight between the value that gets nothing and the one that gets all; `none` above `full` where less is better. */
  | { readonly by: "line"; readonly none: string; readonly full: string }
  | { readonly by: "bands"; readonly bands: readonly Band[] }
  /** 目标: all points at the target, in proportion below it. */
  | { readonly by: "target"; readonly target: string };

export type Points = (value: Exact) => Exact;

const refuse = (why: string): Error =>
  reject("appraisal.card.rule_unfit", `A rule of a scorecard cannot be used: ${why}`);

const within = (points: Exact): Exact => atMost(atLeast(points, ZERO), HUNDRED);

const bandsRule = (bands: readonly Band[]): Points => {
  const read = bands.map(({ from, below, points }) => ({
    from: from === undefined ? undefined : decimal(from),
    below: below === undefined ? undefined : decimal(below),
    points: decimal(points),
  }));
  if (read[0]?.from !== undefined || read.at(-1)?.below !== undefined)
    throw refuse("the first band has no beginning and the last no end");
  for (const [index, { from, below, points }] of read.entries()) {
    if (compare(points, within(points)) !== 0) throw refuse("points go from 0 to 100");
    const before = read[index - 1];
    if (before === undefined) continue;
    if (from === undefined || before.below === undefined || compare(from, before.below) !== 0)
      throw refuse("each band begins where the one before ends");
    if (below !== undefined && compare(from, below) >= 0) throw refuse("a band is empty");
  }
  return (value) => {
    const band = read.find(({ below }) => below === undefined || compare(value, below) < 0);
    if (band === undefined) throw new Error("bands with a gap");
    return band.points;
  };
};

/** @throws DomainError `appraisal.card.rule_unfit`; RangeError for what is no decimal */
export const pointsOf = (rule: Rule): Points => {
  switch (rule.by) {
    case "line": {
      const [none, full] = [decimal(rule.none), decimal(rule.full)];
      if (compare(none, full) === 0) throw refuse("a line between two equal values");
      const length = subtract(full, none);
      return (value) => within(multiply(HUNDRED, divide(subtract(value, none), length)));
    }
    case "bands":
      return bandsRule(rule.bands);
    case "target": {
      const target = decimal(rule.target);
      if (compare(target, ZERO) <= 0) throw refuse("a target above zero is wanted");
      return (value) => within(multiply(HUNDRED, divide(value, target)));
    }
  }
};
