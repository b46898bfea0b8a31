import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { CaseId, CaseVisibility, DepartmentCode, GridCode, Instant } from "../vocabulary.ts";

/** 案件已退回. The body says with a reason that the case is not its own; the case waits for a new order. */
export const CaseReturnedV1 = defineEvent({
  subject: "dispatch.case.returned.v1",
  title: { zh: "案件已退回", en: "Case returned" },
  why: "The dispatcher has to find another body; counts against routing, not against the body.",
  key: ({ grid }) => grid,
  data: z.object({
    caseId: CaseId,
    grid: GridCode,
    visibility: CaseVisibility.optional(),
    department: DepartmentCode,
    returns: z.int().min(1).describe("退回次数"),
    returnedAt: Instant,
  }),
  example: {
    caseId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    grid: "510108002001001",
    department: "environmental-sanitation",
    returns: 1,
    returnedAt: "2017-12-27T01:40:00.000Z",
  },
});
export type CaseReturnedV1 = DataOf<typeof CaseReturnedV1>;
