import { Day } from "@wangge/contracts";
import { z } from "zod";
import { EditionVersion } from "./rulebook.ts";
import { standingOf, type ListedEdition, type ShelfState } from "./shelf.ts";

/** What is wrong with an edition, as callers see it. */
export const RuleProblemView = z.object({
  severity: z.enum(["error", "warning"]),
  code: z.string(),
  at: z.string().describe("path or id of the rule"),
  zh: z.string(),
  en: z.string(),
});

export const EditionView = z.object({
  version: EditionVersion,
  standing: z.enum(["draft", "scheduled", "inForce", "superseded"]).describe("how it stands on the day"),
  draftedAt: z.string(),
  draftedBy: z.string().optional().describe("absent: it came with the system"),
  why: z.string().optional(),
  copyOf: EditionVersion.optional().describe("回退: whose content it is again"),
  effectiveFrom: Day.optional(),
  publishedAt: z.string().optional(),
  publishedBy: z.string().optional(),
});

export const editionViewOf = (shelf: ShelfState, edition: ListedEdition, day: string): z.input<typeof EditionView> => {
  const { version, draftedAt, draftedBy, why, copyOf, publication } = edition;
  const { effectiveFrom, at: publishedAt, by: publishedBy } = publication ?? {};
  const standing = standingOf(shelf, edition, day);
  return { version, standing, draftedAt, draftedBy, why, copyOf, effectiveFrom, publishedAt, publishedBy };
};
