import { ContentHash, Instant, OrganizationId } from "@wangge/contracts";
import { VentureApplicationId, VentureRoundId } from "@wangge/contracts/events";
import {
  action,
  Base64,
  BytesAnswer,
  DomainError,
  type Action,
  type Actor,
  type CallContext,
  type Clock,
} from "@wangge/kit";
import { z } from "zod";
import type { Applications } from "../../app/selection/applications.ts";
import type { Attachments } from "../../app/selection/attachments.ts";
import { isSocialOffice, type Looking, type Sighting } from "../../app/selection/looking.ts";
import type { Parties } from "../../app/selection/parties.ts";
import type { Rounds } from "../../app/selection/rounds.ts";
import type { Stores } from "../../app/selection/stores.ts";
import {
  attachmentsOf,
  ofApplication,
  sightOf,
  type Act,
  type Answers as AnswerSet,
  type ApplicationCommand,
} from "../../domain/selection/index.ts";
import { ApplicationView, viewOf } from "./application-view.ts";
import {
  accountOf,
  Answers,
  Code,
  given,
  idOf,
  instant,
  limitOf,
  OfApplication,
  OFFICE,
  PARTNERS,
  READERS,
  Seen,
  Words,
} from "./words.ts";

const MOST_BYTES = 5_000_000;

export interface ApplicationEdge {
  readonly stores: Stores;
  readonly rounds: Rounds;
  readonly applications: Applications;
  readonly parties: Parties;
  readonly attachments: Attachments;
  readonly looking: Looking;
  readonly clock: Clock;
}

/** Shows one application to whoever asks, as he stands to it after what he did. */
export const shower = ({
  stores,
  rounds,
  parties,
  looking,
  clock,
}: Omit<ApplicationEdge, "applications" | "attachments">) => {
  const shown = async (sighting: Sighting, actor: Actor | undefined): Promise<z.input<typeof ApplicationView>> => {
    const { id, application, round, viewer, state } = sighting;
    const isAsked = sightOf(viewer, state, "eligibility") !== "hidden";
    const at = clock.now();
    const ineligible = isAsked
      ? await parties.ineligibleOf(id, application, round, { rules: rounds.rulesOf(round), at })
      : [];
    const history = await stores.applications.history(id);
    return viewOf(sighting, {
      form: await rounds.formOf(application.form),
      history,
      ineligible,
      account: accountOf(actor),
    });
  };
  return {
    shown,
    show: async (id: string, { actor }: CallContext) => shown(await looking.find(id, actor), actor),
  };
};
export type Shower = ReturnType<typeof shower>;

