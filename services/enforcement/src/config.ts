import { baseConfig, personalDataConfig } from "@wangge/kit";
import { z } from "zod";

export const config = baseConfig.extend({
  ...personalDataConfig,
  /** How often the store is asked for what is due. */
  SWEEP_MS: z.coerce.number().int().min(100).default(5_000),
});
export type Config = z.infer<typeof config>;
