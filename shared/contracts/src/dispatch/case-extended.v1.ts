import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { CaseId, CaseVisibility, DepartmentCode, GridCode, Instant } from "../vocabulary.ts";

/** 案件已延期. One more original limit was granted before the deadline. */
export const CaseExtendedV1 = defineEvent({
  subject: "dispatch.case.extended.v1",
  title: { zh: "案件已延期", en: "Case extended" },
  why: "The deadline is later; at most a few in one order.",
  key: ({ grid }) => grid,
  data: z.object({
    caseId: CaseId,
    grid: GridCode,
    visibility: CaseVisibility.optional(),
    department: DepartmentCode,
    extendedAt: Instant,
    dueAt: Instant.describe("the new deadline"),
    extensions: z.int().min(1).describe("how many in this order"),
  }),
  example: {
    caseId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    grid: "510108002001001",
    department: "road-maintenance",
    extendedAt: "2017-12-27T06:00:00.000Z",
    dueAt: "2017-12-29T06:00:00.000Z",
    extensions: 1,
  },
});
export type CaseExtendedV1 = DataOf<typeof CaseExtendedV1>;
