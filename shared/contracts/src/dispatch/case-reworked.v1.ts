import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { CaseId, CaseVisibility, DepartmentCode, GridCode, Instant, WorkerId } from "../vocabulary.ts";

/** 案件已返工. The check after handling (核查) failed: back to the same body, with a new clock. */
export const CaseReworkedV1 = defineEvent({
  subject: "dispatch.case.reworked.v1",
  title: { zh: "案件已返工", en: "Case sent back for rework" },
  why: "The same body has to do it again; appraisal counts rework (返工).",
  key: ({ grid }) => grid,
  data: z.object({
    caseId: CaseId,
    grid: GridCode,
    visibility: CaseVisibility.optional(),
    department: DepartmentCode,
    worker: WorkerId.optional(),
    reworkedAt: Instant,
    dueAt: Instant,
    attempt: z.int().min(2),
    ruled: z.literal(true).optional().describe("强制裁定: it may not come back"),
  }),
  example: {
    caseId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    grid: "510108002001001",
    department: "environmental-sanitation",
    reworkedAt: "2017-12-27T07:00:00.000Z",
    dueAt: "2017-12-28T07:00:00.000Z",
    attempt: 2,
  },
});
export type CaseReworkedV1 = DataOf<typeof CaseReworkedV1>;
