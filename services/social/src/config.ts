import { baseConfig, ownEventLogConfig, personalDataConfig, scanConfig } from "@wangge/kit";
import { z } from "zod";

export const config = baseConfig.extend({
  /** How often the store is asked for what is due. */
  SWEEP_MS: z.coerce.number().int().min(100).default(5_000),
  ...personalDataConfig,
  ...ownEventLogConfig,
  ...scanConfig,
  SOCIAL_SEED: z
    .enum(["chenghua", "none"])
    .default("none")
    .describe(
      "what an empty service begins with: nothing, or stand-in organizations, councils and a fund to try it with",
    ),
  CERTIFICATE_KEY: z
    .string()
    .optional()
    .describe("signs certificates of voluntary work: an Ed25519 key, PKCS #8 in PEM or a JWK; else one in DATA_DIR"),
});
export type Config = z.infer<typeof config>;
