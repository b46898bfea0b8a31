import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { GridCode, Instant, ReportId } from "../vocabulary.ts";

/** 满意度评价. What whoever reported it thinks of the result. His words stay with intake. */
export const ReportRatedV1 = defineEvent({
  subject: "intake.report.rated.v1",
  title: { zh: "上报已评价", en: "Report rated" },
  why: "Appraisal counts satisfaction.",
  key: ({ grid }) => grid,
  data: z.object({
    reportId: ReportId,
    grid: GridCode,
    score: z.int().min(1).max(5).describe("1 非常不满意 … 5 非常满意"),
    endedAt: Instant.describe("the end that it is about"),
    ratedAt: Instant,
  }),
  example: {
    reportId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    grid: "510108002001001",
    score: 4,
    endedAt: "2017-12-28T01:45:00.000Z",
    ratedAt: "2017-12-29T01:45:00.000Z",
  },
});
export type ReportRatedV1 = DataOf<typeof ReportRatedV1>;
