import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant } from "../vocabulary.ts";
import { MatterId, MatterKind } from "./matter.ts";

/** 办件已延期. Somebody other than who asked has granted more time. */
export const MatterExtendedV1 = defineEvent({
  subject: "intake.matter.extended.v1",
  title: { zh: "办件已延期", en: "Matter extended" },
  why: "The resident is told the reason; appraisal counts extensions.",
  key: ({ matterId }) => matterId,
  data: z.object({
    matterId: MatterId,
    kind: MatterKind,
    code: z.string().describe("reason, as a code"),
    extendedAt: Instant,
    dueAt: Instant,
  }),
  example: {
    matterId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    kind: "opinion",
    code: "complex",
    extendedAt: "2018-02-20T01:20:00.000Z",
    dueAt: "2018-03-28T16:00:00.000Z",
  },
});
export type MatterExtendedV1 = DataOf<typeof MatterExtendedV1>;
