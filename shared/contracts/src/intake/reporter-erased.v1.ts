import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant, ReportId } from "../vocabulary.ts";

/** 报告人信息已删除. Intake cannot read any more who reported; the report and the audit stay. */
export const ReporterErasedV1 = defineEvent({
  subject: "intake.reporter.erased.v1",
  title: { zh: "报告人信息已删除", en: "Reporter erased" },
  why: "Whoever has asked intake about the reporter deletes what it was told.",
  key: ({ reportId }) => reportId,
  data: z.object({ reportId: ReportId, erasedAt: Instant }),
  example: { reportId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W", erasedAt: "2018-12-27T02:20:00.000Z" },
});
export type ReporterErasedV1 = DataOf<typeof ReporterErasedV1>;
