import { Day } from "@wangge/contracts";
import { z } from "zod";
import type { Clock } from "../clock.ts";
import { withoutNumbers } from "../crypto/index.ts";
import { DomainError } from "../errors.ts";
import type { Actor, Role } from "../service/actor.ts";
import { action } from "../service/define.ts";
import { differencesOf } from "./differences.ts";
import { EditionVersion, type Rulebook, type RuleKinds } from "./rulebook.ts";
import { rulebookShelf, type RuleProblem } from "./shelf.ts";
import { EditionView, editionViewOf, RuleProblemView } from "./view.ts";

/** It stands in a history for all to read: numbers of people have no place in it. */
const Why = withoutNumbers(1, 500).describe("why there is this edition");

/** A large edition, with room. */
const EDITION_BYTES = 2_000_000;

const accountOf = (actor: Actor | undefined): string => actor?.id ?? "service";

export type RuleAct = "read" | "draft" | "publish";

export interface RuleActionsOptions<Kinds extends RuleKinds> {
  readonly service: string;
  readonly rulebook: Rulebook<Kinds>;
  readonly clock: Clock;
  readonly dayOf: (at: string) => string;
  /** Where they are asked: `/rules`. */
  readonly path: `/${string}`;
  /** What they are called: 派遣规则. */
  readonly zh: string;
  readonly access: Readonly<Record<RuleAct, readonly Role[]>>;
  /** Refuses an account that may not do this with rules of this kind. Default: `access` says all. */
  readonly mustBeAllowed?: (act: RuleAct, kind: keyof Kinds & string, actor: Actor | undefined) => void;
  /** Refuses a first day besides days gone by. */
  readonly mustBeginWell?: (effectiveFrom: string, today: string) => void;
}

/** 规则册 over HTTP: editions are listed, read, drafted, checked, compared, published by another, and drafted again (回退). */
export const rulebookActions = <Kinds extends RuleKinds>({
  service,
  rulebook,
  clock,
  dayOf,
  path,
  zh,
  access,
  mustBeAllowed = () => undefined,
  mustBeginWell = () => undefined,
}: RuleActionsOptions<Kinds>) => {
  type Name = keyof Kinds & string;
  const { unknownEdition } = rulebookShelf(service, dayOf);
  const Kind = z.enum(rulebook.kinds as [Name]).describe("规则类别");
  const ofKind = z.strictObject({ kind: Kind });
  const Content = z.record(z.string(), z.unknown()).describe("the whole edition, without version and first day");
  const on = Day.optional().describe("as of this day; default today");
  const today = (): string => dayOf(clock.now());

  const listed = async (kind: Name, version: string) => {
    const shelf = await rulebook.shelf(kind);
    const edition = shelf.editions.find((one) => one.version === version);
    if (edition === undefined) throw unknownEdition(version);
    return editionViewOf(shelf, edition, today());
  };

  /** Either a content that is given, or that of an edition. */
  const oneOf = async (kind: Name, content: unknown, version: string | undefined): Promise<unknown> => {
    if ((content === undefined) === (version === undefined))
      throw new DomainError("invalid", `${service}.rules.one_content`, "Either a content or an edition");
    return version === undefined ? content : await rulebook.content(kind, version);
  };

  return {
    ruleEditions: action({
      rest: `GET ${path}/:kind/editions`,
      summary: `${zh}的版本: all editions of one kind, the newest first`,
      access: access.read,
      input: ofKind.extend({ on }),
      output: z.object({ kind: Kind, editions: z.array(EditionView) }),
      run: async ({ kind, on: day = today() }, { actor }) => {
        mustBeAllowed("read", kind, actor);
        const shelf = await rulebook.shelf(kind);
        return { kind, editions: shelf.editions.map((edition) => editionViewOf(shelf, edition, day)).toReversed() };
      },
    }),
    ruleEdition: action({
      rest: `GET ${path}/:kind/editions/:version`,
      summary: "One edition of rules, with its content",
      access: access.read,
      input: ofKind.extend({ version: EditionVersion }),
      output: EditionView.extend({ kind: Kind, content: Content }),
      run: async ({ kind, version }, { actor }) => {
        mustBeAllowed("read", kind, actor);
        const content = (await rulebook.content(kind, version)) as Record<string, unknown>;
        return { kind, ...(await listed(kind, version)), content };
      },
    }),
    ruleDifferences: action({
      rest: `GET ${path}/:kind/diff`,
      summary: "比对: what one edition says otherwise than another",
      access: access.read,
      input: ofKind.extend({ from: EditionVersion, to: EditionVersion }),
      output: z.object({
        kind: Kind,
        differences: z.array(
          z.object({
            at: z.string().describe("path, entries of lists by their code"),
            before: z.unknown().optional().describe("absent: it was not there"),
            after: z.unknown().optional().describe("absent: it is not there any more"),
          }),
        ),
      }),
      run: async ({ kind, from, to }, { actor }) => {
        mustBeAllowed("read", kind, actor);
        const [before, after] = [await rulebook.content(kind, from), await rulebook.content(kind, to)];
        return { kind, differences: [...differencesOf(before, after)] };
      },
    }),
    draftRules: action({
      rest: `POST ${path}/:kind/editions`,
      summary: "拟稿: drafts an edition of rules, or drafts again what an earlier one said (回退)",
      access: access.draft,
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
        mustBeAllowed("draft", kind, actor);
        const raw = await oneOf(kind, content, copyOf);
        await rulebook.draft(kind, { version, why, raw, copyOf }, accountOf(actor), meta);
        return { kind, ...(await listed(kind, version)) };
      },
    }),
    checkRules: action({
      rest: `POST ${path}/:kind/check`,
      summary: "校验: what is wrong with an edition, or with a content that is not drafted yet; changes nothing",
      access: access.draft,
      idempotent: true,
      bodyBytes: EDITION_BYTES,
      input: ofKind.extend({
        version: EditionVersion.optional(),
        content: Content.optional(),
        effectiveFrom: Day.optional().describe("what else is in force on this day counts; default today"),
      }),
      output: z.object({ kind: Kind, publishable: z.boolean(), problems: z.array(RuleProblemView) }),
      run: async ({ kind, version, content, effectiveFrom = today() }, { actor }) => {
        mustBeAllowed("draft", kind, actor);
        const raw = await oneOf(kind, content, version);
        const problems: readonly RuleProblem[] = rulebook.check(kind, raw, effectiveFrom);
        return { kind, publishable: problems.every(({ severity }) => severity !== "error"), problems: [...problems] };
      },
    }),
    publishRules: action({
      rest: `POST ${path}/:kind/editions/:version/publish`,
      summary: "发布: puts an edition in force from a day on, by somebody else than who drafted it",
      access: access.publish,
      input: ofKind.extend({ version: EditionVersion, effectiveFrom: Day }),
      output: EditionView.extend({ kind: Kind, warnings: z.array(RuleProblemView) }),
      run: async ({ kind, version, effectiveFrom }, { actor, meta }) => {
        mustBeAllowed("publish", kind, actor);
        mustBeginWell(effectiveFrom, today());
        const problems = await rulebook.publish(kind, { version, effectiveFrom }, accountOf(actor), meta);
        return { kind, ...(await listed(kind, version)), warnings: [...problems] };
      },
    }),
  };
};
