import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { CaseId, CaseVisibility, GridCode, Instant } from "../vocabulary.ts";

/** 案件已结案. Someone other than the handler looked again (核查) and the problem is gone. */
export const CaseClosedV1 = defineEvent({
  subject: "dispatch.case.closed.v1",
  title: { zh: "案件已结案", en: "Case closed" },
  why: "The reporter is told; appraisal counts it, with its overdue flag.",
  key: ({ grid }) => grid,
  data: z.object({
    caseId: CaseId,
    grid: GridCode,
    visibility: CaseVisibility.optional(),
    closedAt: Instant,
    overdue: z.boolean().describe("超时: the last handling came after dueAt"),
    attempts: z.int().min(1),
    selfHandled: z
      .literal(true)
      .optional()
      .describe("自行处置: put right on the spot by whoever saw it, counted apart"),
  }),
  example: {
    caseId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    grid: "510108002001001",
    closedAt: "2017-12-27T07:00:00.000Z",
    overdue: false,
    attempts: 1,
  },
});
export type CaseClosedV1 = DataOf<typeof CaseClosedV1>;
