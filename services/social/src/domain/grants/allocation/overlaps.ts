import type { BasisPoints, Fen } from "../../money.ts";

/** A project that gets or wants public money, as far as it can be compared. */
export interface Project {
  /** `grant`, `purchase`, or `application` of the same round. */
  readonly kind: "grant" | "purchase" | "application";
  readonly id: string;
  readonly organization: string;
  readonly title: string;
  readonly from: string;
  readonly until: string;
  /** Empty: the whole district. */
  readonly grids: readonly string[];
  /** What it spends money on, in words. */
  readonly costs: readonly string[];
  readonly amount: Fen;
}

/** 重复资助: how like two projects have to be. */
export interface OverlapRule {
  readonly version: string;
  readonly title: BasisPoints;
  readonly cost: BasisPoints;
  /** Where no house stands behind both, the titles have to be as like as this. */
  readonly titleOfOthers: BasisPoints;
}

export type OverlapReason = "sameOrganization" | "relatedOrganization" | "period" | "place" | "title" | "cost";

export interface Overlap {
  readonly application: string;
  readonly with: Pick<Project, "kind" | "id" | "organization" | "title" | "from" | "until" | "amount">;
  readonly reasons: readonly OverlapReason[];
  readonly titleLikeness: BasisPoints;
  /** Pairs of costs that say the same. */
  readonly costs: readonly { readonly ours: string; readonly theirs: string; readonly likeness: BasisPoints }[];
}

/** Only letters, one width, one case: what years, numbers and punctuation make different stays the same project. */
export const normalised = (text: string): string =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}]/gu, "");

const pairsOf = (text: string): ReadonlySet<string> => {
  const letters = Array.from(normalised(text));
  return new Set(letters.length < 2 ? letters : letters.slice(1).map((letter, index) => `${letters[index]}${letter}`));
};

/** How much of the pairs of letters of two texts is common to both (Jaccard). */
export const likeness = (one: string, other: string): BasisPoints => {
  const [ours, theirs] = [pairsOf(one), pairsOf(other)];
  const common = [...ours].filter((pair) => theirs.has(pair)).length;
  const all = ours.size + theirs.size - common;
  return all === 0 ? 0 : Math.floor((common * 10_000) / all);
};

const likeCosts = (rule: OverlapRule, ours: Project, theirs: Project): Overlap["costs"] =>
  ours.costs.flatMap((cost) =>
    theirs.costs
      .map((other) => ({ ours: cost, theirs: other, likeness: likeness(cost, other) }))
      .filter((pair) => pair.likeness >= rule.cost),
  );

/**
 * 重复资助核查. Two projects are shown to somebody where they run at the same time in the same place, and either one house is behind both and title or costs are alike,
 * or nobody knows of a house and the titles are nearly the same. @param house which organizations are one house with that of the project
 */
export const overlapsOf = (
  rule: OverlapRule,
  ours: Project,
  others: readonly Project[],
  house: ReadonlySet<string>,
): readonly Overlap[] =>
  others.flatMap((theirs): readonly Overlap[] => {
    if (theirs.from > ours.until || theirs.until < ours.from) return [];
    const isEverywhere = ours.grids.length === 0 || theirs.grids.length === 0;
    if (!isEverywhere && !ours.grids.some((grid) => theirs.grids.includes(grid))) return [];
    const titleLikeness = likeness(ours.title, theirs.title);
    const isSame = theirs.organization === ours.organization;
    const isHouse = isSame || house.has(theirs.organization);
    const costs = isHouse ? likeCosts(rule, ours, theirs) : [];
    const isTitle = titleLikeness >= (isHouse ? rule.title : rule.titleOfOthers);
    if (!isTitle && costs.length === 0) return [];
    const { kind, id, organization, title, from, until, amount } = theirs;
    return [
      {
        application: ours.id,
        with: { kind, id, organization, title, from, until, amount },
        reasons: [
          ...(isSame ? (["sameOrganization"] as const) : isHouse ? (["relatedOrganization"] as const) : []),
          "period",
          "place",
          ...(isTitle ? (["title"] as const) : []),
          ...(costs.length > 0 ? (["cost"] as const) : []),
        ],
        titleLikeness,
        costs,
      },
    ];
  });
