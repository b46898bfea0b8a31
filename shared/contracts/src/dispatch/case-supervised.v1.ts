import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { CaseId, CaseVisibility, GridCode, Instant, Ulid } from "../vocabulary.ts";

/** 案件已督办. A supervisor wants an answer about this case by a time. */
export const CaseSupervisedV1 = defineEvent({
  subject: "dispatch.case.supervised.v1",
  title: { zh: "案件已督办", en: "Case supervised" },
  why: "Whoever has it answers.",
  key: ({ grid }) => grid,
  data: z.object({
    caseId: CaseId,
    grid: GridCode,
    visibility: CaseVisibility.optional(),
    order: Ulid.describe("督办单号"),
    reason: z.enum(["timeout", "leader", "important"]).describe("超时, 领导批示 or 重点"),
    supervisedAt: Instant,
    replyBy: Instant,
  }),
  example: {
    caseId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    grid: "510108002001001",
    order: "01JD6Z0Q8V4Y7R2K3M5N6P8T9A",
    reason: "timeout",
    supervisedAt: "2017-12-27T06:00:00.000Z",
    replyBy: "2017-12-27T10:00:00.000Z",
  },
});
export type CaseSupervisedV1 = DataOf<typeof CaseSupervisedV1>;
