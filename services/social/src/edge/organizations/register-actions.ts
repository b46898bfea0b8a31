import { dayAfter, dayOf, monthsAfter } from "@wangge/calendar";
import { ContentHash } from "@wangge/contracts";
import { OrganizationBanId } from "@wangge/contracts/events";
import { action, DomainError, isRefusal, type CallContext } from "@wangge/kit";
import { z } from "zod";
import { rules, type OrganizationDesk } from "../../app/organizations/desk.ts";
import { codeOf } from "../../app/organizations/words.ts";
import { PERSON_OFFICES, type OrganizationCommand, type Profile } from "../../domain/organizations/index.ts";
import { seatsOn } from "../../domain/organizations/tree/index.ts";
import { accountOf, createdId, mustBeOf, mustKeep, mustRecordIn, RECORDERS, REGISTRARS } from "./access.ts";
import { Account, ById, CreditCode, ProfileInput, Text } from "./input.ts";
import { OrganizationRecord, recordOf } from "./views.ts";

type Bare<Command> = Command extends { readonly by: string } ? Omit<Command, "by" | "at"> : never;
type RecordAnswer = z.input<typeof OrganizationRecord>;

/** 社会组织登记: who may enter and decide what. */
export const registerActions = (desk: OrganizationDesk) => {
  const { organizations, claims, clock, vault } = desk;
  const today = (): string => dayOf(clock.now());

  const ask = async (
    organizationId: string,
    command: Bare<OrganizationCommand>,
    { actor, meta }: CallContext,
    sealed?: ReturnType<typeof vault.sealNames>,
  ): Promise<RecordAnswer> => {
    const whole = { ...command, by: accountOf(actor), at: clock.now() } as OrganizationCommand;
    await organizations.handle(organizationId, whole, { ...meta, correlationId: organizationId }, sealed);
    return recordOf(await desk.organization(organizationId), actor, today(), desk);
  };
  const profileFrom = async ({ place, ...rest }: ProfileInput): Promise<Profile> => ({
    ...rest,
    place: await desk.place(place),
  });

  /** The code is its own before it is registered under it; given back where it was not. */
  const registerUnder = async (organizationId: string, code: string, context: CallContext): Promise<RecordAnswer> => {
    const claim = { organization: organizationId, at: clock.now() };
    await claims.handle(code, { type: "ClaimCode", ...claim });
    try {
      return await ask(organizationId, { type: "Register", code }, context);
    } catch (error) {
      const state = (await organizations.load(organizationId))?.state;
      const isItsOwn = state !== undefined && state.status !== "none" && state.code === code;
      if (isRefusal(error) && !isItsOwn) await claims.handle(code, { type: "ReleaseCode", ...claim });
      throw error;
    }
  };

  return {
    recordGroup: action({
      rest: "POST /organizations/groups",
      summary: "社区备案: a group that is not registered, such as a courtyard club, is recorded with its community",
      access: RECORDERS,
      status: 201,
      input: ProfileInput,
      output: OrganizationRecord,
      run: async (input, context) => {
        const profile = await profileFrom(input);
        await mustRecordIn(desk, profile.place, context.actor);
        return ask(createdId("organization", context), { type: "RecordGroup", profile }, context);
      },
    }),
    applyForRegistration: action({
      rest: "POST /organizations",
      summary: "申请登记: enters a new application; it is decided within its days, by somebody else",
      access: REGISTRARS,
      status: 201,
      input: ProfileInput,
      output: OrganizationRecord,
      run: async (input, context) =>
        ask(createdId("organization", context), { type: "Apply", profile: await profileFrom(input) }, context),
    }),
    applyAgain: action({
      rest: "POST /organizations/:organizationId/application",
      summary: "申请登记: a group that is recorded, or one that was refused, applies to be registered as it is to be",
      access: [...REGISTRARS, "organization"],
      input: ProfileInput.extend(ById.shape),
      output: OrganizationRecord,
      run: async ({ organizationId, ...input }, context) => {
        mustKeep(context.actor, organizationId);
        await desk.organization(organizationId);
        return ask(organizationId, { type: "Apply", profile: await profileFrom(input) }, context);
      },
    }),
    registerOrganization: action({
      rest: "POST /organizations/:organizationId/register",
      summary: "准予登记: under its credit code, by another person than who entered the application",
      access: REGISTRARS,
      input: ById.extend({ code: CreditCode }),
      output: OrganizationRecord,
      run: ({ organizationId, code }, context) => registerUnder(organizationId, code, context),
    }),
    refuseRegistration: action({
      rest: "POST /organizations/:organizationId/refuse",
      summary: "不予登记: with a reason, by another person than who entered the application",
      access: REGISTRARS,
      input: ById.extend({ reason: codeOf("refuse") }),
      output: OrganizationRecord,
      run: ({ organizationId, reason }, context) => ask(organizationId, { type: "Refuse", reason }, context),
    }),
    amendOrganization: action({
      rest: "POST /organizations/:organizationId/amend",
      summary: "变更登记: from today on; what stood there before is kept",
      access: REGISTRARS,
      input: ProfileInput.extend(ById.shape),
      output: OrganizationRecord,
      run: async ({ organizationId, ...input }, context) =>
        ask(organizationId, { type: "Amend", profile: await profileFrom(input) }, context),
    }),
    setOrganizationPeople: action({
      rest: "POST /organizations/:organizationId/people",
      summary: "法定代表人, 理事, 工作人员: all of them, by account; their names are sealed",
      access: [...REGISTRARS, "organization"],
      input: ById.extend({
        people: z
          .array(z.strictObject({ account: Account, office: z.enum(PERSON_OFFICES), name: Text }))
          .max(200)
          .refine(
            (people) => new Set(people.map(({ account, office }) => `${office} ${account}`)).size === people.length,
            "nobody has an office twice",
          )
          .refine(
            (people) => people.filter(({ office }) => office === "legalRepresentative").length <= 1,
            "one legal representative",
          ),
      }),
      output: OrganizationRecord,
      run: ({ organizationId, people }, context) => {
        mustKeep(context.actor, organizationId);
        const names = Object.fromEntries(people.map(({ account, name }) => [account, name]));
        return ask(
          organizationId,
          {
            type: "SetPeople",
            people: people.map(({ account, office }) => ({ account, office })),
            names: vault.namesMark(names),
          },
          context,
          vault.sealNames(organizationId, names),
        );
      },
    }),
    suspendOrganization: action({
      rest: "POST /organizations/:organizationId/suspend",
      summary: "停止活动: with a reason",
      access: REGISTRARS,
      input: ById.extend({ reason: codeOf("suspend") }),
      output: OrganizationRecord,
      run: ({ organizationId, reason }, context) => ask(organizationId, { type: "Suspend", reason }, context),
    }),
    resumeOrganization: action({
      rest: "POST /organizations/:organizationId/resume",
      summary: "恢复活动",
      access: REGISTRARS,
      input: ById,
      output: OrganizationRecord,
      run: ({ organizationId }, context) => ask(organizationId, { type: "Resume" }, context),
    }),
    deregisterOrganization: action({
      rest: "POST /organizations/:organizationId/deregister",
      summary: "注销: for good, with a reason; it leaves the tree first",
      access: REGISTRARS,
      input: ById.extend({ reason: codeOf("deregister") }),
      output: OrganizationRecord,
      run: async ({ organizationId, reason }, context) => {
        await mustHaveNoSeat(desk, organizationId, today());
        return ask(organizationId, { type: "Deregister", reason }, context);
      },
    }),
    designateHub: action({
      rest: "POST /organizations/:organizationId/hub",
      summary: "枢纽型社会组织: whether it may mentor others",
      access: REGISTRARS,
      input: ById.extend({ hub: z.boolean() }),
      output: OrganizationRecord,
      run: ({ organizationId, hub }, context) => ask(organizationId, { type: "DesignateHub", hub }, context),
    }),
    submitAnnualReport: action({
      rest: "POST /organizations/:organizationId/reports",
      summary:
        "年度工作报告: to the supervisor, or where there is none to the registrar; late it is taken, and stays late",
      access: ["organization"],
      input: ById.extend({
        year: z.int().min(2000).max(2100),
        digest: ContentHash.describe("SHA-256 of the report, hex"),
      }),
      output: OrganizationRecord,
      run: ({ organizationId, year, digest }, context) => {
        mustBeOf(context.actor, organizationId);
        return ask(organizationId, { type: "SubmitReport", year, digest }, context);
      },
    }),
    forwardAnnualReport: action({
      rest: "POST /organizations/:organizationId/reports/:year/forward",
      summary: "年度工作报告: the supervisor has looked at it and gives it to the registrar",
      access: ["department"],
      input: ById.extend({ year: z.int().min(2000).max(2100) }),
      output: OrganizationRecord,
      run: async ({ organizationId, year }, context) => {
        const { state } = await desk.organization(organizationId);
        mustSupervise(context.actor?.department, state.profile.supervisor);
        return ask(organizationId, { type: "ForwardReport", year }, context);
      },
    }),
    banOrganization: action({
      rest: "POST /organizations/:organizationId/bans",
      summary: "禁入: from today on, as long as the rules say for this reason",
      access: REGISTRARS,
      status: 201,
      input: ById.extend({
        reason: codeOf("ban"),
        about: z.string().max(60).optional().describe("what led to it, such as the id of a grant"),
      }),
      output: OrganizationRecord,
      run: ({ organizationId, reason, about }, context) => {
        const from = today();
        const years = rules.at(clock.now()).banYears[reason];
        if (years === undefined)
          throw new DomainError("rule", "social.organization.no_ban_for_this", "The rules know no ban for this", {
            reason,
          });
        const until = dayAfter(monthsAfter(from, years * 12), -1);
        const ban = {
          id: createdId("ban", context, organizationId),
          from,
          until,
          reason,
          ...(about === undefined ? {} : { about }),
        };
        return ask(organizationId, { type: "Ban", ban }, context);
      },
    }),
    liftOrganizationBan: action({
      rest: "POST /organizations/:organizationId/bans/:banId/lift",
      summary: "解除禁入: from today on, with a reason, by another person than who imposed it",
      access: REGISTRARS,
      input: ById.extend({ banId: OrganizationBanId, reason: codeOf("lift") }),
      output: OrganizationRecord,
      run: ({ organizationId, banId, reason }, context) =>
        ask(organizationId, { type: "LiftBan", id: banId, reason }, context),
    }),
  };
};

const mustSupervise = (department: string | undefined, supervisor: string | undefined): void => {
  if (department === undefined || department !== supervisor)
    throw new DomainError("forbidden", "social.organization.not_supervised", "Its supervisor does this");
};

/** @throws DomainError `social.organization.has_seat` */
const mustHaveNoSeat = async (
  { trees }: Pick<OrganizationDesk, "trees">,
  organization: string,
  day: string,
): Promise<void> => {
  const held = await trees.find({ where: { "state.organizations": organization }, limit: 50 });
  if (held.some(({ state }) => seatsOn(state, day).some((seat) => seat.organization === organization)))
    throw new DomainError("rule", "social.organization.has_seat", "It leaves the tree of its street first");
};
