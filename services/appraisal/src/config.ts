import { baseConfig } from "@wangge/kit";
import { z } from "zod";

export const config = baseConfig.extend({
  DATA_DIR: z.string().optional().describe("where the key that signs is made and kept, unless RECORDS_KEY gives one"),
  RECORDS_KEY: z
    .string()
    .optional()
    .describe("signs what is published: an Ed25519 key, PKCS #8 in PEM or a JWK; else one in DATA_DIR"),
});
export type Config = z.infer<typeof config>;
