import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant } from "../vocabulary.ts";
import { aboutDossier, dossierExample } from "./words.ts";

/** 已结案. Everything that was decided is done. */
export const DossierClosedV1 = defineEvent({
  subject: "enforcement.dossier.closed.v1",
  title: { zh: "已结案", en: "Dossier closed" },
  why: "The case that it came from is reported as handled, where the scene was not put right before.",
  key: ({ dossierId }) => dossierId,
  data: z.object({
    ...aboutDossier,
    closedAt: Instant,
  }),
  example: {
    ...dossierExample,
    closedAt: "2021-09-10T02:00:00.000Z",
  },
});
export type DossierClosedV1 = DataOf<typeof DossierClosedV1>;
