import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant, ItemVersionId } from "../vocabulary.ts";
import { MatterId, MatterKind, MatterChannel } from "./matter.ts";

/** 办件已登记. A resident has brought an application, a consultation, a complaint or an opinion; its first clock is running. */
export const MatterReceivedV1 = defineEvent({
  subject: "intake.matter.received.v1",
  title: { zh: "办件已登记", en: "Matter received" },
  why: "Departments learn what is on its way; appraisal counts what the window took in.",
  key: ({ matterId }) => matterId,
  data: z.object({
    matterId: MatterId,
    kind: MatterKind,
    trackingNumber: z.string().describe("受理编号: from the same counter as reports"),
    channel: MatterChannel,
    item: ItemVersionId.optional().describe("of an application: the version that it keeps for ever"),
    visibility: z.enum(["public", "private"]),
    rules: z.string().describe("the rules that it keeps: kind and first day"),
    receivedAt: Instant,
    dueAt: Instant.describe("of its first clock"),
  }),
  example: {
    matterId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    kind: "application",
    trackingNumber: "20171227-0000017-4",
    channel: "window",
    item: "item-0001@1",
    visibility: "public",
    rules: "application@2012-01-01",
    receivedAt: "2017-12-27T01:20:00.000Z",
    dueAt: "2018-01-04T01:20:00.000Z",
  },
});
export type MatterReceivedV1 = DataOf<typeof MatterReceivedV1>;
