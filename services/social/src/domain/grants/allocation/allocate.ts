import { partOf, sumOf, type BasisPoints, type Fen } from "../../money.ts";

/** What of an application decides how much it can get. */
export interface Contender {
  readonly application: string;
  /** The whole cost; what is asked for; what the applicant brings itself. */
  readonly budget: Fen;
  readonly asked: Fen;
  readonly own: Fen;
  /** Higher stands before; equal scores stand by `application`. */
  readonly score: number;
  readonly stages: readonly { readonly amount: Fen }[];
}

/** 资助上限与配比. */
export interface Caps {
  /** Of the whole budget. */
  readonly shareOfBudget: BasisPoints;
  readonly most?: Fen | undefined;
  /** So much grant for so much of their own: 6 to 4. */
  readonly matching?: { readonly grant: number; readonly own: number } | undefined;
}

export interface AllocationRule {
  readonly version: string;
  readonly caps: Caps;
  /** `noPartial`: all or nothing. `withPartial`: whole stages, from the first, where there is not enough for all. */
  readonly partial: "noPartial" | "withPartial";
  /** Who gets less than all for want of money: `skip` goes on to the next, `stop` ends there. */
  readonly onShortfall: "skip" | "stop";
}

export type CappedBy = "asked" | "need" | "share" | "most" | "matching";

export interface AllocationLine {
  readonly application: string;
  readonly rank: number;
  /** The most that the caps allow, and which of them it was. */
  readonly most: Fen;
  readonly cappedBy: CappedBy;
  /** What was left when its turn came. */
  readonly left: Fen;
  readonly granted: Fen;
  /** How many of its stages that pays for. */
  readonly stages: number;
  readonly outcome: "whole" | "part" | "none";
  /** Why not all of it. */
  readonly reason?: "barred" | "nothingToGrant" | "notEnoughLeft" | "stoppedBefore";
}

/** The most that an applicant can get, and by which cap; of equal caps the first in this order. */
export const mostFor = (
  { shareOfBudget, most, matching }: Caps,
  { budget, asked, own }: Contender,
): { readonly most: Fen; readonly cappedBy: CappedBy } => {
  const caps: readonly (readonly [CappedBy, Fen])[] = [
    ["asked", asked],
    ["need", Math.max(0, budget - own)],
    ["share", partOf(budget, shareOfBudget)],
    ...(most === undefined ? [] : [["most", most] as const]),
    ...(matching === undefined
      ? []
      : [["matching", Number((BigInt(own) * BigInt(matching.grant)) / BigInt(matching.own))] as const]),
  ];
  const [cappedBy, amount] = caps.reduce((least, one) => (one[1] < least[1] ? one : least));
  return { most: amount, cappedBy };
};

export interface Option {
  readonly granted: Fen;
  readonly stages: number;
}

/** What an applicant may be granted under the rule, the least first: nothing, its first stages, all. */
export const optionsFor = ({ caps, partial }: AllocationRule, contender: Contender): readonly Option[] => {
  const { most } = mostFor(caps, contender);
  if (most === 0) return [{ granted: 0, stages: 0 }];
  const prefixes =
    partial === "noPartial"
      ? []
      : contender.stages
          .map((_, index) => ({
            granted: sumOf(contender.stages.slice(0, index + 1).map(({ amount }) => amount)),
            stages: index + 1,
          }))
          .filter(({ granted, stages }) => granted > 0 && granted < most && stages < contender.stages.length);
  return [{ granted: 0, stages: 0 }, ...prefixes, { granted: most, stages: contender.stages.length }];
};

export const inRankOrder = <Ranked extends Pick<Contender, "score" | "application">>(
  contenders: readonly Ranked[],
): readonly Ranked[] =>
  contenders.toSorted((one, other) =>
    one.score === other.score ? (one.application < other.application ? -1 : 1) : other.score - one.score,
  );

/**
 * 资金分配. In the order of rank each applicant gets the largest of its options that what is left still pays for. So of all allocations that the rule allows
 * within the envelope this is the one whose list of amounts, read by rank, is the greatest: no fen goes to a lower rank that a higher one could have had.
 * With `skip` nobody is left with less than an option that the rest of the money would still pay for.
 */
export const allocate = (
  rule: AllocationRule,
  envelope: Fen,
  contenders: readonly Contender[],
  barred: ReadonlySet<string>,
): readonly AllocationLine[] => {
  let left = envelope;
  let stopped = false;
  return inRankOrder(contenders).map((contender, index): AllocationLine => {
    const { application } = contender;
    const common = { application, rank: index + 1, ...mostFor(rule.caps, contender), left };
    const none = (reason: NonNullable<AllocationLine["reason"]>): AllocationLine => ({
      ...common,
      granted: 0,
      stages: 0,
      outcome: "none",
      reason,
    });
    if (barred.has(application)) return none("barred");
    if (common.most === 0) return none("nothingToGrant");
    if (stopped) return none("stoppedBefore");
    const { granted, stages } = optionsFor(rule, contender).findLast((option) => option.granted <= left) ?? {
      granted: 0,
      stages: 0,
    };
    left -= granted;
    const isWhole = granted === common.most;
    if (!isWhole && rule.onShortfall === "stop") stopped = true;
    if (granted === 0) return none("notEnoughLeft");
    return isWhole
      ? { ...common, granted, stages, outcome: "whole" }
      : { ...common, granted, stages, outcome: "part", reason: "notEnoughLeft" };
  });
};
