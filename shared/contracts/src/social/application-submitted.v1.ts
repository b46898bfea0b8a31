import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant } from "../vocabulary.ts";
import { aboutApplication, applicationExample } from "./venture-words.ts";

/** 申报已提交. It is complete, in time, and stands still. */
export const VentureApplicationSubmittedV1 = defineEvent({
  subject: "social.application.submitted.v1",
  title: { zh: "申报已提交", en: "Venture application submitted" },
  why: "The office screens it.",
  key: ({ applicationId }) => applicationId,
  data: z.object({ ...aboutApplication, submittedAt: Instant }),
  example: { ...applicationExample, submittedAt: "2018-01-20T02:00:00.000Z" },
});
export type VentureApplicationSubmittedV1 = DataOf<typeof VentureApplicationSubmittedV1>;
