import { auditConfig, baseConfig, eventLogConfig } from "@wangge/kit";
import { z } from "zod";

export const config = baseConfig.extend({
  /** How often the store is asked for cases in which something is due. */
  SWEEP_MS: z.coerce.number().int().min(100).default(5_000),
  /** `none`: patrols are planned and missed when somebody asks for it, not by themselves; for benches and drills. */
  PATROLS: z.enum(["planned", "none"]).default("planned"),
  /** How often the workers' loads are counted again from the store. */
  ROSTER_REFRESH_MS: z.coerce.number().int().min(1_000).default(30_000),
  /** How soon a replica sees rules that another one published. */
  RULES_REFRESH_MS: z.coerce.number().int().min(100).default(2_000),
  ...auditConfig,
  ...eventLogConfig,
  DATA_DIR: z
    .string()
    .optional()
    .describe("on one machine, without AUDIT_KEY: a key is made here once and kept. Not in production"),
});
export type Config = z.infer<typeof config>;
