import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant } from "../vocabulary.ts";
import { aboutApplication, applicationExample } from "./venture-words.ts";

/** 申报已撤回. After it was submitted; a draft that is given up is nobody's business. */
export const VentureApplicationWithdrawnV1 = defineEvent({
  subject: "social.application.withdrawn.v1",
  title: { zh: "申报已撤回", en: "Venture application withdrawn" },
  why: "Whoever works on it stops.",
  key: ({ applicationId }) => applicationId,
  data: z.object({ ...aboutApplication, withdrawnAt: Instant }),
  example: { ...applicationExample, withdrawnAt: "2018-01-22T02:00:00.000Z" },
});
export type VentureApplicationWithdrawnV1 = DataOf<typeof VentureApplicationWithdrawnV1>;
