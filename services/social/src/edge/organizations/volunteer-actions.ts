import { dayOf } from "@wangge/calendar";
import { CommunityCode, Day, GridCode, Instant, Ulid } from "@wangge/contracts";
import { VolunteerId, VolunteerNeedId } from "@wangge/contracts/events";
import { action, type CallContext } from "@wangge/kit";
import { z } from "zod";
import { certificateOf } from "../../app/organizations/certificate.ts";
import { existing, volunteerRules, type OrganizationDesk } from "../../app/organizations/desk.ts";
import { codeOf } from "../../app/organizations/words.ts";
import {
  fitOf,
  minutesOf,
  ranked,
  totalMinutes,
  unknownNeed,
  type HoursEntry,
} from "../../domain/organizations/volunteers/index.ts";
import { accountOf } from "./access.ts";
import { Text } from "./input.ts";
import { FitView, fitView, NeedView, needView } from "./volunteer-views.ts";

const Time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "HH:MM");
const Slot = z
  .strictObject({ weekday: z.int().min(1).max(7).describe("1 is Monday"), from: Time, to: Time })
  .refine(({ from, to }) => from < to, "a slot ends after it begins");
const VolunteerProfile = z.strictObject({
  skills: z.array(codeOf("skill")).max(20),
  community: CommunityCode.describe("where he is at home"),
  grid: GridCode.optional(),
  slots: z.array(Slot).max(42).describe("每周可服务时段, Asia/Shanghai"),
});

export const HoursView = z.object({
  entryId: Ulid,
  needId: VolunteerNeedId,
  community: CommunityCode,
  from: Instant,
  to: Instant,
  minutes: z.int().describe("0: struck out"),
  struck: z.literal(true).optional().describe("作废"),
  before: z
    .array(z.object({ from: Instant, to: Instant, reason: codeOf("correctHours") }))
    .describe("what was said before, the oldest first"),
});
export const hoursView = (entry: HoursEntry): z.input<typeof HoursView> => {
  const { id: entryId, need: needId, community, from, to, struck, before } = entry;
  return {
    ...{ entryId, needId, community, from, to },
    minutes: minutesOf(entry),
    ...(struck === undefined ? {} : { struck }),
    before: before.map(({ from: began, to: ended, reason }) => ({ from: began, to: ended, reason })),
  };
};

const OwnView = z.object({
  volunteerId: VolunteerId,
  status: z.enum(["active", "erased"]),
  name: z.string().optional(),
  phone: z.string().optional(),
  profile: VolunteerProfile.partial({ community: true }),
  totalMinutes: z.int(),
  hours: z.array(HoursView),
});

