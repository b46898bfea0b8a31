import { Day, OrganizationId, Ulid } from "@wangge/contracts";
import { action, DomainError, type Actor, type CallContext, type Stored } from "@wangge/kit";
import { z } from "zod";
import type { OrganizationDesk } from "../../app/organizations/desk.ts";
import { codeOf } from "../../app/organizations/words.ts";
import {
  currentOf,
  mentoredMinutes,
  type Incubation,
  type IncubationCommand,
  type Side,
} from "../../domain/organizations/hub/index.ts";
import { accountOf, createdId, isOf, isRegistrar, mustBeOf } from "./access.ts";
import { Account, ById, nextOf, Page } from "./input.ts";

const IncubationView = z.object({
  organizationId: OrganizationId,
  version: z.int(),
  agreements: z.array(
    z.object({
      agreementId: Ulid,
      hub: OrganizationId,
      from: Day,
      until: Day,
      status: z.enum(["proposed", "running", "declined", "graduated", "ended"]),
      endedOn: Day.optional(),
      minutes: z.int().describe("of mentoring that both have signed"),
      records: z
        .array(
          z.object({
            recordId: Ulid,
            on: Day,
            minutes: z.int(),
            subject: codeOf("subject"),
            side: z.enum(["hub", "organization"]).describe("who wrote it down; the other side signs it"),
            by: Account,
            signedBy: Account.optional(),
          }),
        )
        .describe("辅导记录"),
    }),
  ),
});

const viewOf = ({ id, version, state }: Stored<Incubation>): z.input<typeof IncubationView> => ({
  organizationId: id,
  version,
  agreements: state.agreements.map(({ id: agreementId, records, ...rest }) => ({
    agreementId,
    ...rest,
    minutes: mentoredMinutes({ records }),
    records: records.map(({ id: recordId, ...record }) => ({ recordId, ...record })),
  })),
});

const notYours = (): DomainError =>
  new DomainError("forbidden", "social.incubation.not_yours", "This is for the hub and the group");

type Bare<Command> = Command extends { readonly by: string } ? Omit<Command, "by" | "at"> : never;

