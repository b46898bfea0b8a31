import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant } from "../vocabulary.ts";
import { aboutLead, leadExample } from "./lead-words.ts";

/** 线索已受理. An officer of the body takes a case up. */
export const LeadAcceptedV1 = defineEvent({
  subject: "enforcement.lead.accepted.v1",
  title: { zh: "线索已受理", en: "Lead accepted" },
  why: "Dispatch takes the order as taken on by the body.",
  key: ({ caseId }) => caseId,
  data: z.object({
    ...aboutLead,
    acceptedAt: Instant,
  }),
  example: {
    ...leadExample,
    acceptedAt: "2021-08-02T01:00:00.000Z",
  },
});
export type LeadAcceptedV1 = DataOf<typeof LeadAcceptedV1>;
