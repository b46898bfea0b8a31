import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant } from "../vocabulary.ts";
import { MatterId, MatterKind } from "./matter.ts";

/** 办件已评价. What the resident thinks of it, once after each end. */
export const MatterRatedV1 = defineEvent({
  subject: "intake.matter.rated.v1",
  title: { zh: "办件已评价", en: "Matter rated" },
  why: "Appraisal reckons satisfaction.",
  key: ({ matterId }) => matterId,
  data: z.object({
    matterId: MatterId,
    kind: MatterKind,
    stars: z.int().min(1).max(5),
    ratedAt: Instant,
  }),
  example: {
    matterId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    kind: "application",
    stars: 5,
    ratedAt: "2018-01-11T01:20:00.000Z",
  },
});
export type MatterRatedV1 = DataOf<typeof MatterRatedV1>;
