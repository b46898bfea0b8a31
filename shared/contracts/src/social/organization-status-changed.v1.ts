import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Day } from "../vocabulary.ts";
import { aboutOrganization, organizationExample, OrganizationStatus, ReasonCode } from "./organization-words.ts";

/** 社会组织状态变更. It is recorded as a group, suspended, active again, or gone. */
export const OrganizationStatusChangedV1 = defineEvent({
  subject: "social.organization.status-changed.v1",
  title: { zh: "社会组织状态变更", en: "Status of an organization changed" },
  why: "Whoever gives it money or work looks again whether it may.",
  key: ({ organizationId }) => organizationId,
  data: z.object({
    ...aboutOrganization,
    status: OrganizationStatus,
    from: Day,
    reason: ReasonCode.optional(),
  }),
  example: {
    ...organizationExample,
    status: "suspended",
    from: "2018-06-01",
    reason: "noActivity",
  },
});
export type OrganizationStatusChangedV1 = DataOf<typeof OrganizationStatusChangedV1>;
