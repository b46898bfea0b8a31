import { CommunityCode, GridCode, OrganizationId, StreetCode, Ulid } from "@wangge/contracts";
import { VolunteerId, VolunteerNeedId } from "@wangge/contracts/events";
import { action, DomainError, reject, type Actor, type CallContext, type Stored, type Where } from "@wangge/kit";
import { z } from "zod";
import { existing, volunteerRules, type OrganizationDesk } from "../../app/organizations/desk.ts";
import { codeOf } from "../../app/organizations/words.ts";
import {
  fitOf,
  ranked,
  totalMinutes,
  unknownNeed,
  unknownVolunteer,
  type Fit,
  type Need,
  type NeedContent,
} from "../../domain/organizations/volunteers/index.ts";
import { accountOf, createdId, isOf } from "./access.ts";
import { At, nextOf, Page, Text } from "./input.ts";
import { HoursView, hoursView } from "./volunteer-actions.ts";
import { FitView, fitView, NeedView, needView } from "./volunteer-views.ts";

const ORGANIZERS = ["organization", "communityOfficer"] as const;

const organizes = (actor: Actor | undefined, { kind, id }: NeedContent["organizer"]): boolean =>
  kind === "organization" ? isOf(actor, id) : actor?.roles.includes("communityOfficer") === true;

const Answer = z.object({ volunteerId: VolunteerId, totalMinutes: z.int(), hours: z.array(HoursView) });
const WithinNeed = z.strictObject({ needId: VolunteerNeedId });

