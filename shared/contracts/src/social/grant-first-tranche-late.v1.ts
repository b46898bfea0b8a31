import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant, OrganizationId } from "../vocabulary.ts";
import { GrantId } from "./grant-words.ts";

/** 首笔拨付超期. The first tranche was not paid in its time. */
export const GrantFirstTrancheLateV1 = defineEvent({
  subject: "social.grant.first-tranche-late.v1",
  title: { zh: "首笔拨付超期", en: "First tranche late" },
  why: "The office is asked why; the organization has been waiting since it signed.",
  key: ({ grantId }) => grantId,
  data: z.object({
    grantId: GrantId,
    organization: OrganizationId,
    firstTrancheBy: Instant,
    noticedAt: Instant,
  }),
  example: {
    grantId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    organization: "01JD6Z0Q8V4Y7R2K3M5N6P8T9A",
    firstTrancheBy: "2017-04-06T10:00:00.000Z",
    noticedAt: "2017-04-06T10:00:05.000Z",
  },
});
export type GrantFirstTrancheLateV1 = DataOf<typeof GrantFirstTrancheLateV1>;
