import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant } from "../vocabulary.ts";
import { MatterId, MatterKind } from "./matter.ts";

/** 办件已暂停计时. The clock stands still; where materials are missing, all of them are told at once (一次性告知). */
export const MatterPausedV1 = defineEvent({
  subject: "intake.matter.paused.v1",
  title: { zh: "办件已暂停计时", en: "Matter paused" },
  why: "The resident reads since when and why; appraisal does not count the time.",
  key: ({ matterId }) => matterId,
  data: z.object({
    matterId: MatterId,
    kind: MatterKind,
    why: z.string().describe("a code of the rules, or `materials`"),
    missing: z
      .array(z.object({ material: z.int().min(1), problem: z.string() }))
      .optional()
      .describe("places of the item's list of materials"),
    pausedAt: Instant,
  }),
  example: {
    matterId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    kind: "application",
    why: "materials",
    missing: [{ material: 2, problem: "absent" }],
    pausedAt: "2017-12-28T01:20:00.000Z",
  },
});
export type MatterPausedV1 = DataOf<typeof MatterPausedV1>;
