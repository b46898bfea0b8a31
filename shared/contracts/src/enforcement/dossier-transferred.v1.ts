import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant } from "../vocabulary.ts";
import { aboutDossier, dossierExample } from "./words.ts";

/** 已移送. A suspected crime: the dossier went to the judicial organs. */
export const DossierTransferredV1 = defineEvent({
  subject: "enforcement.dossier.transferred.v1",
  title: { zh: "已移送", en: "Dossier transferred" },
  why: "The case that it came from hears how it goes on; an operation counts it.",
  key: ({ dossierId }) => dossierId,
  data: z.object({
    ...aboutDossier,
    transferredAt: Instant,
  }),
  example: {
    ...dossierExample,
    transferredAt: "2021-08-10T02:00:00.000Z",
  },
});
export type DossierTransferredV1 = DataOf<typeof DossierTransferredV1>;
