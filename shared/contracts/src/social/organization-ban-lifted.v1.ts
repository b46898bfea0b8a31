import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Day } from "../vocabulary.ts";
import { aboutOrganization, organizationExample, OrganizationBanId, ReasonCode } from "./organization-words.ts";

/** 社会组织禁入解除. A second person has ended a ban before its last day. */
export const OrganizationBanLiftedV1 = defineEvent({
  subject: "social.organization.ban-lifted.v1",
  title: { zh: "社会组织禁入解除", en: "Ban on an organization lifted" },
  why: "Calls and purchases take it again.",
  key: ({ organizationId }) => organizationId,
  data: z.object({
    ...aboutOrganization,
    banId: OrganizationBanId,
    liftedOn: Day.describe("from this day on it does not hold"),
    reason: ReasonCode,
  }),
  example: {
    ...organizationExample,
    banId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9A",
    liftedOn: "2019-03-01",
    reason: "settled",
  },
});
export type OrganizationBanLiftedV1 = DataOf<typeof OrganizationBanLiftedV1>;
