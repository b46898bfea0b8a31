import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant } from "../vocabulary.ts";
import { MatterId, MatterKind } from "./matter.ts";

/** 办件已恢复计时. The remainder of the time runs on. */
export const MatterResumedV1 = defineEvent({
  subject: "intake.matter.resumed.v1",
  title: { zh: "办件已恢复计时", en: "Matter resumed" },
  why: "The resident and the body learn the new deadline.",
  key: ({ matterId }) => matterId,
  data: z.object({
    matterId: MatterId,
    kind: MatterKind,
    resumedAt: Instant,
    dueAt: Instant,
  }),
  example: {
    matterId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    kind: "application",
    resumedAt: "2018-01-03T01:20:00.000Z",
    dueAt: "2018-01-08T01:20:00.000Z",
  },
});
export type MatterResumedV1 = DataOf<typeof MatterResumedV1>;
