import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant } from "../vocabulary.ts";
import { MatterId, MatterKind, OnHand } from "./matter.ts";

/** 办件已答复. The body that has a petition in hand has given its written reply. */
export const MatterRepliedV1 = defineEvent({
  subject: "intake.matter.replied.v1",
  title: { zh: "办件已答复", en: "Matter replied" },
  why: "The office looks at the reply and closes; the time to ask for a review begins.",
  key: ({ matterId }) => matterId,
  data: z.object({
    matterId: MatterId,
    kind: MatterKind,
    department: OnHand,
    repliedAt: Instant,
    isLate: z.boolean().describe("after its deadline"),
  }),
  example: {
    matterId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    kind: "complaint",
    department: "district-government",
    repliedAt: "2018-01-20T01:20:00.000Z",
    isLate: false,
  },
});
export type MatterRepliedV1 = DataOf<typeof MatterRepliedV1>;
