import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant } from "../vocabulary.ts";
import { aboutDossier, dossierExample } from "./words.ts";

/** 已立案. The lead of a body has filed a dossier; its clocks run. */
export const DossierFiledV1 = defineEvent({
  subject: "enforcement.dossier.filed.v1",
  title: { zh: "已立案", en: "Dossier filed" },
  why: "A case that it came from knows of it; an operation counts it; appraisal starts its clock.",
  key: ({ dossierId }) => dossierId,
  data: z.object({
    ...aboutDossier,
    source: z.enum(["case", "inspection", "report", "transfer"]).describe("案件, 检查, 举报, 移送"),
    filedAt: Instant,
  }),
  example: {
    ...dossierExample,
    source: "case",
    filedAt: "2021-08-02T02:00:00.000Z",
  },
});
export type DossierFiledV1 = DataOf<typeof DossierFiledV1>;
