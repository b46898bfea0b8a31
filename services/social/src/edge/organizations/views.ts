import { instantOf } from "@wangge/calendar";
import { Day, DepartmentCode, OrganizationId } from "@wangge/contracts";
import { OrganizationBanId, ReasonCode } from "@wangge/contracts/events";
import type { Actor, Stored } from "@wangge/kit";
import { z } from "zod";
import { rules, type OrganizationDesk } from "../../app/organizations/desk.ts";
import {
  banOn,
  PERSON_OFFICES,
  profileOn,
  reportsMissingOn,
  statusOn,
  type Organization,
  type Profile,
} from "../../domain/organizations/index.ts";
import { isOf, isRegistrar } from "./access.ts";
import { Account, CreditCode, OrganizationForm, OrganizationStatus, Place } from "./input.ts";

const Receiver = z.enum(["supervisor", "registrar"]);
const AnyStatus = z.enum([...OrganizationStatus.options, "applied", "refused"]).describe("登记状态");
const ShownProfile = z.object({
  name: z.string(),
  form: OrganizationForm,
  scope: z.string(),
  place: Place,
});

const WholeProfile = ShownProfile.extend({
  supervisor: DepartmentCode.optional().describe("业务主管单位"),
  members: z.object({ individuals: z.int(), units: z.int() }).describe("个人会员, 单位会员"),
});

/** 公示. What everybody may know of an organization. */
export const OrganizationView = z.object({
  organizationId: OrganizationId,
  version: z.int(),
  ...ShownProfile.shape,
  status: OrganizationStatus,
  code: CreditCode.optional(),
  registeredOn: Day.optional(),
  hub: z.boolean().describe("枢纽型社会组织"),
  ban: z
    .object({ from: Day, until: Day, reason: ReasonCode })
    .optional()
    .describe("禁入: it may not apply for grants and purchases"),
  reportsMissing: z.array(z.int()).describe("缺报年度: years whose report is not there though its last day is over"),
});

/** What the register keeps of it besides. */
export const OrganizationRecord = OrganizationView.omit({ status: true }).extend({
  status: AnyStatus,
  ...WholeProfile.pick({ supervisor: true, members: true }).shape,
  statuses: z.array(z.object({ status: AnyStatus, from: Day, reason: ReasonCode.optional() })),
  earlier: z.array(WholeProfile.extend({ until: Day })),
  application: z
    .object({
      profile: WholeProfile.describe("what it is to be when it is granted"),
      enteredBy: Account,
      on: Day,
      decideBy: Day,
      overdue: z.literal(true).optional(),
    })
    .optional(),
  people: z
    .array(
      z.object({
        account: Account,
        office: z.enum(PERSON_OFFICES),
        name: z.string().optional().describe("only for the registrar and the organization itself"),
      }),
    )
    .describe("法定代表人, 理事, 工作人员"),
  reports: z.array(
    z.object({ year: z.int(), to: Receiver, on: Day, digest: z.string(), late: z.literal(true).optional() }),
  ),
  missed: z.array(z.object({ year: z.int(), to: Receiver, lastDay: Day })),
  bans: z.array(
    z.object({
      banId: OrganizationBanId,
      from: Day,
      until: Day,
      reason: ReasonCode,
      about: z.string().optional(),
      by: Account,
      lifted: z.object({ on: Day, by: Account, reason: ReasonCode }).optional(),
    }),
  ),
});

export type Shown = z.output<typeof OrganizationView>["status"];
const PUBLIC: readonly string[] = OrganizationStatus.options;
export const isShown = (status: string | undefined): status is Shown => status !== undefined && PUBLIC.includes(status);

const shownProfile = ({ name, form, scope, place }: Profile) => ({ name, form, scope, place: { ...place } });

const wholeProfile = (profile: Profile) => ({
  ...shownProfile(profile),
  members: profile.members,
  ...(profile.supervisor === undefined ? {} : { supervisor: profile.supervisor }),
});

/** Undefined where the public knew of no such organization on that day. */
export const viewOn = (
  { id: organizationId, version, state }: Stored<Organization>,
  day: string,
): z.input<typeof OrganizationView> | undefined => {
  const status = statusOn(state, day);
  if (!isShown(status)) return undefined;
  const ban = banOn(state, day);
  const { code, registeredOn } = state;
  const isRegistered = registeredOn !== undefined && registeredOn <= day;
  return {
    organizationId,
    version,
    ...shownProfile(profileOn(state, day)),
    status,
    ...(isRegistered ? { code, registeredOn } : {}),
    hub: state.hub === true,
    ...(ban === undefined ? {} : { ban: { from: ban.from, until: ban.until, reason: ban.reason } }),
    reportsMissing: [...reportsMissingOn(state, rules.at(instantOf(day, "12:00")), day)],
  };
};

/** Names go to the registrar and to the organization itself. */
export const recordOf = (
  { id: organizationId, version, state, sealed }: Stored<Organization>,
  actor: Actor | undefined,
  day: string,
  { vault }: Pick<OrganizationDesk, "vault">,
): z.input<typeof OrganizationRecord> => {
  const { profile, status, code, registeredOn, application, hub, earlier, people, reports, missed, bans } = state;
  const maySeeNames = actor !== undefined && (isRegistrar(actor) || isOf(actor, organizationId));
  const names = maySeeNames ? vault.openNames(organizationId, sealed) : {};
  const ban = banOn(state, day);
  return {
    organizationId,
    version,
    ...wholeProfile(profile),
    status,
    ...(code === undefined ? {} : { code }),
    ...(registeredOn === undefined ? {} : { registeredOn }),
    hub: hub === true,
    ...(ban === undefined ? {} : { ban: { from: ban.from, until: ban.until, reason: ban.reason } }),
    reportsMissing: [...reportsMissingOn(state, rules.at(instantOf(day, "12:00")), day)],
    statuses: [...state.statuses],
    earlier: earlier.map((one) => ({ until: one.until, ...wholeProfile(one.profile) })),
    ...(application === undefined
      ? {}
      : { application: { ...application, profile: wholeProfile(application.profile) } }),
    people: people.map(({ account, office }) => {
      const name = names[account];
      return { account, office, ...(name === undefined ? {} : { name }) };
    }),
    reports: [...reports],
    missed: [...missed],
    bans: bans.map(({ id: banId, ...rest }) => ({ banId, ...rest })),
  };
};
