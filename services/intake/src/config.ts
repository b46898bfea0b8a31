import { baseConfig, personalDataConfig } from "@wangge/kit";
import { z } from "zod";

const count = z.coerce.number().int().min(1);

/** What intake reads from its environment. */
export const config = baseConfig.extend({
  ...personalDataConfig,
  UNMASK_PER_HOUR: count.default(60).describe("readings of personal data, of one account: unmasked and searched"),
  PROOF_PER_QUARTER: count.default(10).describe("phones tried with one tracking number in a quarter of an hour"),
  PHOTOS_PER_HOUR: count.default(300).describe("photos that one account sends"),
  ANONYMOUS_PHOTOS_PER_HOUR: count.default(5000).describe("photos of all who are not signed in: what bounds the store"),
  PHOTO_FETCH_PRIVATE: z
    .stringbool()
    .default(false)
    .describe("fetch photos also from networks that are not the internet; never where strangers name the address"),
});
export type Config = z.infer<typeof config>;
