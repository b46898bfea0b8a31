import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { CaseId, CaseVisibility, GridCode, Instant } from "../vocabulary.ts";

/** 不予立案. Verification before filing (核实) found that there is nothing to file; the report ends here. */
export const CaseRejectedV1 = defineEvent({
  subject: "dispatch.case.rejected.v1",
  title: { zh: "不予立案", en: "Case rejected" },
  why: "The reporter is told why; appraisal counts it apart from the filed ones.",
  key: ({ grid }) => grid,
  data: z.object({
    caseId: CaseId,
    grid: GridCode,
    visibility: CaseVisibility.optional(),
    reason: z.enum(["notFound", "duplicate", "notOurs", "alreadyGone"]),
    rejectedAt: Instant,
  }),
  example: {
    caseId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    grid: "510108002001001",
    reason: "alreadyGone",
    rejectedAt: "2017-12-27T01:45:00.000Z",
  },
});
export type CaseRejectedV1 = DataOf<typeof CaseRejectedV1>;
