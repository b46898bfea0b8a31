import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { aboutRecord } from "./about-record.ts";

/** 已更换代码. The same thing has another code from a day on; the old one still leads to it. */
export const RecordRecodedV1 = defineEvent({
  subject: "registry.record.recoded.v1",
  title: { zh: "已更换代码", en: "Record recoded" },
  why: "Who keys by code learns the new one and keeps the old as another name for it.",
  key: ({ record }) => record,
  data: z.object({
    ...aboutRecord,
    code: z.string(),
    before: z.string(),
  }),
  example: {
    change: 12,
    record: "c-0020",
    kind: "community",
    effectiveFrom: "2020-06-30",
    code: "510108002010",
    before: "510108005003",
  },
});
export type RecordRecodedV1 = DataOf<typeof RecordRecodedV1>;
