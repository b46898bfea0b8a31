import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { CaseId, CaseVisibility, GridCode, Instant, Ulid } from "../vocabulary.ts";

/** 督办已回复. The order of a supervisor was answered. */
export const CaseSupervisionRepliedV1 = defineEvent({
  subject: "dispatch.case.supervision-replied.v1",
  title: { zh: "督办已回复", en: "Supervision replied" },
  why: "Its clock stops.",
  key: ({ grid }) => grid,
  data: z.object({
    caseId: CaseId,
    grid: GridCode,
    visibility: CaseVisibility.optional(),
    order: Ulid.describe("督办单号"),
    repliedAt: Instant,
    overdue: z.boolean().describe("after the time it was wanted by"),
  }),
  example: {
    caseId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    grid: "510108002001001",
    order: "01JD6Z0Q8V4Y7R2K3M5N6P8T9A",
    repliedAt: "2017-12-27T06:00:00.000Z",
    overdue: false,
  },
});
export type CaseSupervisionRepliedV1 = DataOf<typeof CaseSupervisionRepliedV1>;
