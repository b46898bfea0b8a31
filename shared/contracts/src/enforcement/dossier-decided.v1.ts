import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant, Fen } from "../vocabulary.ts";
import { aboutDossier, dossierExample } from "./words.ts";

/** 已决定. The body has decided: a penalty, none, or that there was no such act. */
export const DossierDecidedV1 = defineEvent({
  subject: "enforcement.dossier.decided.v1",
  title: { zh: "已决定", en: "Dossier decided" },
  why: "An operation splits its results by body; appraisal stops the clock of the decision.",
  key: ({ dossierId }) => dossierId,
  data: z.object({
    ...aboutDossier,
    finding: z.enum(["penalty", "exempt", "notEstablished"]).describe("处罚, 不予处罚, 违法事实不成立"),
    kinds: z.array(z.string()).describe("处罚种类"),
    fine: Fen,
    confiscated: Fen,
    decidedAt: Instant,
  }),
  example: {
    ...dossierExample,
    finding: "penalty",
    kinds: ["fine"],
    fine: 50_000,
    confiscated: 0,
    decidedAt: "2021-08-20T02:00:00.000Z",
  },
});
export type DossierDecidedV1 = DataOf<typeof DossierDecidedV1>;
