import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant } from "../vocabulary.ts";
import { aboutLead, DeclineReason, leadExample } from "./lead-words.ts";

/** 线索不予受理. The body says with a reason that it is not for it to act. */
export const LeadDeclinedV1 = defineEvent({
  subject: "enforcement.lead.declined.v1",
  title: { zh: "线索不予受理", en: "Lead declined" },
  why: "Dispatch gets the order back and finds another body.",
  key: ({ caseId }) => caseId,
  data: z.object({
    ...aboutLead,
    reason: DeclineReason,
    declinedAt: Instant,
  }),
  example: {
    ...leadExample,
    reason: "otherBody",
    declinedAt: "2021-08-02T01:00:00.000Z",
  },
});
export type LeadDeclinedV1 = DataOf<typeof LeadDeclinedV1>;
