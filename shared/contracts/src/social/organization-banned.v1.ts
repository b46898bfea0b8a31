import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Day } from "../vocabulary.ts";
import { aboutOrganization, organizationExample, OrganizationBanId, ReasonCode } from "./organization-words.ts";

/** 社会组织被禁入. It may not apply for grants and purchases from one day to another. */
export const OrganizationBannedV1 = defineEvent({
  subject: "social.organization.banned.v1",
  title: { zh: "社会组织被禁入", en: "Organization banned" },
  why: "Calls and purchases refuse it; the public may know.",
  key: ({ organizationId }) => organizationId,
  data: z.object({
    ...aboutOrganization,
    banId: OrganizationBanId,
    from: Day,
    until: Day.describe("its last day"),
    reason: ReasonCode,
    about: z.string().max(60).optional().describe("what led to it, such as the id of a grant"),
  }),
  example: {
    ...organizationExample,
    banId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9A",
    from: "2018-06-01",
    until: "2021-05-31",
    reason: "breach",
  },
});
export type OrganizationBannedV1 = DataOf<typeof OrganizationBannedV1>;
