import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Day, RecordId, RecordKind } from "../vocabulary.ts";

/** 已更名. The same thing has another name from a day on. */
export const RecordRenamedV1 = defineEvent({
  subject: "registry.record.renamed.v1",
  title: { zh: "已更名", en: "Record renamed" },
  why: "Screens and papers show the new name; what was written under the old one stays right.",
  key: ({ record }) => record,
  data: z.object({
    change: z.int().min(1).describe("number of the change in the register's journal"),
    record: RecordId,
    kind: RecordKind,
    effectiveFrom: Day.describe("the first day on which it is so"),
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
