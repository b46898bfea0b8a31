import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { CaseId, CaseVisibility, GridCode, Instant } from "../vocabulary.ts";

/** 案件已作废. It ends without being handled. */
export const CaseVoidedV1 = defineEvent({
  subject: "dispatch.case.voided.v1",
  title: { zh: "案件已作废", en: "Case voided" },
  why: "Nobody works on it any more; accurate filing is measured by it.",
  key: ({ grid }) => grid,
  data: z.object({
    caseId: CaseId,
    grid: GridCode,
    visibility: CaseVisibility.optional(),
    reason: z.enum(["filedInError", "testCase", "outsideDistrict", "solvedElsewhere", "underControl"]),
    voidedAt: Instant,
  }),
  example: {
    caseId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    grid: "510108002001001",
    reason: "outsideDistrict",
    voidedAt: "2017-12-27T06:00:00.000Z",
  },
});
export type CaseVoidedV1 = DataOf<typeof CaseVoidedV1>;
