import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant } from "../vocabulary.ts";
import { MatterId, MatterKind, MatterLink, MatterOutcome } from "./matter.ts";

/** 办件已办结. However it ended; the instant is fixed. */
export const MatterEndedV1 = defineEvent({
  subject: "intake.matter.ended.v1",
  title: { zh: "办件已办结", en: "Matter ended" },
  why: "The resident is told and may rate it or have it reopened; appraisal counts it.",
  key: ({ matterId }) => matterId,
  data: z.object({
    matterId: MatterId,
    kind: MatterKind,
    outcome: MatterOutcome,
    code: z.string().optional().describe("reason of a refusal or a negative result"),
    document: z.string().optional().describe("文书号"),
    into: MatterLink.optional().describe("what a consultation became"),
    endedAt: Instant,
    isLate: z.boolean().describe("its last clock had run out"),
  }),
  example: {
    matterId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    kind: "application",
    outcome: "approved",
    document: "成华民政〔2018〕12号",
    endedAt: "2018-01-10T01:20:00.000Z",
    isLate: false,
  },
});
export type MatterEndedV1 = DataOf<typeof MatterEndedV1>;
