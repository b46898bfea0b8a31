import { baseConfig } from "@wangge/kit";
import { z } from "zod";

export const config = baseConfig.extend({
  /** `none`: patrols are planned and missed when somebody asks for it, not by themselves; for benches and drills. */
  PATROLS: z.enum(["planned", "none"]).default("planned"),
  /** How often the workers' loads are counted again from the store. */
  ROSTER_REFRESH_MS: z.coerce.number().int().min(1_000).default(30_000),
});
export type Config = z.infer<typeof config>;
