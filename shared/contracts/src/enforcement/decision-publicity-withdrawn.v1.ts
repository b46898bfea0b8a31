import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant } from "../vocabulary.ts";
import { aboutDossier, dossierExample } from "./words.ts";

/** 决定公开已撤回. What was made public was changed, annulled or found unlawful. */
export const DecisionPublicityWithdrawnV1 = defineEvent({
  subject: "enforcement.decision.publicity-withdrawn.v1",
  title: { zh: "决定公开已撤回", en: "Publicity withdrawn" },
  why: "Whoever shows the decision takes it away.",
  key: ({ dossierId }) => dossierId,
  data: z.object({
    ...aboutDossier,
    withdrawnAt: Instant,
  }),
  example: {
    ...dossierExample,
    withdrawnAt: "2021-10-25T02:00:00.000Z",
  },
});
export type DecisionPublicityWithdrawnV1 = DataOf<typeof DecisionPublicityWithdrawnV1>;
