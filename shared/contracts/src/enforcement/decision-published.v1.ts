import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant } from "../vocabulary.ts";
import { aboutDossier, dossierExample } from "./words.ts";

/** 决定已公开. A decision of public interest was made public by law. */
export const DecisionPublishedV1 = defineEvent({
  subject: "enforcement.decision.published.v1",
  title: { zh: "决定已公开", en: "Decision published" },
  why: "Whoever shows it keeps to what was published, and takes it away when it is withdrawn.",
  key: ({ dossierId }) => dossierId,
  data: z.object({
    ...aboutDossier,
    publishedAt: Instant,
  }),
  example: {
    ...dossierExample,
    publishedAt: "2021-08-25T02:00:00.000Z",
  },
});
export type DecisionPublishedV1 = DataOf<typeof DecisionPublishedV1>;
