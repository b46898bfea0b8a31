import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant } from "../vocabulary.ts";
import { MatterId, MatterKind, OnHand } from "./matter.ts";

/** 办件已重开. The resident is not content, and said so in time. */
export const MatterReopenedV1 = defineEvent({
  subject: "intake.matter.reopened.v1",
  title: { zh: "办件已重开", en: "Matter reopened" },
  why: "The body goes on with it; appraisal counts it.",
  key: ({ matterId }) => matterId,
  data: z.object({
    matterId: MatterId,
    kind: MatterKind,
    department: OnHand,
    reopenedAt: Instant,
    dueAt: Instant,
  }),
  example: {
    matterId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    kind: "application",
    department: "civil-affairs",
    reopenedAt: "2018-01-12T01:20:00.000Z",
    dueAt: "2018-02-09T01:20:00.000Z",
  },
});
export type MatterReopenedV1 = DataOf<typeof MatterReopenedV1>;
