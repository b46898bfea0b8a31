import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { CaseId, CaseVisibility, DepartmentCode, GridCode, Instant } from "../vocabulary.ts";

/** 案件已挂账. Its clock stands still until the day that was granted. */
export const CaseSuspendedV1 = defineEvent({
  subject: "dispatch.case.suspended.v1",
  title: { zh: "案件已挂账", en: "Case suspended" },
  why: "The clock stands still until then; appraisal counts it apart.",
  key: ({ grid }) => grid,
  data: z.object({
    caseId: CaseId,
    grid: GridCode,
    visibility: CaseVisibility.optional(),
    department: DepartmentCode,
    suspendedAt: Instant,
    until: Instant.describe("挂账期限: it goes on by itself from here"),
    cause: z.string().optional().describe("挂账事由, a code: what whoever reported it is told"),
  }),
  example: {
    caseId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    grid: "510108002001001",
    department: "road-maintenance",
    suspendedAt: "2017-12-27T06:00:00.000Z",
    until: "2018-01-27T06:00:00.000Z",
    cause: "season",
  },
});
export type CaseSuspendedV1 = DataOf<typeof CaseSuspendedV1>;
