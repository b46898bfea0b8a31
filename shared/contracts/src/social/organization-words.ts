/** The words that the events of organizations, hubs and volunteers share. */
import { z } from "zod";
import { OrganizationId, Ulid } from "../vocabulary.ts";

/** 组织形式 */
export const OrganizationForm = z
  .enum(["association", "socialService", "foundation", "group"])
  .describe("社会团体, 社会服务机构 (民办非企业单位), 基金会, 社区备案的团队");
/** 登记状态 */
export const OrganizationStatus = z
  .enum(["forming", "registered", "suspended", "deregistered"])
  .describe("备案培育, 已登记, 停止活动, 已注销");
/** 统一社会信用代码 */
export const CreditCode = z
  .string()
  .regex(/^[0-9A-HJ-NPQRTUWXY]{18}$/, "18 characters, GB 32100")
  .describe("统一社会信用代码");
/** Never words, which may name somebody. */
export const ReasonCode = z
  .string()
  .regex(/^[a-z][A-Za-z]{1,39}$/, "camelCase")
  .describe("理由代码");
export const OrganizationBanId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,60}$/)
  .describe("禁入编号: the id of one ban");
export const VolunteerId = Ulid.describe("志愿者编号: the id of one volunteer");
export const VolunteerNeedId = Ulid.describe("志愿服务需求编号: the id of one need");

export const aboutOrganization = { organizationId: OrganizationId } as const;
export const organizationExample = { organizationId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W" } as const;
