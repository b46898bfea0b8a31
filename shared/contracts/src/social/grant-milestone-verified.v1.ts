import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant, OrganizationId } from "../vocabulary.ts";
import { GrantId } from "./grant-words.ts";

/** 里程碑已核验. Somebody without ties to the organization looked at what it reported. */
export const GrantMilestoneVerifiedV1 = defineEvent({
  subject: "social.grant.milestone-verified.v1",
  title: { zh: "里程碑已核验", en: "Milestone verified" },
  why: "The tranche that waits for it may be asked for, or the organization goes back to work.",
  key: ({ grantId }) => grantId,
  data: z.object({
    grantId: GrantId,
    organization: OrganizationId,
    milestone: z.int().min(1),
    passed: z.boolean(),
    verifiedAt: Instant,
  }),
  example: {
    grantId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    organization: "01JD6Z0Q8V4Y7R2K3M5N6P8T9A",
    milestone: 1,
    passed: true,
    verifiedAt: "2017-06-20T01:00:00.000Z",
  },
});
export type GrantMilestoneVerifiedV1 = DataOf<typeof GrantMilestoneVerifiedV1>;
