import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant } from "../vocabulary.ts";
import { aboutLead, leadExample } from "./lead-words.ts";

/** 线索逾期未受理. Nobody of the body has taken a case up in time. */
export const LeadOverdueV1 = defineEvent({
  subject: "enforcement.lead.overdue.v1",
  title: { zh: "线索逾期未受理", en: "Lead overdue" },
  why: "The lead of the body names somebody; appraisal counts it.",
  key: ({ caseId }) => caseId,
  data: z.object({
    ...aboutLead,
    acceptBy: Instant.describe("it should have been taken up by then"),
  }),
  example: {
    ...leadExample,
    acceptBy: "2021-08-02T05:00:00.000Z",
  },
});
export type LeadOverdueV1 = DataOf<typeof LeadOverdueV1>;
