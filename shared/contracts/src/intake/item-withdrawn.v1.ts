import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { AdmissionId, ContentHash, Day, Instant, ItemCode, ItemVersionId } from "../vocabulary.ts";

/** 事项已取消. From its day on the item cannot be applied for; what is under way goes on with its version. */
export const ItemWithdrawnV1 = defineEvent({
  subject: "intake.item.withdrawn.v1",
  title: { zh: "事项已取消", en: "Item withdrawn" },
  why: "Windows take no new applications for it from that day on.",
  key: ({ item }) => item,
  data: z.object({
    item: ItemCode,
    version: ItemVersionId.describe("the last one; it stays readable"),
    effectiveFrom: Day.describe("first day without it"),
    admission: AdmissionId,
    hash: ContentHash,
    withdrawnAt: Instant,
  }),
  example: {
    item: "item-0001",
    version: "item-0001@2",
    effectiveFrom: "2018-06-01",
    admission: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    withdrawnAt: "2018-05-02T01:20:00.000Z",
  },
});
export type ItemWithdrawnV1 = DataOf<typeof ItemWithdrawnV1>;
