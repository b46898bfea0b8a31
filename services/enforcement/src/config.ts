import { auditConfig, baseConfig, eventLogConfig, personalDataConfig, scanConfig } from "@wangge/kit";
import { z } from "zod";

export const config = baseConfig.extend({
  /** How often the store is asked for what is due. */
  SWEEP_MS: z.coerce.number().int().min(100).default(5_000),
  ...personalDataConfig,
  ...auditConfig,
  ...eventLogConfig,
  ...scanConfig,
  ENFORCEMENT_SEED: z
    .enum(["chenghua", "none"])
    .default("none")
    .describe("what an empty service begins with: nothing, or stand-in power items, officers and teams to try it with"),
  RECORDS_KEY: z
    .string()
    .optional()
    .describe(
      "signs e-files and procedure certificates: an Ed25519 key, PKCS #8 in PEM or a JWK; else one in DATA_DIR",
    ),
});
export type Config = z.infer<typeof config>;
