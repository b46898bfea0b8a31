import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { CaseId, CaseVisibility, GridCode, Instant } from "../vocabulary.ts";

/** 重新办理. A closed case begins again: whoever reported it says, within his time, that the problem is still there. */
export const CaseReopenedV1 = defineEvent({
  subject: "dispatch.case.reopened.v1",
  title: { zh: "案件重新办理", en: "Case reopened" },
  why: "Who handled it gets a new order; appraisal counts that the first closing did not hold.",
  key: ({ grid }) => grid,
  data: z.object({ caseId: CaseId, grid: GridCode, visibility: CaseVisibility.optional(), reopenedAt: Instant }),
  example: {
    caseId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    grid: "510108002001001",
    reopenedAt: "2017-12-29T01:45:00.000Z",
  },
});
export type CaseReopenedV1 = DataOf<typeof CaseReopenedV1>;
