import { compare, type Exact } from "@wangge/kit/exact";
import type { CompiledIndicator } from "../dictionary/index.ts";
import type { CompiledCard } from "./compile.ts";
import type { Score } from "./score.ts";

export interface Appraised {
  readonly subject: string;
  readonly score: Score;
  /** Values of the indicators that decide between equal scores, in their order; absent ones come last. */
  readonly tieBreaks: readonly (Exact | undefined)[];
}

export interface Ranked extends Appraised {
  /** 1 is the best; equal ones share it, and the next has as many less. Absent: nothing could be said. */
  readonly rank?: number | undefined;
}

const betterFirst = ({ indicator }: CompiledIndicator, one: Exact | undefined, other: Exact | undefined): number => {
  if (one === undefined || other === undefined) return Number(one === undefined) - Number(other === undefined);
  return indicator.better === "more" ? compare(other, one) : compare(one, other);
};

/** Below zero where the first stands before the second, zero where they share a rank. */
const standing = (card: CompiledCard, one: Appraised, other: Appraised): number => {
  const [mine, theirs] = [one.score.score, other.score.score];
  if (mine === undefined || theirs === undefined) return Number(mine === undefined) - Number(theirs === undefined);
  const byScore = compare(theirs, mine);
  if (byScore !== 0) return byScore;
  for (const [index, indicator] of card.tieBreaks.entries()) {
    const byTie = betterFirst(indicator, one.tieBreaks[index], other.tieBreaks[index]);
    if (byTie !== 0) return byTie;
  }
  return 0;
};

/** 排名. By exact scores; who shares a rank stands by code. */
export const rankingOf = (card: CompiledCard, appraised: readonly Appraised[]): readonly Ranked[] => {
  const sorted = appraised.toSorted((one, other) => {
    const better = standing(card, one, other);
    if (better !== 0) return better;
    return one.subject < other.subject ? -1 : 1;
  });
  let rank = 0;
  return sorted.map((one, index) => {
    if (one.score.score === undefined) return one;
    const before = sorted[index - 1];
    if (before === undefined || standing(card, before, one) !== 0) rank = index + 1;
    return { ...one, rank };
  });
};
