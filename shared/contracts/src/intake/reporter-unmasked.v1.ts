import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant, ReportId, Ulid } from "../vocabulary.ts";

export const ReaderRole = z.enum(["clerk", "supervisor", "admin"]).describe("in which role it was read");
export type ReaderRole = z.infer<typeof ReaderRole>;

export const ReadingPurpose = z
  .enum(["contact", "verification", "correction", "request", "legal", "retention"])
  .describe("联系本人, 核实情况, 更正信息, 本人申请, 依法查询, 保存期满");
export type ReadingPurpose = z.infer<typeof ReadingPurpose>;

/** `search`: found by a phone number, which tells that the report is of this number. */
export const ReadingKind = z.enum(["unmask", "search"]).describe("读取原文 or 按号码查找");
export type ReadingKind = z.infer<typeof ReadingKind>;

export const ReporterField = z.enum(["name", "phone", "email", "identityNumber", "description"]);
export type ReporterField = z.infer<typeof ReporterField>;

/** 已读取个人信息. An account has read who reported, with a reason that stays with intake. Nothing of what it read. */
export const ReporterUnmaskedV1 = defineEvent({
  subject: "intake.reporter.unmasked.v1",
  title: { zh: "已读取报告人信息", en: "Reporter unmasked" },
  why: "Supervision and auditors see who reads personal data, how often and what for.",
  key: ({ reportId }) => reportId,
  data: z.object({
    reportId: ReportId,
    accessId: Ulid.describe("the entry in intake's audit"),
    account: z.string().describe("an account of the identity provider, never a name"),
    role: ReaderRole,
    kind: ReadingKind,
    purpose: ReadingPurpose,
    fields: z.array(ReporterField).describe("which fields, not what is in them"),
    unmaskedAt: Instant,
  }),
  example: {
    reportId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    accessId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9X",
    account: "acc-1",
    role: "supervisor",
    kind: "unmask",
    purpose: "contact",
    fields: ["name", "phone"],
    unmaskedAt: "2017-12-27T02:20:00.000Z",
  },
});
export type ReporterUnmaskedV1 = DataOf<typeof ReporterUnmaskedV1>;
