import { z } from "zod";
import { Ulid } from "../vocabulary.ts";

/** 资助项目编号 */
export const GrantId = Ulid.describe("资助项目编号: the id of one grant");

/** 账簿编号: fund and first day of its period, `welfare-lottery-20170101`. */
export const FundBookId = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,59}-\d{8}$/, "fund-YYYYMMDD")
  .describe("账簿编号: the book of a fund for one period");

export const FundCode = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,59}$/, "kebab-case")
  .describe("资金代码");

export const FundSource = z.enum(["welfareLottery", "districtBudget", "donor"]).describe("福彩公益金, 区级财政, 捐赠");

/** 分. Hundredths of the currency, whole. */
export const Amount = z.int().min(0).describe("金额: hundredths of the currency, whole");

export const Currency = z
  .string()
  .regex(/^[A-Z]{3}$/, "ISO 4217")
  .describe("币种");

export const RoundId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/)
  .describe("批次编号");

export const ApplicationId = z
  .string()
  .regex(/^[A-Za-z0-9_:-]{1,80}$/)
  .describe("申请编号");

export const GrantOutcome = z
  .enum(["completed", "stopped", "breached", "exited", "lapsed"])
  .describe("完成, 中止, 违约, 退出, 未签约");
