import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { CaseId, CaseVisibility, DepartmentCode, GridCode, Instant } from "../vocabulary.ts";

/** 协办已完成. The part of another department is done, or was released. */
export const CaseAssistFinishedV1 = defineEvent({
  subject: "dispatch.case.assist-finished.v1",
  title: { zh: "协办已完成", en: "Assistance finished" },
  why: "Its clock stops.",
  key: ({ grid }) => grid,
  data: z.object({
    caseId: CaseId,
    grid: GridCode,
    visibility: CaseVisibility.optional(),
    department: DepartmentCode.describe("协办部门"),
    because: z.enum(["done", "released"]),
    finishedAt: Instant,
    dueAt: Instant,
    overdue: z.boolean().describe("finished after dueAt"),
  }),
  example: {
    caseId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    grid: "510108002001001",
    department: "traffic-police",
    because: "done",
    finishedAt: "2017-12-27T06:00:00.000Z",
    dueAt: "2017-12-29T06:00:00.000Z",
    overdue: false,
  },
});
export type CaseAssistFinishedV1 = DataOf<typeof CaseAssistFinishedV1>;
