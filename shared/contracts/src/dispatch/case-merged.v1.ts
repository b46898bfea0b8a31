import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { CaseId, CaseVisibility, GridCode, Instant } from "../vocabulary.ts";

/** 并案. Two reports turned out to be one problem; the older case goes on for both. */
export const CaseMergedV1 = defineEvent({
  subject: "dispatch.case.merged.v1",
  title: { zh: "案件已并案", en: "Case merged" },
  why: "Whoever had the order need not go; both reporters follow the case that goes on; appraisal counts one.",
  key: ({ grid }) => grid,
  data: z.object({
    caseId: CaseId,
    grid: GridCode,
    visibility: CaseVisibility.optional(),
    into: CaseId.describe("the case that goes on"),
    mergedAt: Instant,
  }),
  example: {
    caseId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    grid: "510108002001001",
    into: "01JD6Z0Q8V4Y7R2K3M5N6P8T9A",
    mergedAt: "2017-12-27T01:45:00.000Z",
  },
});
export type CaseMergedV1 = DataOf<typeof CaseMergedV1>;
