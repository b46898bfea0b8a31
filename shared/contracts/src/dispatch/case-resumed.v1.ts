import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { CaseId, CaseVisibility, DepartmentCode, GridCode, Instant } from "../vocabulary.ts";

/** 案件已恢复. The suspension is over and the clock takes up its remainder. */
export const CaseResumedV1 = defineEvent({
  subject: "dispatch.case.resumed.v1",
  title: { zh: "案件已恢复", en: "Case resumed" },
  why: "Whoever has it goes on, with the time that was left.",
  key: ({ grid }) => grid,
  data: z.object({
    caseId: CaseId,
    grid: GridCode,
    visibility: CaseVisibility.optional(),
    department: DepartmentCode,
    resumedAt: Instant,
    because: z.enum(["ended", "early"]).describe("ended: the day that was granted has come"),
    dueAt: Instant.describe("处置时限: late from this instant on"),
  }),
  example: {
    caseId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    grid: "510108002001001",
    department: "road-maintenance",
    resumedAt: "2017-12-27T06:00:00.000Z",
    because: "ended",
    dueAt: "2017-12-29T06:00:00.000Z",
  },
});
export type CaseResumedV1 = DataOf<typeof CaseResumedV1>;