/** 志愿者: a resident and his own record. What he asks is noted under his id as a volunteer, never under his account. */
export const volunteerActions = (desk: OrganizationDesk) => {
  const { volunteers, needs, vault, clock } = desk;
  const Nothing = z.strictObject({});
  const idOf = ({ actor }: CallContext): string => vault.volunteerOf(accountOf(actor));

  const ownView = async (id: string): Promise<z.input<typeof OwnView>> => {
    const { state, sealed } = await desk.volunteer(id);
    const { status, profile, hours } = state;
    const { community, ...rest } = profile;
    return {
      volunteerId: id,
      status,
      ...vault.openContact(id, sealed),
      profile: { ...structuredClone(rest), ...(community === "" ? {} : { community }) } as z.input<
        typeof OwnView
      >["profile"],
      totalMinutes: totalMinutes(state),
      hours: hours.map(hoursView),
    };
  };

  return {
    enrolVolunteer: action({
      rest: "POST /volunteers/me",
      summary: "志愿者注册: by the resident himself, or what has changed; name and phone are sealed",
      access: ["citizen"],
      idempotent: true,
      input: VolunteerProfile.extend({
        name: Text,
        phone: z
          .string()
          .regex(/^\+?\d{5,20}$/, "digits")
          .describe("电话"),
      }),
      output: OwnView,
      run: async ({ name, phone, ...profile }, context) => {
        const id = idOf(context);
        await desk.place(profile.community);
        const contact = { name, phone };
        await volunteers.handle(
          id,
          { type: "Enrol", profile, contact: vault.contactMark(contact), at: clock.now() },
          { actor: id },
          vault.sealContact(id, contact),
        );
        return ownView(id);
      },
    }),
    ownVolunteering: action({
      rest: "GET /volunteers/me",
      summary: "我的志愿服务: what is kept of me, and the hours that others have confirmed",
      access: ["citizen"],
      input: Nothing,
      output: OwnView,
      run: (_input, context) => ownView(idOf(context)),
    }),
    eraseVolunteer: action({
      rest: "POST /volunteers/me/erase",
      summary: "注销志愿者: name, phone, skills and places go for good; the hours stay, under nobody's name",
      access: ["citizen"],
      idempotent: true,
      input: Nothing,
      output: OwnView,
      run: async (_input, context) => {
        const id = idOf(context);
        const at = clock.now();
        await volunteers.handle(id, { type: "Erase", at }, { actor: id }, null);
        for (const need of await needs.find({ where: { "state.signedUp": id, "state.status": "open" }, limit: 500 })) {
          const { content } = existing(need, unknownNeed).state;
          if (content.from > at) await needs.handle(need.id, { type: "Withdraw", volunteer: id, at }, { actor: id });
        }
        return ownView(id);
      },
    }),
    needsForVolunteer: action({
      rest: "GET /volunteers/me/matches",
      summary: "为我匹配: open needs of my street, the best first, with the reason for every point and every no",
      access: ["citizen"],
      input: z.strictObject({ limit: z.int().min(1).max(200).default(50) }),
      output: z.object({ matches: z.array(z.object({ need: NeedView, fit: FitView })) }),
      run: async ({ limit }, context) => {
        const id = idOf(context);
        const { state } = await desk.volunteer(id);
        const now = clock.now();
        const rules = volunteerRules.at(now);
        const where = {
          "state.status": "open",
          "state.content.street": state.profile.community.slice(0, 9),
          "state.content.to": { gt: now },
        };
        const items: { id: string; need: ReturnType<typeof needView>; fit: ReturnType<typeof fitOf> }[] = [];
        for await (const page of needs.scan({ where }))
          for (const found of page) {
            const need = existing(found, unknownNeed);
            const { content, signedUp } = need.state;
            items.push({ id: need.id, need: needView(need), fit: fitOf(state, content, signedUp.includes(id), rules) });
          }
        return {
          matches: ranked(items)
            .slice(0, limit)
            .map(({ need, fit }) => ({ need, fit: fitView(fit) })),
        };
      },
    }),
    volunteerCertificate: action({
      rest: "GET /volunteers/me/certificate",
      summary: "志愿服务记录证明: free of charge, signed, to be checked offline (npm run verify)",
      access: ["citizen"],
      input: Nothing,
      output: z.looseObject({
        format: z.literal("wangge.volunteer-certificate.v1"),
        volunteerId: VolunteerId,
        name: z.string(),
        asOf: Day,
        entries: z.array(
          z.object({
            entryId: Ulid,
            needId: VolunteerNeedId,
            community: CommunityCode,
            from: Instant,
            to: Instant,
            minutes: z.int(),
          }),
        ),
        totalMinutes: z.int(),
        key: z.looseObject({ kid: z.string(), x: z.string() }),
        signature: z.string(),
      }),
      run: async (_input, context) => {
        const id = idOf(context);
        const { state, sealed } = await desk.volunteer(id);
        const name = vault.openContact(id, sealed)?.name ?? "";
        return structuredClone(certificateOf(id, state, name, dayOf(clock.now()), desk.key)) as never;
      },
    }),
  };
};
