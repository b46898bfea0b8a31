import { baseConfig, ownEventLogConfig } from "@wangge/kit";
import { z } from "zod";

export const config = baseConfig.extend({
  ...ownEventLogConfig,
  RULES_REFRESH_MS: z.coerce
    .number()
    .int()
    .min(100)
    .default(2_000)
    .describe("how often editions of rules are looked for"),
  SWEEP_MS: z.coerce.number().int().min(100).default(600_000).describe("how often what nobody names is looked for"),
  DATA_DIR: z.string().optional().describe("where the key that signs is made and kept, unless RECORDS_KEY gives one"),
  RECORDS_KEY: z
    .string()
    .optional()
    .describe("signs what is published: an Ed25519 key, PKCS #8 in PEM or a JWK; else one in DATA_DIR"),
});
export type Config = z.infer<typeof config>;
