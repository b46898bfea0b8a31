import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant } from "../vocabulary.ts";
import { DossierId } from "./words.ts";
import { aboutLead, LeadOutcome, leadExample } from "./lead-words.ts";

/** 线索已办结. The problem that was reported is dealt with, with a penalty or without; a dossier may go on apart. */
export const LeadConcludedV1 = defineEvent({
  subject: "enforcement.lead.concluded.v1",
  title: { zh: "线索已办结", en: "Lead concluded" },
  why: "Dispatch takes the case as handled by the body, so that somebody else looks.",
  key: ({ caseId }) => caseId,
  data: z.object({
    ...aboutLead,
    outcome: LeadOutcome,
    dossiers: z.array(DossierId).describe("what was filed from it"),
    concludedAt: Instant,
  }),
  example: {
    ...leadExample,
    outcome: "penalised",
    dossiers: ["01JD6Z0Q8V4Y7R2K3M5N6P8T9W"],
    concludedAt: "2021-08-02T05:00:00.000Z",
  },
});
export type LeadConcludedV1 = DataOf<typeof LeadConcludedV1>;