/** 枢纽孵化: agreement, mentoring signed by both sides, graduation. */
export const hubActions = (desk: OrganizationDesk) => {
  const { incubations, clock } = desk;
  const SIDES = ["organization"] as const;
  const OVERSEES = [...SIDES, "socialOfficer", "supervisor"] as const;

  const ask = async (
    organizationId: string,
    command: Bare<IncubationCommand>,
    { actor, meta }: CallContext,
  ): Promise<z.input<typeof IncubationView>> => {
    const whole = { ...command, by: accountOf(actor), at: clock.now() } as IncubationCommand;
    return viewOf(await incubations.handle(organizationId, whole, { ...meta, correlationId: organizationId }));
  };
  /** @throws DomainError `social.incubation.not_yours` for who is neither */
  const sideOf = async (organizationId: string, actor: Actor | undefined): Promise<Side> => {
    if (isOf(actor, organizationId)) return "organization";
    const stored = await incubations.load(organizationId);
    const hub = stored === undefined ? undefined : currentOf(stored.state)?.hub;
    if (hub === undefined || !isOf(actor, hub)) throw notYours();
    return "hub";
  };
  const mustBeHub = async (organizationId: string, actor: Actor | undefined): Promise<void> => {
    if ((await sideOf(organizationId, actor)) !== "hub") throw notYours();
  };

  return {
    incubations: action({
      rest: "GET /incubations",
      summary: "孵化: whom a hub mentors and has mentored, a page at a time; a hub sees its own",
      access: OVERSEES,
      input: z.strictObject({ hub: OrganizationId, ...Page }),
      output: z.object({ incubations: z.array(IncubationView), next: z.string().optional() }),
      run: async ({ hub, after, limit }, { actor }) => {
        if (actor?.roles.every((role) => role === "organization") === true) mustBeOf(actor, hub);
        const found = await incubations.find({ where: { "state.hubs": hub }, limit, after });
        const own = found.map(({ state, ...rest }) => ({
          ...rest,
          state: { ...state, agreements: state.agreements.filter((one) => one.hub === hub) },
        }));
        return { incubations: own.map(viewOf), ...nextOf(found, limit) };
      },
    }),
    incubation: action({
      rest: "GET /incubations/:organizationId",
      summary: "孵化: agreements and mentoring of one group; for both sides and who oversees them",
      access: OVERSEES,
      input: ById,
      output: IncubationView,
      run: async ({ organizationId }, { actor }) => {
        const stored = await incubations.load(organizationId);
        if (stored === undefined) throw new DomainError("missing", "social.incubation.none", "No agreement is open");
        const isSide = isOf(actor, organizationId) || stored.state.hubs.some((hub) => isOf(actor, hub));
        const oversees = actor === undefined || isRegistrar(actor) || actor.roles.includes("supervisor");
        if (!isSide && !oversees) throw notYours();
        return viewOf(stored);
      },
    }),
    proposeIncubation: action({
      rest: "POST /incubations/:organizationId",
      summary: "孵化协议: a hub offers a group that is not registered yet to mentor it",
      access: SIDES,
      status: 201,
      input: ById.extend({ hub: OrganizationId, from: Day, until: Day }),
      output: IncubationView,
      run: async ({ organizationId, hub, from, until }, context) => {
        mustBeOf(context.actor, hub);
        const [{ state: own }, { state: group }] = await Promise.all([
          desk.organization(hub),
          desk.organization(organizationId),
        ]);
        if (own.status !== "registered" || own.hub !== true)
          throw new DomainError("rule", "social.incubation.no_hub", "Only a hub mentors others");
        if (group.status !== "forming")
          throw new DomainError(
            "rule",
            "social.incubation.not_forming",
            "Only a group that is not registered is mentored",
          );
        const id = createdId("incubation", context, organizationId);
        return ask(organizationId, { type: "ProposeIncubation", id, hub, from, until }, context);
      },
    }),
    acceptIncubation: action({
      rest: "POST /incubations/:organizationId/accept",
      summary: "同意孵化: by the group",
      access: SIDES,
      input: ById,
      output: IncubationView,
      run: ({ organizationId }, context) => {
        mustBeOf(context.actor, organizationId);
        return ask(organizationId, { type: "AcceptIncubation" }, context);
      },
    }),
    declineIncubation: action({
      rest: "POST /incubations/:organizationId/decline",
      summary: "不同意孵化: by the group",
      access: SIDES,
      input: ById,
      output: IncubationView,
      run: ({ organizationId }, context) => {
        mustBeOf(context.actor, organizationId);
        return ask(organizationId, { type: "DeclineIncubation" }, context);
      },
    }),
    recordMentoring: action({
      rest: "POST /incubations/:organizationId/records",
      summary: "辅导记录: by one side; it counts when the other has signed it",
      access: SIDES,
      status: 201,
      input: ById.extend({ on: Day, minutes: z.int().min(1).max(1440), subject: codeOf("subject") }),
      output: IncubationView,
      run: async ({ organizationId, ...record }, context) => {
        const side = await sideOf(organizationId, context.actor);
        const id = createdId("mentoring", context, organizationId);
        return ask(organizationId, { type: "RecordMentoring", id, side, ...record }, context);
      },
    }),
    signMentoring: action({
      rest: "POST /incubations/:organizationId/records/:recordId/sign",
      summary: "会签辅导记录: by the other side",
      access: SIDES,
      input: ById.extend({ recordId: Ulid }),
      output: IncubationView,
      run: async ({ organizationId, recordId: id }, context) =>
        ask(organizationId, { type: "SignMentoring", id, side: await sideOf(organizationId, context.actor) }, context),
    }),
    graduateGroup: action({
      rest: "POST /incubations/:organizationId/graduate",
      summary: "出壳: by the hub, when the group is registered and was mentored for long enough",
      access: SIDES,
      input: ById,
      output: IncubationView,
      run: async ({ organizationId }, context) => {
        await mustBeHub(organizationId, context.actor);
        const { registeredOn } = (await desk.organization(organizationId)).state;
        return ask(organizationId, { type: "Graduate", registeredOn }, context);
      },
    }),
    endIncubation: action({
      rest: "POST /incubations/:organizationId/end",
      summary: "终止孵化: before its last day, by either side, with a reason",
      access: SIDES,
      input: ById.extend({ reason: codeOf("endIncubation") }),
      output: IncubationView,
      run: async ({ organizationId, reason }, context) => {
        await sideOf(organizationId, context.actor);
        return ask(organizationId, { type: "EndIncubation", reason }, context);
      },
    }),
  };
};
