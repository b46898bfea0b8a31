import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { CaseId, CaseVisibility, CategoryCode, GridCode, Instant } from "../vocabulary.ts";

/** 案件已立案. A reported problem became a case: it has a filing standard, and with it a time limit. */
export const CaseFiledV1 = defineEvent({
  subject: "dispatch.case.filed.v1",
  title: { zh: "案件已立案", en: "Case filed" },
  why: "From here on the district owes a result; appraisal counts it as filed.",
  key: ({ grid }) => grid,
  data: z.object({
    caseId: CaseId,
    grid: GridCode,
    visibility: CaseVisibility.optional(),
    category: CategoryCode,
    standard: z.string().describe("立案标准: id and version of the filing standard that made it a case"),
    reportedAt: Instant,
    filedAt: Instant,
  }),
  example: {
    caseId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    grid: "510108002001001",
    category: "event-0110",
    standard: "event-0110.default@1",
    reportedAt: "2017-12-27T01:20:00.000Z",
    filedAt: "2017-12-27T01:20:00.200Z",
  },
});
export type CaseFiledV1 = DataOf<typeof CaseFiledV1>;
