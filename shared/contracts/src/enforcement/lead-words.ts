/** 线索: a case of dispatch as the body sees it that should act. It has the id of the case. */
import { z } from "zod";
import { CaseId, CaseVisibility, DepartmentCode } from "../vocabulary.ts";

export const DeclineReason = z
  .enum(["notOurPower", "otherBody", "nothingFound", "insufficient"])
  .describe("不属本机关职权, 应由其他机关管辖, 现场未发现, 线索不足");

export const LeadOutcome = z
  .enum(["corrected", "penalised", "exempted", "notEstablished", "transferred", "withdrawn"])
  .describe("责令改正或当场恢复, 已处罚, 不予处罚, 违法事实不成立, 已移送司法机关, 已撤案");

/** What every event of a lead says of it. */
export const aboutLead = {
  caseId: CaseId,
  visibility: CaseVisibility.optional(),
  department: DepartmentCode.describe("the body that has the order"),
  attempt: z.int().min(1).describe("派遣次数: the order that it is about"),
} as const;

export const leadExample = {
  caseId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9A",
  department: "urban-management",
  attempt: 1,
} as const;
