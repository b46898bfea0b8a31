import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import {
  AdmissionId,
  ContentHash,
  Day,
  DepartmentCode,
  Instant,
  ItemClassCode,
  ItemCode,
  ItemLevel,
  ItemVersionId,
} from "../vocabulary.ts";

/** 事项已公布. A version of an item has passed its admission and stands in the power list; it holds from its first day on. */
export const ItemPublishedV1 = defineEvent({
  subject: "intake.item.published.v1",
  title: { zh: "事项已公布", en: "Item published" },
  why: "Windows, the service directory and appraisal know what streets and communities do, and from when.",
  key: ({ item }) => item,
  data: z.object({
    item: ItemCode,
    version: ItemVersionId,
    level: ItemLevel,
    itemClass: ItemClassCode,
    department: DepartmentCode.describe("责任主体: whose item it is"),
    effectiveFrom: Day,
    admission: AdmissionId,
    hash: ContentHash.describe("of the change as it was submitted, reviewed and approved"),
    publishedAt: Instant,
  }),
  example: {
    item: "item-0001",
    version: "item-0001@2",
    level: "street",
    itemClass: "street-civil-affairs",
    department: "civil-affairs",
    effectiveFrom: "2018-01-15",
    admission: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    publishedAt: "2017-12-27T01:20:00.000Z",
  },
});
export type ItemPublishedV1 = DataOf<typeof ItemPublishedV1>;
