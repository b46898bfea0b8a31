import { baseConfig, ownEventLogConfig } from "@wangge/kit";
import { z } from "zod";

/** What the registry reads from its environment. */
export const config = baseConfig.extend({
  ...ownEventLogConfig,
  COVERAGE_KEY: z
    .string()
    .optional()
    .describe(
      "signs the proof of coverage: an Ed25519 key, PKCS #8 in PEM or a JWK; COVERAGE_KEY_FILE for a mounted secret",
    ),
  REGISTER_SEED: z
    .enum(["chenghua", "none"])
    .default("chenghua")
    .describe("what an empty register begins with: the made-up Chenghua of 2017, or nothing, to import a district"),
  DATA_DIR: z
    .string()
    .optional()
    .describe("on one machine, without COVERAGE_KEY: a key is made here once and kept. Not in production"),
});
export type Config = z.infer<typeof config>;
