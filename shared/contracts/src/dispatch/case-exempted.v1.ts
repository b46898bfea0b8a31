import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { CaseId, CaseVisibility, DepartmentCode, GridCode, Instant } from "../vocabulary.ts";

/** 案件超时已免责. The appeal against being late was granted. It stays a fact that it was late. */
export const CaseExemptedV1 = defineEvent({
  subject: "dispatch.case.exempted.v1",
  title: { zh: "案件超时已免责", en: "Overtime exempted" },
  why: "Statistics that weigh guilt leave it out; those of fact do not.",
  key: ({ grid }) => grid,
  data: z.object({
    caseId: CaseId,
    grid: GridCode,
    visibility: CaseVisibility.optional(),
    department: DepartmentCode,
    exemptedAt: Instant,
  }),
  example: {
    caseId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    grid: "510108002001001",
    department: "road-maintenance",
    exemptedAt: "2017-12-27T06:00:00.000Z",
  },
});
export type CaseExemptedV1 = DataOf<typeof CaseExemptedV1>;
