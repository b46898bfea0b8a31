import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Day, Instant } from "../vocabulary.ts";
import { aboutDossier, dossierExample } from "./words.ts";
/** 期限已过. A last day that bound the body is over, and the step was not taken. */
export const DossierDeadlineMissedV1 = defineEvent({
  subject: "enforcement.dossier.deadline-missed.v1",
  title: { zh: "期限已过", en: "Deadline missed" },
  why: "The lead of the body acts; appraisal counts it.",
  key: ({ dossierId }) => dossierId,
  data: z.object({
    ...aboutDossier,
    purpose: z.string().describe("what the deadline was for"),
    lastDay: Day,
    edition: z.string().describe("法律版本: `penalty@2021`"),
    article: z.string(),
    foundAt: Instant,
  }),
  example: {
    ...dossierExample,
    purpose: "decision",
    lastDay: "2021-10-31",
    edition: "penalty@2021",
    article: "第六十条",
    foundAt: "2021-11-01T00:00:00.000Z",
  },
});
export type DossierDeadlineMissedV1 = DataOf<typeof DossierDeadlineMissedV1>;
