import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { aboutRecord } from "./about-record.ts";

/** 边界已调整. The boundary of a grid or of the district is another one from a day on. */
export const RecordRedrawnV1 = defineEvent({
  subject: "registry.record.redrawn.v1",
  title: { zh: "边界已调整", en: "Record redrawn" },
  why: "Who keeps points by grid asks again for those near the line.",
  key: ({ record }) => record,
  data: z.object({
    ...aboutRecord,
  }),
  example: {
    change: 12,
    record: "g-0001",
    kind: "grid",
    effectiveFrom: "2020-06-30",
  },
});
export type RecordRedrawnV1 = DataOf<typeof RecordRedrawnV1>;
