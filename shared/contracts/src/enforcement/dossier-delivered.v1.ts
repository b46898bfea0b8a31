import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Day } from "../vocabulary.ts";
import { aboutDossier, dossierExample } from "./words.ts";

/** 已送达. The decision counts as delivered; the time to pay and to seek a remedy begins. */
export const DossierDeliveredV1 = defineEvent({
  subject: "enforcement.dossier.delivered.v1",
  title: { zh: "已送达", en: "Decision delivered" },
  why: "Whoever follows what is owed and until when.",
  key: ({ dossierId }) => dossierId,
  data: z.object({
    ...aboutDossier,
    deliveredOn: Day,
  }),
  example: {
    ...dossierExample,
    deliveredOn: "2021-08-23",
  },
});
export type DossierDeliveredV1 = DataOf<typeof DossierDeliveredV1>;
