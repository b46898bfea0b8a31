import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { CaseId, CaseVisibility, DepartmentCode, GridCode, Instant } from "../vocabulary.ts";

/** 已请求协办. Another department has a part in this case, with a clock of its own. */
export const CaseAssistAskedV1 = defineEvent({
  subject: "dispatch.case.assist-asked.v1",
  title: { zh: "已请求协办", en: "Assistance asked" },
  why: "It starts its part; the case cannot be handled before.",
  key: ({ grid }) => grid,
  data: z.object({
    caseId: CaseId,
    grid: GridCode,
    visibility: CaseVisibility.optional(),
    department: DepartmentCode.describe("协办部门"),
    askedAt: Instant,
    dueAt: Instant,
  }),
  example: {
    caseId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    grid: "510108002001001",
    department: "traffic-police",
    askedAt: "2017-12-27T06:00:00.000Z",
    dueAt: "2017-12-29T06:00:00.000Z",
  },
});
export type CaseAssistAskedV1 = DataOf<typeof CaseAssistAskedV1>;
