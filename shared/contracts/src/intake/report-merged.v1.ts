import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { GridCode, Instant, ReportId } from "../vocabulary.ts";

/** 上报已并. The window found that a report is about the same thing as an older one; both numbers stay good. */
export const ReportMergedV1 = defineEvent({
  subject: "intake.report.merged.v1",
  title: { zh: "上报已并入", en: "Report merged" },
  why: "Dispatch ends the younger case; its reporter follows the older one from now on.",
  key: ({ grid }) => grid,
  data: z.object({
    reportId: ReportId,
    grid: GridCode,
    into: ReportId.describe("the older report, which goes on"),
    mergedAt: Instant,
  }),
  example: {
    reportId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    grid: "510108002001001",
    into: "01JD6Z0Q8V4Y7R2K3M5N6P8T9A",
    mergedAt: "2017-12-27T01:45:00.000Z",
  },
});
export type ReportMergedV1 = DataOf<typeof ReportMergedV1>;
