import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { GridCode, Instant, ReportId } from "../vocabulary.ts";

/** 要求重新办理. Whoever reported it says, within the window after the closing, that the problem is still there. */
export const ReportReopenedV1 = defineEvent({
  subject: "intake.report.reopened.v1",
  title: { zh: "上报要求重新办理", en: "Report reopened" },
  why: "Dispatch begins the closed case again with the body that handled it.",
  key: ({ grid }) => grid,
  data: z.object({
    reportId: ReportId,
    grid: GridCode,
    times: z.int().min(1).describe("how often by now"),
    closedAt: Instant.describe("the closing that did not hold"),
    reopenedAt: Instant,
  }),
  example: {
    reportId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    grid: "510108002001001",
    times: 1,
    closedAt: "2017-12-28T01:45:00.000Z",
    reopenedAt: "2017-12-29T01:45:00.000Z",
  },
});
export type ReportReopenedV1 = DataOf<typeof ReportReopenedV1>;
