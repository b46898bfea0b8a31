import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant } from "../vocabulary.ts";
import { MatterId, MatterKind, OnHand } from "./matter.ts";

/** 办件已受理. A body has it in hand and the clock of handling runs. */
export const MatterAcceptedV1 = defineEvent({
  subject: "intake.matter.accepted.v1",
  title: { zh: "办件已受理", en: "Matter accepted" },
  why: "The body that answers for it begins; the resident is told by when.",
  key: ({ matterId }) => matterId,
  data: z.object({
    matterId: MatterId,
    kind: MatterKind,
    department: OnHand,
    category: z.object({ scheme: z.string(), path: z.array(z.string()).min(1).max(3) }).optional(),
    deemed: z.boolean().optional().describe("逾期不告知: counted as accepted from the day it came"),
    acceptedAt: Instant,
    dueAt: Instant,
  }),
  example: {
    matterId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    kind: "opinion",
    department: "urban-management",
    category: { scheme: "petition-taxonomy-3level@2020", path: ["城乡建设", "安全生产", "事故处理"] },
    acceptedAt: "2017-12-28T01:20:00.000Z",
    dueAt: "2018-02-26T16:00:00.000Z",
  },
});
export type MatterAcceptedV1 = DataOf<typeof MatterAcceptedV1>;
