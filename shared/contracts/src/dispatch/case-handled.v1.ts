import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { CaseId, CaseVisibility, DepartmentCode, GridCode, Instant } from "../vocabulary.ts";

/** 案件已处置. The handler reports the work as done. */
export const CaseHandledV1 = defineEvent({
  subject: "dispatch.case.handled.v1",
  title: { zh: "案件已处置", en: "Case handled" },
  why: "The deadline clock stops; someone else has to check the result (核查).",
  key: ({ grid }) => grid,
  data: z.object({
    caseId: CaseId,
    grid: GridCode,
    visibility: CaseVisibility.optional(),
    department: DepartmentCode,
    handledAt: Instant,
    dueAt: Instant,
    overdue: z.boolean().describe("超时: handled after dueAt"),
    attempt: z.int().min(1),
  }),
  example: {
    caseId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    grid: "510108002001001",
    department: "environmental-sanitation",
    handledAt: "2017-12-27T06:00:00.000Z",
    dueAt: "2017-12-28T01:20:00.200Z",
    overdue: false,
    attempt: 1,
  },
});
export type CaseHandledV1 = DataOf<typeof CaseHandledV1>;
