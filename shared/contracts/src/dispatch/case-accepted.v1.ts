import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { CaseId, CaseVisibility, DepartmentCode, GridCode, Instant } from "../vocabulary.ts";

/** 案件已接单. The department or worker has taken the order on. */
export const CaseAcceptedV1 = defineEvent({
  subject: "dispatch.case.accepted.v1",
  title: { zh: "案件已接单", en: "Case accepted" },
  why: "Shows who is at work; the acceptance clock stops.",
  key: ({ grid }) => grid,
  data: z.object({
    caseId: CaseId,
    grid: GridCode,
    visibility: CaseVisibility.optional(),
    department: DepartmentCode,
    acceptedAt: Instant,
  }),
  example: {
    caseId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    grid: "510108002001001",
    department: "environmental-sanitation",
    acceptedAt: "2017-12-27T01:30:00.000Z",
  },
});
export type CaseAcceptedV1 = DataOf<typeof CaseAcceptedV1>;
