import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant } from "../vocabulary.ts";
import { aboutDossier, dossierExample } from "./words.ts";

/** 移送退回. The judicial organs gave it back: it goes on as a proceeding of the body. */
export const DossierReturnedV1 = defineEvent({
  subject: "enforcement.dossier.returned.v1",
  title: { zh: "移送退回", en: "Dossier returned" },
  why: "Whoever counted it as transferred counts it as open again.",
  key: ({ dossierId }) => dossierId,
  data: z.object({
    ...aboutDossier,
    outcome: z.enum(["noCrime", "notProsecuted", "exempted"]).describe("不构成犯罪, 不起诉, 免予刑事处罚"),
    returnedAt: Instant,
  }),
  example: {
    ...dossierExample,
    outcome: "noCrime",
    returnedAt: "2021-09-01T02:00:00.000Z",
  },
});
export type DossierReturnedV1 = DataOf<typeof DossierReturnedV1>;
