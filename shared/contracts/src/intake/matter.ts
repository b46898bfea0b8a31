import { z } from "zod";
import { Ulid } from "../vocabulary.ts";

export const MatterId = Ulid.describe("办件编号: the id of one matter");

/** 办件类型. What residents bring besides reports of problems. */
export const MatterKind = z
  .enum(["application", "consultation", "complaint", "opinion"])
  .describe("申请, 咨询, 投诉, 意见建议");
export type MatterKind = z.infer<typeof MatterKind>;

export const MatterChannel = z
  .enum(["window", "phone", "web", "app", "opinionBox", "representative", "receptionRoom"])
  .describe("来源: with 社情民意受理箱, 民意代表 and 民情受理室");
export type MatterChannel = z.infer<typeof MatterChannel>;

export const MatterOutcome = z
  .enum(["refused", "withdrawn", "approved", "notApproved", "answered", "converted", "replied", "reviewed"])
  .describe("不予受理, 撤回, 准予, 不予, 已答复, 已转办, 已办结, 已复查或复核");

/** 承办 */
export const OnHand = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,39}$/)
  .describe("承办: `window` or a department");

/** Another matter, or a report, that one became or came from. */
export const MatterLink = z.object({
  kind: z.enum([...MatterKind.options, "report"]),
  id: Ulid,
  trackingNumber: z.string(),
});
