import { baseConfig, ownEventLogConfig, personalDataConfig } from "@wangge/kit";
import { z } from "zod";

export const config = baseConfig
  .extend({
    /** How often the store is asked for what is due. */
    SWEEP_MS: z.coerce.number().int().min(50).default(1_000),
    ...personalDataConfig,
    ...ownEventLogConfig,
    WEBHOOK_LOOPBACK: z
      .stringbool()
      .default(false)
      .describe("addresses of this very machine too, over http and at any port: to try it out; never in production"),
    NODE_ENV: z.string().optional(),
  })
  .superRefine(({ WEBHOOK_LOOPBACK, NODE_ENV }, context) => {
    if (WEBHOOK_LOOPBACK && NODE_ENV === "production")
      context.addIssue({ code: "custom", path: ["WEBHOOK_LOOPBACK"], message: "not with NODE_ENV=production" });
  });
export type Config = z.infer<typeof config>;
