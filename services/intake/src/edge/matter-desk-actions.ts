import { DepartmentCode, Instant } from "@wangge/contracts";
import { MatterId, MatterKind } from "@wangge/contracts/events";
import { action, type CallContext, type Role, type Where, isOffice } from "@wangge/kit";
import { z } from "zod";
import { knownMatter, type KnownMatter, type MatterDesk, type Said } from "../app/matter-desk.ts";
import { Bilingual } from "../app/matter-rules.ts";
import { dayOf, placesOf, type MatterCommand, type Party } from "../domain/index.ts";
import { partyOf } from "./admission-actions.ts";
import { mayKnow, mustKnow } from "./matter-access.ts";
import { ById } from "./matter-input.ts";
import { MatterLine, TrackedMatter, type MatterViews } from "./matter-view.ts";
import type { Reading, ReporterDeps } from "./reading.ts";
import { ReporterView, shownReporter } from "./reporter-view.ts";

export interface DeskDeps {
  readonly desk: MatterDesk;
  readonly views: MatterViews;
  readonly reading: Reading;
  readonly reporters: ReporterDeps["reporters"];
  readonly vault: ReporterDeps["vault"];
}

export const STAFF: readonly Role[] = [
  "clerk",
  "dispatcher",
  "department",
  "supervisor",
  "districtGovernment",
  "inspector",
];

export const MatterView = MatterLine.extend({
  texts: TrackedMatter.shape.texts.describe("phone and identity numbers in them are masked"),
  extensionAskedBy: z.string().optional().describe("the account: another one has to grant it"),
  replies: z.array(z.object({ department: z.string(), at: Instant, template: z.string().optional() })),
  reporter: ReporterView.optional().describe("masked; for the clerk who took it down and for supervisors"),
});
export type MatterView = z.input<typeof MatterView>;

export interface Desk {
  readonly load: (id: string, context: CallContext) => Promise<KnownMatter>;
  readonly view: (matter: KnownMatter, context: CallContext) => Promise<MatterView>;
  /** Decides for this account, and shows what became of it. */
  readonly ask: (
    id: string,
    make: (asked: { readonly by: Party; readonly at: string }, matter: KnownMatter) => MatterCommand,
    context: CallContext,
    said?: Said,
  ) => Promise<MatterView>;
}

/** What the actions of staff on one matter have in common. */
export const createDesk = ({ desk, views, reading, reporters, vault }: DeskDeps): Desk => {
  const load: Desk["load"] = async (id, { actor }) => mustKnow(knownMatter(await desk.matters.load(id)), actor);

  const view: Desk["view"] = async (matter, { actor }) => {
    const reporter = await shownReporter(matter, actor, { reporters, vault }, reading);
    const open = matter.state.extensions.findLast(({ decided }) => decided === undefined);
    return {
      ...views.line(matter),
      texts: views.texts(matter, true),
      ...(open === undefined ? {} : { extensionAskedBy: open.askedBy }),
      replies: matter.state.replies.map(({ department, at, template }) => ({
        department,
        at,
        ...(template === undefined ? {} : { template }),
      })),
      ...(reporter === undefined ? {} : { reporter }),
    };
  };

  return {
    load,
    view,
    ask: async (id, make, context, said) => {
      const matter = await load(id, context);
      const command = make({ by: partyOf(context.actor), at: desk.clock.now() }, matter);
      await desk.handle(id, command, { ...context.meta, correlationId: id }, said);
      return view(knownMatter(await desk.matters.load(id)), context);
    },
  };
};

const OPEN = ["received", "inHand"];

/** 办件 to be read by staff, and what they are worked on with. */
export const readingActions = ({ desk, views }: DeskDeps, { load, view }: Desk) => ({
  matters: action({
    rest: "GET /matters",
    summary: "办件列表: newest first, a page at a time; a department sees what it has in hand",
    access: STAFF,
    input: z.strictObject({
      kind: MatterKind.optional(),
      status: z.enum(["received", "inHand", "replied", "ended"]).optional(),
      department: z.string().max(40).optional().describe("who has it in hand: `window` or a department"),
      dueBefore: Instant.optional().describe("not ended, and due before this instant; now: what is overdue"),
      after: MatterId.optional(),
      limit: z.int().min(1).max(100).default(20),
    }),
    output: z.object({ matters: z.array(MatterLine), next: MatterId.optional() }),
    run: async ({ kind, status, department, dueBefore, after, limit }, { actor }) => {
      const onHand = actor === undefined || isOffice(actor) ? department : (actor.department ?? "");
      const where: Where = {
        ...(kind === undefined ? {} : { "state.subject.kind": kind }),
        ...(dueBefore === undefined ? {} : { "state.status": { in: OPEN }, "state.dueAt": { lt: dueBefore } }),
        ...(status === undefined ? {} : { "state.status": status }),
        ...(onHand === undefined ? {} : { "state.onHand": onHand }),
      };
      const found = (await desk.matters.find({ where, limit, after })).map(knownMatter);
      const next = found.length === limit ? found.at(-1)?.id : undefined;
      const shown = found.filter((matter) => mayKnow(matter, actor));
      return { matters: shown.map(views.line), ...(next === undefined ? {} : { next }) };
    },
  }),
  matter: action({
    rest: "GET /matters/:matter",
    summary: "One matter 办件, for those who work on it",
    access: STAFF,
    input: ById,
    output: MatterView,
    run: async ({ matter }, context) => view(await load(matter, context), context),
  }),
  answerTemplates: action({
    rest: "GET /answer-templates",
    summary: "答复模板 as they hold today, with the places to be filled",
    access: STAFF,
    input: z.strictObject({}),
    output: z.object({
      templates: z.array(
        z.object({
          code: z.string(),
          from: z.string(),
          title: Bilingual,
          zh: z.string(),
          en: z.string(),
          places: z.array(z.string()),
        }),
      ),
    }),
    run: () =>
      Promise.resolve({
        templates: desk.templatesOn(dayOf(desk.clock.now())).map((template) => {
          const { code, from, title, zh, en } = template;
          return { code, from, title, zh, en, places: [...placesOf(template)] };
        }),
      }),
  }),
  petitionCategories: action({
    rest: "GET /petition-categories",
    summary: "信访分类: three levels, what lies below a path",
    access: "public",
    input: z.strictObject({ level1: z.string().max(60).optional(), level2: z.string().max(60).optional() }),
    output: z.object({ scheme: z.string(), source: z.string(), categories: z.array(z.string()) }),
    run: ({ level1, level2 }) => {
      const { scheme, source, below } = desk.taxonomy;
      const path = [level1, level2].flatMap((name) => name ?? []);
      return Promise.resolve({ scheme, source, categories: [...below(path)] });
    },
  }),
  superior: action({
    rest: "GET /superiors/:department",
    summary: "上级机关: where complaints about a body and reviews of its replies go",
    access: STAFF,
    input: z.strictObject({ department: DepartmentCode }),
    output: z.object({ department: DepartmentCode, superior: DepartmentCode }),
    run: ({ department }) =>
      Promise.resolve({ department, superior: desk.superiorOf(department, dayOf(desk.clock.now())) }),
  }),
});
