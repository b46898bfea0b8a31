import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { DepartmentCode, Instant, ReportId, Ulid } from "../vocabulary.ts";
import { ReaderRole, ReadingKind, ReadingPurpose } from "./reporter-unmasked.v1.ts";

/** 应告知本人. A resident is to be told that his record was read. Whoever sends it asks intake how to reach him. */
export const ReporterNoticeDueV1 = defineEvent({
  subject: "intake.reporter.notice-due.v1",
  title: { zh: "应告知本人", en: "Notice to the resident due" },
  why: "The sender of messages tells the resident who read his record and what for, without being asked.",
  key: ({ reportId }) => reportId,
  data: z.object({
    reportId: ReportId,
    accessId: Ulid,
    role: ReaderRole,
    department: DepartmentCode.optional(),
    kind: ReadingKind,
    purpose: ReadingPurpose,
    readAt: Instant,
  }),
  example: {
    reportId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    accessId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9X",
    role: "supervisor",
    kind: "unmask",
    purpose: "contact",
    readAt: "2017-12-27T02:20:00.000Z",
  },
});
export type ReporterNoticeDueV1 = DataOf<typeof ReporterNoticeDueV1>;
