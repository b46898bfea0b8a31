import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { RecordId } from "../vocabulary.ts";
import { aboutRecord } from "./about-record.ts";

/** 已登记. A place, a post, a station … has come into the register. It is new under this id for ever. */
export const RecordRegisteredV1 = defineEvent({
  subject: "registry.record.registered.v1",
  title: { zh: "已登记", en: "Record registered" },
  why: "A mirror of the register adds it.",
  key: ({ record }) => record,
  data: z.object({
    ...aboutRecord,
    name: z.string().optional(),
    code: z.string().optional().describe("the code it is commonly known by, where it has one"),
    parent: RecordId.optional().describe("what it hangs under"),
  }),
  example: {
    change: 12,
    record: "g-0001",
    kind: "grid",
    effectiveFrom: "2020-06-30",
    name: "东街社区第1网格",
    code: "510108002001001",
    parent: "c-0001",
  },
});
export type RecordRegisteredV1 = DataOf<typeof RecordRegisteredV1>;
