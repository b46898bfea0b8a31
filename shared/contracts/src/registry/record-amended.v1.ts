import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { aboutRecord } from "./about-record.ts";

/** 已变更. Fields of a record are others from a day on. Which ones, not what they are: who needs them asks. */
export const RecordAmendedV1 = defineEvent({
  subject: "registry.record.amended.v1",
  title: { zh: "已变更", en: "Record amended" },
  why: "Caches let go of it.",
  key: ({ record }) => record,
  data: z.object({
    ...aboutRecord,
    fields: z.array(z.string()).min(1),
  }),
  example: {
    change: 12,
    record: "g-0001",
    kind: "grid",
    effectiveFrom: "2020-06-30",
    fields: ["management"],
  },
});
export type RecordAmendedV1 = DataOf<typeof RecordAmendedV1>;
