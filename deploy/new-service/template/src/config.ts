import { DepartmentCode } from "@wangge/contracts/vocabulary";
import { baseConfig, ownEventLogConfig } from "@wangge/kit";
import { z } from "zod";

/** The only reader of the environment. */
export const config = baseConfig.extend({
  ...ownEventLogConfig,
  DATA_DIR: z
    .string()
    .optional()
    .describe("where the key of the event log is made and kept, unless AUDIT_KEY gives one"),
  SAMPLE_DEPARTMENT: DepartmentCode.default("urban-management").describe("whose cases these are"),
});
export type Config = z.infer<typeof config>;
