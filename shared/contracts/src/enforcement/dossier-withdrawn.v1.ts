import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant } from "../vocabulary.ts";
import { aboutDossier, dossierExample } from "./words.ts";

/** 已撤案. Ended before a decision. */
export const DossierWithdrawnV1 = defineEvent({
  subject: "enforcement.dossier.withdrawn.v1",
  title: { zh: "已撤案", en: "Dossier withdrawn" },
  why: "The case that it came from hears how it ended; an operation counts it.",
  key: ({ dossierId }) => dossierId,
  data: z.object({
    ...aboutDossier,
    ground: z
      .enum(["notEstablished", "limitation", "partyGone", "filedInError", "other"])
      .describe("事实不成立, 超过时效, 当事人消亡, 立案有误, 其他"),
    withdrawnAt: Instant,
  }),
  example: {
    ...dossierExample,
    ground: "notEstablished",
    withdrawnAt: "2021-08-10T02:00:00.000Z",
  },
});
export type DossierWithdrawnV1 = DataOf<typeof DossierWithdrawnV1>;
