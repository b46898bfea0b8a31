import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant, Ulid } from "../vocabulary.ts";

export const BanId = Ulid.describe("封禁编号: stands for one sender; nobody outside intake can tell which");
export const BanSubject = z
  .enum(["account", "device", "phone"])
  .describe("账号, 设备, 电话: what of a sender is banned");
export const BanReason = z
  .enum(["flooding", "falseReports", "abuse", "advertising", "other"])
  .describe("刷量, 虚假上报, 辱骂, 广告, 其他");

/** 已封禁. No reports are taken from this sender until the ban ends; those it has made go on as before. */
export const BanImposedV1 = defineEvent({
  subject: "intake.ban.imposed.v1",
  title: { zh: "已封禁", en: "Ban imposed" },
  why: "Supervision and auditors see who keeps residents from reporting, for how long and what for.",
  key: ({ banId }) => banId,
  data: z.object({
    banId: BanId,
    subject: BanSubject,
    reason: BanReason,
    account: z.string().describe("who imposed it: an account of the identity provider, never a name"),
    rules: z.string().describe("the version of the rules on abuse"),
    imposedAt: Instant,
    until: Instant.describe("it ends by itself"),
  }),
  example: {
    banId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    subject: "device",
    reason: "flooding",
    account: "acc-1",
    rules: "2012.1",
    imposedAt: "2017-12-27T02:20:00.000Z",
    until: "2018-01-03T02:20:00.000Z",
  },
});
export type BanImposedV1 = DataOf<typeof BanImposedV1>;
