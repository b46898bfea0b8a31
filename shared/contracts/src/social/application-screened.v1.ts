import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant } from "../vocabulary.ts";
import { aboutApplication, applicationExample } from "./venture-words.ts";

/** 申报已初筛. The office has looked whether it is what was called for. */
export const VentureApplicationScreenedV1 = defineEvent({
  subject: "social.application.screened.v1",
  title: { zh: "申报已初筛", en: "Venture application screened" },
  why: "What has passed goes to the reviewers.",
  key: ({ applicationId }) => applicationId,
  data: z.object({ ...aboutApplication, passed: z.boolean(), screenedAt: Instant }),
  example: { ...applicationExample, passed: true, screenedAt: "2018-01-29T02:00:00.000Z" },
});
export type VentureApplicationScreenedV1 = DataOf<typeof VentureApplicationScreenedV1>;
