import { Day } from "@wangge/contracts";
import { action, DomainError, type Actor, type Clock } from "@wangge/kit";
import { z } from "zod";
import { Reason } from "./reason.ts";
import { STAFF } from "./staff.ts";
import { EditionVersion, today } from "../app/rulebook.ts";
import type { DispatchRulebook } from "../app/rule-kinds.ts";
import {
  standingOf,
  unknownEdition,
  type ListedEdition,
  type RuleProblem,
  type ShelfState,
} from "../domain/rulebook.ts";

const Why = Reason.describe("why there is this edition");

const Problem = z.object({
  severity: z.enum(["error", "warning"]),
  code: z.string(),
  at: z.string().describe("path or id of the rule"),
  zh: z.string(),
  en: z.string(),
});

const EditionView = z.object({
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

const viewOf = (shelf: ShelfState, edition: ListedEdition, day: string): z.input<typeof EditionView> => {
  const { version, draftedAt, draftedBy, why, copyOf, publication } = edition;
  const { effectiveFrom, at: publishedAt, by: publishedBy } = publication ?? {};
  const standing = standingOf(shelf, edition, day);
  return { version, standing, draftedAt, draftedBy, why, copyOf, effectiveFrom, publishedAt, publishedBy };
};

const accountOf = (actor: Actor | undefined): string => actor?.id ?? "service";

/** A large edition of the standards, with room. */
const EDITION_BYTES = 2_000_000;

/** 派遣规则: editions of what dispatch decides by. */
export const ruleActions = ({ rulebook, clock }: { readonly rulebook: DispatchRulebook; readonly clock: Clock }) => {
  const Kind = z.enum(rulebook.kinds as [DispatchRulebook["kinds"][number]]).describe("规则类别");
  const ofKind = z.strictObject({ kind: Kind });
  const Content = z.record(z.string(), z.unknown()).describe("the whole edition, without version and first day");
  const on = Day.optional().describe("as of this day; default today");

  const listed = async (kind: z.infer<typeof Kind>, version: string, day: string) => {
    const shelf = await rulebook.shelf(kind);
    const edition = shelf.editions.find((one) => one.version === version);
    if (edition === undefined) throw unknownEdition(version);
    return viewOf(shelf, edition, day);
  };

  return {
    ruleEditions: action({
      rest: "GET /rules/:kind/editions",
      summary: "派遣规则的版本: all editions of one kind, the newest first",
      access: STAFF,
      input: ofKind.extend({ on }),
      output: z.object({ kind: Kind, editions: z.array(EditionView) }),
      run: async ({ kind, on: day = today(clock) }) => {
        const shelf = await rulebook.shelf(kind);
        return { kind, editions: shelf.editions.map((edition) => viewOf(shelf, edition, day)).toReversed() };
      },
    }),
    ruleEdition: action({
      rest: "GET /rules/:kind/editions/:version",
      summary: "One edition of rules, with its content",
      access: STAFF,
      input: ofKind.extend({ version: EditionVersion }),
      output: EditionView.extend({ kind: Kind, content: Content }),
      run: async ({ kind, version }) => ({
        kind,
        ...(await listed(kind, version, today(clock))),
        content: (await rulebook.content(kind, version)) as Record<string, unknown>,
      }),
    }),
    draftRules: action({
      rest: "POST /rules/:kind/editions",
      summary: "拟稿: drafts an edition of rules, or drafts again what an earlier one said (回退)",
      access: ["supervisor"],
      status: 201,
      bodyBytes: EDITION_BYTES,
      input: ofKind.extend({
        version: EditionVersion,
        why: Why,
        content: Content.optional(),
        copyOf: EditionVersion.optional().describe("instead of a content: that of this edition"),
      }),
      output: EditionView.extend({ kind: Kind }),
      run: async ({ kind, version, why, content, copyOf }, { actor, meta }) => {
        if ((content === undefined) === (copyOf === undefined))
          throw new DomainError("invalid", "dispatch.rules.one_content", "Either a content or an edition to copy");
        const raw = copyOf === undefined ? content : await rulebook.content(kind, copyOf);
        await rulebook.draft(kind, { version, why, raw, copyOf }, accountOf(actor), meta);
        return { kind, ...(await listed(kind, version, today(clock))) };
      },
    }),
    checkRules: action({
      rest: "POST /rules/:kind/check",
      summary: "校验: what is wrong with an edition, or with a content that is not drafted yet; changes nothing",
      access: ["supervisor"],
      idempotent: true,
      bodyBytes: EDITION_BYTES,
      input: ofKind.extend({
        version: EditionVersion.optional(),
        content: Content.optional(),
        effectiveFrom: Day.optional().describe("what else is in force on this day counts; default today"),
      }),
      output: z.object({ kind: Kind, publishable: z.boolean(), problems: z.array(Problem) }),
      run: async ({ kind, version, content, effectiveFrom = today(clock) }) => {
        if ((content === undefined) === (version === undefined))
          throw new DomainError("invalid", "dispatch.rules.one_content", "Either a content or an edition to check");
        const raw = version === undefined ? content : await rulebook.content(kind, version);
        const problems: readonly RuleProblem[] = rulebook.check(kind, raw, effectiveFrom);
        return { kind, publishable: problems.every(({ severity }) => severity !== "error"), problems: [...problems] };
      },
    }),
    publishRules: action({
      rest: "POST /rules/:kind/editions/:version/publish",
      summary: "发布: puts an edition in force from a day on, by somebody else than who drafted it",
      access: ["supervisor"],
      input: ofKind.extend({ version: EditionVersion, effectiveFrom: Day }),
      output: EditionView.extend({ kind: Kind, warnings: z.array(Problem) }),
      run: async ({ kind, version, effectiveFrom }, { actor, meta }) => {
        const problems = await rulebook.publish(kind, { version, effectiveFrom }, accountOf(actor), meta);
        return { kind, ...(await listed(kind, version, today(clock))), warnings: [...problems] };
      },
    }),
  };
};
