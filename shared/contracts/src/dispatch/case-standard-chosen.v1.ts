import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { CaseId, CaseVisibility, GridCode, Instant } from "../vocabulary.ts";

/** 已选择立案标准. Another condition of its category fits better than the one it was opened by. */
export const CaseStandardChosenV1 = defineEvent({
  subject: "dispatch.case.standard-chosen.v1",
  title: { zh: "已选择立案标准", en: "Filing standard chosen" },
  why: "Limit and closing condition are those of this standard.",
  key: ({ grid }) => grid,
  data: z.object({
    caseId: CaseId,
    grid: GridCode,
    visibility: CaseVisibility.optional(),
    standard: z.string().describe("立案标准: id@version"),
    chosenAt: Instant,
  }),
  example: {
    caseId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    grid: "510108002001001",
    standard: "component-0101-2@2026.1",
    chosenAt: "2017-12-27T06:00:00.000Z",
  },
});
export type CaseStandardChosenV1 = DataOf<typeof CaseStandardChosenV1>;
