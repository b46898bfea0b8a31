import { z } from "zod";
import { Ulid } from "../vocabulary.ts";

/** 互助编号 */
export const AidId = Ulid.describe("互助编号: the id of one mutual aid");
export const Force = z
  .enum(["traffic", "patrol", "community", "criminal", "fire", "urbanManagement", "governance"])
  .describe("力量: 交警, 巡警, 社区民警, 刑警, 消防, 城管, 综治");
/** An account: says nothing of the person. */
export const OfficerId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/, "an account")
  .describe("执法人员: an account, never a name");
export const AlarmLevel = z.int().min(1).max(5).describe("响应级别 of the run card: 1 is the lowest");
