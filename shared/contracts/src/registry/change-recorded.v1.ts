import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Day, Instant } from "../vocabulary.ts";

/** 登记变更. The register says something new: whatever was read from it before may be old. */
export const ChangeRecordedV1 = defineEvent({
  subject: "registry.change.recorded.v1",
  title: { zh: "登记变更", en: "Change recorded" },
  why: "Caches of the register's answers are let go; what exactly changed is told record by record.",
  key: () => "register",
  data: z.object({
    change: z.int().min(1).describe("number of the change in the register's journal, without gaps"),
    effectiveFrom: Day.describe("the first day on which it is so; may lie in the past or in the future"),
    reason: z.string(),
    records: z.record(z.string(), z.int()).describe("how many records of each kind it touched"),
    recordedAt: Instant,
  }),
  example: {
    change: 12,
    effectiveFrom: "2020-06-30",
    reason: "merger of streets",
    records: { street: 6, community: 30, grid: 211 },
    recordedAt: "2020-06-12T02:00:00.000Z",
  },
});
export type ChangeRecordedV1 = DataOf<typeof ChangeRecordedV1>;