/** 申报: written by organizations, screened by the office. */
export const applicationActions = (edge: ApplicationEdge): Readonly<Record<string, Action>> => {
  const { stores, rounds, applications, attachments, looking, clock } = edge;
  const { shown, show } = shower(edge);

  const mustBeFor = (context: CallContext): string => {
    const organization = context.actor?.organization;
    if (organization === undefined)
      throw ofApplication.forbidden("no_organization", "This account acts for no organization");
    return organization;
  };

  /** One step of one application: allowed by the table, then said. */
  const step = async (
    act: Act,
    id: string,
    context: CallContext,
    say: (sighting: Sighting, by: { readonly by: string; readonly at: string }) => Promise<unknown>,
  ): Promise<z.input<typeof ApplicationView>> => {
    const sighting = await looking.mustBeAllowed(act, id, context);
    if (sighting !== undefined) await say(sighting, { by: accountOf(context.actor), at: clock.now() });
    return show(id, context);
  };
  const saying = (
    act: Act,
    id: string,
    context: CallContext,
    command: (by: { by: string; at: string }) => ApplicationCommand,
  ) => step(act, id, context, (_, by) => applications.say(id, command(by), context.meta));

  return {
    beginApplication: action({
      rest: "POST /venture/rounds/:roundId/applications",
      summary: "开始申报: a draft, while the round is open; it keeps the form of the round",
      access: PARTNERS,
      status: 201,
      input: z.strictObject({ roundId: VentureRoundId, theme: Code, follows: VentureApplicationId.optional() }),
      output: ApplicationView,
      run: async ({ roundId: round, theme, follows }, context) => {
        const organization = mustBeFor(context);
        if (follows !== undefined) {
          const { application } = await looking.find(follows, context.actor);
          if (application.organization !== organization)
            throw ofApplication.forbidden("follows_other", "An application follows one of its own organization");
        }
        const id = idOf("application", context);
        const wanted = { round, organization, theme, ...given({ follows }) };
        await applications.begin(id, wanted, accountOf(context.actor), context.meta);
        return show(id, context);
      },
    }),
    saveAnswers: action({
      rest: "PATCH /venture/applications/:applicationId/answers",
      summary: "保存: only what is sent is changed; refused where somebody else has changed it since",
      access: PARTNERS,
      input: OfApplication.extend({ seen: Seen, answers: Answers }),
      output: ApplicationView,
      run: ({ applicationId, seen, answers }, context) =>
        step("saveAnswers", applicationId, context, async (_, { by }) => {
          const wanted = answers as AnswerSet;
          const hashes = attachmentsOf(wanted).map(({ hash }) => hash);
          await attachments.mustBeThere(applicationId, hashes);
          await applications.save(applicationId, wanted, seen, by, context.meta);
          await attachments.keep(applicationId, hashes);
        }),
    }),
    attachFile: action({
      rest: "POST /venture/applications/:applicationId/attachments",
      summary: "上传附件: a PDF file; an answer names it by the hash that this gives",
      access: PARTNERS,
      status: 201,
      media: ["application/pdf"],
      bodyBytes: MOST_BYTES,
      input: OfApplication.extend({ content: Base64.max(Math.ceil(MOST_BYTES / 3) * 4) }),
      output: z.object({ hash: ContentHash }),
      run: async ({ applicationId, content }, context) => {
        await looking.mustBeAllowed("attachFile", applicationId, context);
        return { hash: await attachments.put(applicationId, Buffer.from(content, "base64")) };
      },
    }),
    attachment: action({
      rest: "GET /venture/applications/:applicationId/attachments/:hash",
      summary: "One attachment, for whoever sees the answer that names it",
      access: READERS,
      answers: ["application/pdf"],
      input: OfApplication.extend({ hash: ContentHash }),
      output: BytesAnswer,
      run: async ({ applicationId, hash }, { actor }) => {
        const { answers, identifyingAnswers } = await shown(await looking.find(applicationId, actor), actor);
        const named = [answers?.values, identifyingAnswers].flatMap((one) => attachmentsOf((one ?? {}) as AnswerSet));
        const bytes = named.some((one) => one.hash === hash) ? await attachments.get(applicationId, hash) : undefined;
        if (bytes === undefined)
          throw new DomainError("missing", "social.attachment.unknown", "There is no such attachment");
        const content = bytes.toString("base64");
        return {
          mediaType: "application/pdf",
          content,
          fileName: `${hash.slice(0, 16)}.pdf`,
          tag: hash,
          cache: "none" as const,
        };
      },
    }),
    inviteCoApplicant: action({
      rest: "POST /venture/applications/:applicationId/co-applicants",
      summary: "邀请联合申报: it must consent before the application is submitted",
      access: PARTNERS,
      idempotent: true,
      input: OfApplication.extend({ organization: OrganizationId, mayEdit: z.boolean() }),
      output: ApplicationView,
      run: ({ applicationId, organization, mayEdit }, context) =>
        saying("inviteCoApplicant", applicationId, context, (by) => ({
          ...{ type: "InviteCoApplicant", organization, mayEdit },
          ...by,
        })),
    }),
    removeCoApplicant: action({
      rest: "DELETE /venture/applications/:applicationId/co-applicants/:organization",
      summary: "取消联合申报, of a draft",
      access: PARTNERS,
      idempotent: true,
      input: OfApplication.extend({ organization: OrganizationId }),
      output: ApplicationView,
      run: ({ applicationId, organization }, context) =>
        saying("removeCoApplicant", applicationId, context, (by) => ({
          type: "RemoveCoApplicant",
          organization,
          ...by,
        })),
    }),
    answerInvitation: action({
      rest: "POST /venture/applications/:applicationId/consent",
      summary: "同意或谢绝联合申报",
      access: PARTNERS,
      input: OfApplication.extend({ consents: z.boolean() }),
      output: z.object({ consents: z.boolean() }),
      run: async ({ applicationId, consents }, context) => {
        const organization = mustBeFor(context);
        if ((await looking.mustBeAllowed("answerInvitation", applicationId, context)) !== undefined) {
          const said = { organization, consents, by: accountOf(context.actor), at: clock.now() };
          await applications.say(applicationId, { type: "AnswerInvitation", ...said }, context.meta);
        }
        return { consents };
      },
    }),
    checkApplication: action({
      rest: "GET /venture/applications/:applicationId/problems",
      summary: "预检: every problem with its field, and every reason why the parties may not apply",
      access: PARTNERS,
      input: OfApplication,
      output: z.object({
        problems: z.array(z.object({ field: z.string(), problem: z.string() })),
        ineligible: z.array(
          z.object({ organization: OrganizationId, reason: z.string(), detail: z.string().optional() }),
        ),
      }),
      run: async ({ applicationId }, { actor }) => {
        const { viewer, state } = await looking.find(applicationId, actor);
        if (sightOf(viewer, state, "answers") !== "shown")
          throw ofApplication.forbidden("not_yours", "This is for others to do");
        const { problems, ineligible } = await applications.check(applicationId);
        return { problems: [...problems], ineligible: [...ineligible] };
      },
    }),
    submitApplication: action({
      rest: "POST /venture/applications/:applicationId/submit",
      summary: "提交: complete, consented, eligible and before the close; it stands still from then on",
      access: PARTNERS,
      input: OfApplication.extend({ seen: Seen }),
      output: ApplicationView,
      run: ({ applicationId, seen }, context) =>
        step("submitApplication", applicationId, context, (_, { by }) =>
          applications.submit(applicationId, seen, by, context.meta),
        ),
    }),
    withdrawApplication: action({
      rest: "POST /venture/applications/:applicationId/withdraw",
      summary: "撤回: until the panel has signed",
      access: PARTNERS,
      input: OfApplication.extend({ why: Words(500) }),
      output: ApplicationView,
      run: ({ applicationId, why }, context) =>
        step("withdrawApplication", applicationId, context, (_, { by }) =>
          applications.withdraw(applicationId, why, by, context.meta),
        ),
    }),
    requestInfo: action({
      rest: "POST /venture/applications/:applicationId/more-info",
      summary: "要求补充: opens the named fields again, and only these, until an instant",
      access: OFFICE,
      input: OfApplication.extend({ fields: z.array(Code).min(1).max(100), reason: Words(2000), until: Instant }),
      output: ApplicationView,
      run: ({ applicationId, fields, reason, until }, context) =>
        step("requestInfo", applicationId, context, async ({ application }, by) => {
          const form = await rounds.formOf(application.form);
          const unknown = fields.filter((key) => form.fields.every((field) => field.key !== key));
          if (unknown.length > 0)
            throw ofApplication.rule("no_such_field", "The form has no such field", { fields: unknown });
          const request = { fields, reason, until: instant(until) };
          return applications.say(applicationId, { type: "RequestInfo", ...request, ...by }, context.meta);
        }),
    }),
    supplyInfo: action({
      rest: "POST /venture/applications/:applicationId/more-info/supply",
      summary: "提交补充: what was asked for is complete",
      access: PARTNERS,
      input: OfApplication.extend({ seen: Seen }),
      output: ApplicationView,
      run: ({ applicationId, seen }, context) =>
        step("supplyInfo", applicationId, context, (_, { by }) =>
          applications.supply(applicationId, seen, by, context.meta),
        ),
    }),
    screenApplication: action({
      rest: "POST /venture/applications/:applicationId/screen",
      summary: "初筛: by a reason, which says whether it passes",
      access: OFFICE,
      input: OfApplication.extend({ reason: Code, note: Words(2000) }),
      output: ApplicationView,
      run: ({ applicationId, reason, note }, context) =>
        step("screenApplication", applicationId, context, (_, { by }) =>
          applications.screen(applicationId, { reason, note }, by, context.meta),
        ),
    }),
    ventureApplication: action({
      rest: "GET /venture/applications/:applicationId",
      summary: "One application, as far as the caller may see it",
      access: READERS,
      input: OfApplication,
      output: ApplicationView,
      run: ({ applicationId }, context) => show(applicationId, context),
    }),
    ventureApplications: action({
      rest: "GET /venture/applications",
      summary:
        "Applications, the newest first: an organization's own and those that it is asked to join; for the office all that were submitted",
      access: [...OFFICE, ...PARTNERS],
      input: z.strictObject({
        roundId: VentureRoundId.optional(),
        after: VentureApplicationId.optional(),
        limit: limitOf,
      }),
      output: z.object({ applications: z.array(ApplicationView), next: VentureApplicationId.optional() }),
      run: async ({ roundId, after, limit }, { actor }) => {
        const isOffice = isSocialOffice(actor);
        const found = await stores.applications.find({
          where: {
            ...(roundId === undefined ? {} : { "state.round": roundId }),
            ...(isOffice
              ? { "state.status": { in: ["submitted", "moreInfo", "passed", "failed", "withdrawn"] } }
              : { "state.foundBy": actor?.organization ?? "" }),
          },
          after,
          limit,
        });
        const sightings = await Promise.all(found.map(({ id }) => looking.look(id, actor)));
        const seen = sightings.filter((one) => one !== undefined);
        return {
          applications: await Promise.all(seen.map((one) => shown(one, actor))),
          ...(found.length === limit ? given({ next: found.at(-1)?.id }) : {}),
        };
      },
    }),
  };
};
