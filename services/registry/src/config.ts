import { baseConfig } from "@wangge/kit";
import { z } from "zod";

export const config = baseConfig.extend({
  COVERAGE_KEY: z
    .string()
    .optional()
    .describe("Ed25519 private key, PEM or JWK, that signs coverage reports; COVERAGE_KEY_FILE names a mounted file"),
});
