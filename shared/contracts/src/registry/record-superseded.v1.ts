import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { RecordId } from "../vocabulary.ts";
import { aboutRecord } from "./about-record.ts";

/** 已撤并. A record is no more from a day on; what took its place is named. Empty: nothing did. */
export const RecordSupersededV1 = defineEvent({
  subject: "registry.record.superseded.v1",
  title: { zh: "已撤并", en: "Record superseded" },
  why: "Cases, subscriptions and sums under the old one go to its successors.",
  key: ({ record }) => record,
  data: z.object({
    ...aboutRecord,
    code: z.string().optional().describe("the code it had last"),
    successors: z.array(RecordId).describe("what stands in its place"),
    codes: z.array(z.string()).describe("their codes"),
  }),
  example: {
    change: 12,
    record: "s-0003",
    kind: "street",
    effectiveFrom: "2020-06-30",
    code: "510108005",
    successors: ["s-0001"],
    codes: ["510108002"],
  },
});
export type RecordSupersededV1 = DataOf<typeof RecordSupersededV1>;
