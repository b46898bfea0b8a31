import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { RecordId } from "../vocabulary.ts";
import { aboutRecord } from "./about-record.ts";

/** 已划转. The same thing hangs under another one from a day on: a community under another street, a courtyard under another grid. */
export const RecordMovedV1 = defineEvent({
  subject: "registry.record.moved.v1",
  title: { zh: "已划转", en: "Record moved" },
  why: "Who adds up by place adds up anew.",
  key: ({ record }) => record,
  data: z.object({
    ...aboutRecord,
    parent: RecordId.describe("what it hangs under from then on"),
    before: RecordId,
  }),
  example: {
    change: 12,
    record: "c-0020",
    kind: "community",
    effectiveFrom: "2020-06-30",
    parent: "s-0001",
    before: "s-0003",
  },
});
export type RecordMovedV1 = DataOf<typeof RecordMovedV1>;
