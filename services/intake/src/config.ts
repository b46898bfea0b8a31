import { baseConfig, personalDataConfig } from "@wangge/kit";
import { z } from "zod";

const count = z.coerce.number().int().min(1);

/** What intake reads from its environment. */
export const config = baseConfig.extend({
  ...personalDataConfig,
  OPEN311_REQUESTS_PER_HOUR: count.default(600).describe("POSTs of an Open311 key, where it was made without a limit"),
  UNMASK_PER_HOUR: count.default(60).describe("readings of personal data, of one account: unmasked and searched"),
  PROOF_PER_QUARTER: count.default(10).describe("phones tried with one tracking number in a quarter of an hour"),
});
export type Config = z.infer<typeof config>;
