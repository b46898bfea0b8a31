import { versionShape } from "@wangge/kit";
import { z } from "zod";
import { ofRound, type SelectionRules } from "../../domain/selection/index.ts";
import { readVersions } from "../dated-data.ts";

const Share = z.int().min(0).max(10_000);
const Count = z.int().min(1);

const Rules = z.strictObject({
  ...versionShape,
  budget: z.strictObject({ grantShare: Share, grantMost: z.int().min(0), ownShare: Share }),
  applicationsPerOrganization: Count,
  review: z.strictObject({
    reviewers: Count,
    extraMost: z.int().min(0),
    weightLeast: z.int().min(1).max(100),
    outlier: z.strictObject({ spread: Count, deviations: Count, reviewsLeast: Count }),
  }),
  normalisation: z.strictObject({ reviewsLeast: Count, stretchLeast: Count, stretchMost: Count }),
  panel: z.strictObject({ quorum: Share, membersLeast: Count }),
});

const Named = z.strictObject({ key: z.string(), zh: z.string(), en: z.string() });
const Words = z.strictObject({
  ...versionShape,
  themes: z.array(Named).min(1),
  screening: z.array(Named.extend({ passed: z.boolean() })).min(1),
});

export interface SelectionData {
  readonly rulesAt: (at: string) => SelectionRules;
  /** The edition that a round keeps. @throws DomainError `social.round.rules_unknown` */
  readonly rules: (version: string) => SelectionRules;
  readonly themesAt: (at: string) => readonly string[];
  /** Whether an application passes for this reason; undefined: there is no such reason. */
  readonly passesFor: (reason: string, at: string) => boolean | undefined;
}

export const loadSelectionData = (): SelectionData => {
  const rules = readVersions("selection/rules.json", "selection_rules", Rules);
  const words = readVersions("selection/words.json", "selection_words", Words);
  return {
    rulesAt: rules.at,
    rules: (version) => {
      const found = rules.all.find((one) => one.version === version);
      if (found === undefined)
        throw ofRound.rule("rules_unknown", "There is no such edition of the rules", { version });
      return found;
    },
    themesAt: (at) => words.at(at).themes.map(({ key }) => key),
    passesFor: (reason, at) => words.at(at).screening.find(({ key }) => key === reason)?.passed,
  };
};
