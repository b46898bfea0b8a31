import { Fen } from "@wangge/contracts";
import { versionShape } from "@wangge/kit";
import { clockKinds } from "@wangge/calendar";
import { z } from "zod";
import type { AllocationRule, OverlapRule, PublicityRule } from "../../domain/grants/allocation/index.ts";
import type { FundSource } from "../../domain/grants/fund/index.ts";
import type { GrantRule } from "../../domain/grants/grant/index.ts";
import type { BasisPoints } from "../../domain/money.ts";
import { readVersions } from "../dated-data.ts";

const Share = z.int().min(0).max(10_000);
const Limit = z.strictObject({ amount: z.int().min(1), kind: z.enum(clockKinds) });

const bySource = <Rule extends z.ZodType>(rule: Rule) =>
  z.strictObject({ welfareLottery: rule, districtBudget: rule, donor: rule });

const Allocation = z.strictObject({
  ...versionShape,
  sources: bySource(
    z.strictObject({
      caps: z.strictObject({
        shareOfBudget: Share,
        most: Fen.optional(),
        matching: z.strictObject({ grant: z.int().min(1), own: z.int().min(1) }).optional(),
      }),
      partial: z.enum(["noPartial", "withPartial"]),
      onShortfall: z.enum(["skip", "stop"]),
    }),
  ),
  publicity: Limit,
  answer: Limit,
  appeal: Limit,
  decision: Limit,
  follow: z.strictObject({ mostOfFormer: z.int().min(0) }),
});

const Terms = z.strictObject({
  ...versionShape,
  sources: bySource(
    z.strictObject({
      sign: Limit,
      firstTranche: Limit,
      repay: Limit,
      retention: Share,
      midTerm: z.boolean(),
      receipts: z.boolean(),
      categories: z
        .array(z.strictObject({ code: z.string(), most: Share.optional(), ofPeople: z.literal(true).optional() }))
        .min(1),
      personMonth: Fen,
      banYears: z.int().min(1),
    }),
  ),
});

const Overlaps = z.strictObject({ ...versionShape, title: Share, cost: Share, titleOfOthers: Share });

export interface GrantRules {
  readonly allocationAt: (at: string, source: FundSource) => AllocationRule;
  readonly publicityAt: (at: string) => PublicityRule;
  /** A follow-on grant is at most so much of the one before. */
  readonly followAt: (at: string) => { readonly mostOfFormer: BasisPoints };
  readonly termsAt: (at: string, source: FundSource) => GrantRule;
  readonly overlapsAt: (at: string) => OverlapRule;
}

export const loadGrantRules = (): GrantRules => {
  const allocation = readVersions("grants/allocation-rules.json", "allocation_rules", Allocation);
  const terms = readVersions("grants/terms.json", "grant_terms", Terms);
  const overlaps = readVersions("grants/overlap-rules.json", "overlap_rules", Overlaps);
  return {
    allocationAt: (at, source) => {
      const { version, sources } = allocation.at(at);
      return { version: `${version}/${source}`, ...sources[source] };
    },
    publicityAt: allocation.at,
    followAt: (at) => allocation.at(at).follow,
    termsAt: (at, source) => {
      const { version, sources } = terms.at(at);
      return { version: `${version}/${source}`, ...sources[source] };
    },
    overlapsAt: overlaps.at,
  };
};
