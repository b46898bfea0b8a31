import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { CaseId, CaseVisibility, DepartmentCode, GridCode, Instant, WorkerId } from "../vocabulary.ts";

/** 案件已派遣. A case now belongs to exactly one responsible department, and its clock is running. */
export const CaseAssignedV1 = defineEvent({
  subject: "dispatch.case.assigned.v1",
  title: { zh: "案件已派遣", en: "Case assigned" },
  why: "Departments and workers start work on it; appraisal starts the deadline clock.",
  key: ({ grid }) => grid,
  data: z.object({
    caseId: CaseId,
    grid: GridCode.describe("网格编码: where the problem is, not who reported it"),
    visibility: CaseVisibility.optional(),
    department: DepartmentCode.describe("责任部门: answers for the result"),
    worker: WorkerId.optional().describe("网格员 who does the work, where the standard gives it to the grid"),
    assignedAt: Instant,
    dueAt: Instant.describe("处置时限: late from this instant on"),
    attempt: z.int().min(1).describe("派遣次数: 1 for the first order, +1 for each rework (返工) or new order"),
    ruled: z.literal(true).optional().describe("强制裁定: it may not come back"),
  }),
  example: {
    caseId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    grid: "510108002001001",
    department: "environmental-sanitation",
    worker: "w-00001",
    assignedAt: "2017-12-27T01:20:00.200Z",
    dueAt: "2017-12-28T01:20:00.200Z",
    attempt: 1,
  },
});
export type CaseAssignedV1 = DataOf<typeof CaseAssignedV1>;
