import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant } from "../vocabulary.ts";
import { MatterId, MatterKind, OnHand } from "./matter.ts";

/** 已申请复查或复核. The petitioner does not agree with the reply. */
export const MatterReviewAskedV1 = defineEvent({
  subject: "intake.matter.review-asked.v1",
  title: { zh: "已申请复查复核", en: "Review asked" },
  why: "The superior of the body that replied looks at it again.",
  key: ({ matterId }) => matterId,
  data: z.object({
    matterId: MatterId,
    kind: MatterKind,
    step: z.int().min(1).max(2).describe("1: 复查, 2: 复核"),
    department: OnHand,
    askedAt: Instant,
    dueAt: Instant,
  }),
  example: {
    matterId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    kind: "complaint",
    step: 1,
    department: "city-government",
    askedAt: "2018-01-25T01:20:00.000Z",
    dueAt: "2018-02-24T16:00:00.000Z",
  },
});
export type MatterReviewAskedV1 = DataOf<typeof MatterReviewAskedV1>;