/** 志愿服务需求: put up, found, signed up for; and the hours that came of it. */
export const needActions = (desk: OrganizationDesk) => {
  const { needs, volunteers, vault, clock } = desk;

  /** @throws DomainError `social.need.not_yours` for who has not put it up */
  const organized = async (needId: string, actor: Actor | undefined): Promise<Stored<Need>> => {
    const need = await desk.need(needId);
    if (!organizes(actor, need.state.content.organizer))
      throw new DomainError("forbidden", "social.need.not_yours", "This is for who has put the need up");
    return need;
  };
  const organizerOf = async (actor: Actor | undefined, community: string): Promise<NeedContent["organizer"]> => {
    if (actor?.roles.includes("organization") !== true || actor.organization === undefined)
      return { kind: "community", id: community };
    const { state } = await desk.organization(actor.organization);
    if (state.status !== "forming" && state.status !== "registered")
      throw reject("social.need.organizer_inactive", "This organization may not be active", { status: state.status });
    return { kind: "organization", id: actor.organization };
  };
  const within = ({ from, to }: NeedContent, at: string) => {
    const slack = volunteerRules.at(at).slackMinutes * 60_000;
    const moved = (instant: string, ms: number): string => new Date(Date.parse(instant) + ms).toISOString();
    return { from: moved(from, -slack), to: moved(to, slack) };
  };
  const confirming = (volunteer: string, { actor }: CallContext) => {
    const account = accountOf(actor);
    return { volunteer, by: { account, volunteer: vault.volunteerOf(account) }, at: clock.now() };
  };
  /** The need that an entry of a volunteer's hours is of, for who has put it up. */
  const needOfEntry = async (volunteerId: string, entryId: string, actor: Actor | undefined) => {
    const entry = (await desk.volunteer(volunteerId)).state.hours.find(({ id }) => id === entryId);
    if (entry === undefined) throw new DomainError("missing", "social.volunteer.no_entry", "There is no such entry");
    return organized(entry.need, actor);
  };
  const answerOf = async (volunteerId: string, need: string): Promise<z.input<typeof Answer>> => {
    const { state } = await desk.volunteer(volunteerId);
    const hours = state.hours.filter((one) => one.need === need);
    return { volunteerId, totalMinutes: totalMinutes({ hours }), hours: hours.map(hoursView) };
  };
  const own = ({ actor }: CallContext): string => vault.volunteerOf(accountOf(actor));

  return {
    putUpVolunteerNeed: action({
      rest: "POST /volunteer-needs",
      summary: "发布志愿服务需求: by an organization for itself, or by a community officer for the community",
      access: ORGANIZERS,
      status: 201,
      input: z.strictObject({
        title: Text,
        community: CommunityCode,
        grid: GridCode.optional(),
        from: At,
        to: At,
        skills: z.array(codeOf("skill")).max(20),
        wanted: z.int().min(1).max(1000),
      }),
      output: NeedView,
      run: async (input, context) => {
        const { street } = await desk.place(input.community);
        const organizer = await organizerOf(context.actor, input.community);
        const needId = createdId("need", context);
        await needs.handle(
          needId,
          { type: "PutUp", content: { ...input, street, organizer }, by: accountOf(context.actor), at: clock.now() },
          { ...context.meta, correlationId: needId },
        );
        return needView(await desk.need(needId));
      },
    }),
    volunteerNeeds: action({
      rest: "GET /volunteer-needs",
      summary: "志愿服务需求: newest first, a page at a time",
      access: "public",
      input: z.strictObject({
        street: StreetCode.optional(),
        community: CommunityCode.optional(),
        organization: OrganizationId.optional(),
        status: z.enum(["open", "closed"]).default("open"),
        ...Page,
      }),
      output: z.object({ needs: z.array(NeedView), next: z.string().optional() }),
      run: async ({ street, community, organization, status, after, limit }) => {
        const where: Where = {
          "state.status": status,
          ...(street === undefined ? {} : { "state.content.street": street }),
          ...(community === undefined ? {} : { "state.content.community": community }),
          ...(organization === undefined ? {} : { "state.content.organizer.id": organization }),
        };
        const found = await needs.find({ where, limit, after });
        return { needs: found.map((one) => needView(existing(one, unknownNeed))), ...nextOf(found, limit) };
      },
    }),
    volunteerNeed: action({
      rest: "GET /volunteer-needs/:needId",
      summary: "志愿服务需求: one",
      access: "public",
      input: WithinNeed,
      output: NeedView,
      run: async ({ needId }) => needView(await desk.need(needId)),
    }),
    closeVolunteerNeed: action({
      rest: "POST /volunteer-needs/:needId/close",
      summary: "结束需求: nobody signs up any more; hours can still be confirmed",
      access: ORGANIZERS,
      input: WithinNeed.extend({ reason: codeOf("closeNeed") }),
      output: NeedView,
      run: async ({ needId, reason }, { actor, meta }) => {
        await organized(needId, actor);
        const command = { type: "CloseNeed", reason, by: accountOf(actor), at: clock.now() } as const;
        await needs.handle(needId, command, { ...meta, correlationId: needId });
        return needView(await desk.need(needId));
      },
    }),
    signUpForNeed: action({
      rest: "POST /volunteer-needs/:needId/sign-up",
      summary: "报名: by a volunteer, as long as there is a place",
      access: ["citizen"],
      idempotent: true,
      input: WithinNeed,
      output: NeedView,
      run: async ({ needId }, context) => {
        const volunteer = own(context);
        if ((await desk.volunteer(volunteer)).state.status === "erased") throw unknownVolunteer();
        await needs.handle(needId, { type: "SignUp", volunteer, at: clock.now() }, { actor: volunteer });
        return needView(await desk.need(needId));
      },
    }),
    withdrawFromNeed: action({
      rest: "POST /volunteer-needs/:needId/withdraw",
      summary: "取消报名: until it begins",
      access: ["citizen"],
      idempotent: true,
      input: WithinNeed,
      output: NeedView,
      run: async ({ needId }, context) => {
        const volunteer = own(context);
        await needs.handle(needId, { type: "Withdraw", volunteer, at: clock.now() }, { actor: volunteer });
        return needView(await desk.need(needId));
      },
    }),
    volunteersForNeed: action({
      rest: "GET /volunteer-needs/:needId/matches",
      summary:
        "供需匹配: volunteers of the street by their ids, the best first, with the reason for every point and every no",
      access: ORGANIZERS,
      input: WithinNeed.extend({ limit: z.int().min(1).max(200).default(50) }),
      output: z.object({ matches: z.array(z.object({ volunteerId: VolunteerId, fit: FitView })) }),
      run: async ({ needId, limit }, { actor }) => {
        const { content, signedUp } = (await organized(needId, actor)).state;
        const rules = volunteerRules.at(clock.now());
        const ofStreet = { gte: `${content.street}000`, lte: `${content.street}999` };
        const items: { readonly id: string; readonly fit: Fit }[] = [];
        for await (const page of volunteers.scan({ where: { "state.profile.community": ofStreet } }))
          for (const stored of page) {
            const { id, state } = existing(stored, unknownVolunteer);
            items.push({ id, fit: fitOf(state, content, signedUp.includes(id), rules) });
          }
        return {
          matches: ranked(items)
            .slice(0, limit)
            .map(({ id, fit }) => ({ volunteerId: id, fit: fitView(fit) })),
        };
      },
    }),
    signedUpVolunteers: action({
      rest: "GET /volunteer-needs/:needId/volunteers",
      summary: "报名名单: who has signed up, with name and phone, for who has put the need up",
      access: ORGANIZERS,
      input: WithinNeed,
      output: z.object({
        volunteers: z.array(Answer.extend({ name: z.string().optional(), phone: z.string().optional() })),
      }),
      run: async ({ needId }, { actor }) => {
        const { signedUp } = (await organized(needId, actor)).state;
        const list = signedUp.map(async (id) => {
          const { sealed } = await desk.volunteer(id);
          return { ...(await answerOf(id, needId)), ...vault.openContact(id, sealed) };
        });
        return { volunteers: await Promise.all(list) };
      },
    }),
    confirmHours: action({
      rest: "POST /volunteer-needs/:needId/hours",
      summary:
        "确认时长: by who has put the need up, never by the volunteer himself; what is confirmed does not overlap",
      access: ORGANIZERS,
      status: 201,
      input: WithinNeed.extend({ volunteerId: VolunteerId, from: At, to: At }),
      output: Answer,
      run: async ({ needId, volunteerId, from, to }, context) => {
        const { content, signedUp } = (await organized(needId, context.actor)).state;
        if (!signedUp.includes(volunteerId))
          throw reject("social.need.not_signed_up", "He has not signed up for this", { volunteerId });
        const id = createdId("hours", context, needId, volunteerId);
        const about = { id, need: needId, community: content.community, from, to };
        const asked = confirming(volunteerId, context);
        await volunteers.handle(
          volunteerId,
          { type: "ConfirmHours", ...about, within: within(content, asked.at), ...asked },
          { ...context.meta, correlationId: needId },
        );
        return answerOf(volunteerId, needId);
      },
    }),
    correctHours: action({
      rest: "POST /volunteers/:volunteerId/hours/:entryId/correct",
      summary: "更正时长: with a reason; what was said before is kept",
      access: ORGANIZERS,
      input: z.strictObject({
        volunteerId: VolunteerId,
        entryId: Ulid,
        from: At,
        to: At,
        reason: codeOf("correctHours"),
      }),
      output: Answer,
      run: async ({ volunteerId, entryId, from, to, reason }, context) => {
        const need = await needOfEntry(volunteerId, entryId, context.actor);
        const asked = confirming(volunteerId, context);
        const stretch = { from, to, within: within(need.state.content, asked.at) };
        await volunteers.handle(
          volunteerId,
          { type: "CorrectHours", id: entryId, reason, ...stretch, ...asked },
          { ...context.meta, correlationId: need.id },
        );
        return answerOf(volunteerId, need.id);
      },
    }),
    strikeHours: action({
      rest: "POST /volunteers/:volunteerId/hours/:entryId/strike",
      summary: "作废时长: with a reason; it stays on record and counts for nothing",
      access: ORGANIZERS,
      input: z.strictObject({ volunteerId: VolunteerId, entryId: Ulid, reason: codeOf("correctHours") }),
      output: Answer,
      run: async ({ volunteerId, entryId, reason }, context) => {
        const need = await needOfEntry(volunteerId, entryId, context.actor);
        await volunteers.handle(
          volunteerId,
          { type: "StrikeHours", id: entryId, reason, ...confirming(volunteerId, context) },
          { ...context.meta, correlationId: need.id },
        );
        return answerOf(volunteerId, need.id);
      },
    }),
  };
};
