import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { aboutRecord } from "./about-record.ts";

/** 已更名. The same thing has another name from a day on. */
export const RecordRenamedV1 = defineEvent({
  subject: "registry.record.renamed.v1",
  title: { zh: "已更名", en: "Record renamed" },
  why: "Screens and papers show the new name; what was written under the old one stays right.",
  key: ({ record }) => record,
  data: z.object({
    ...aboutRecord,
    name: z.string(),
    before: z.string(),
  }),
  example: {
    change: 12,
    record: "c-0020",
    kind: "community",
    effectiveFrom: "2020-06-30",
    name: "望平社区",
    before: "望平街社区",
  },
});
export type RecordRenamedV1 = DataOf<typeof RecordRenamedV1>;
