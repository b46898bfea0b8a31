import { baseConfig, ownEventLogConfig, personalDataConfig } from "@wangge/kit";
import { z } from "zod";

const count = z.coerce.number().int().min(1);

/** What intake reads from its environment. */
export const config = baseConfig
  .extend({
    ...personalDataConfig,
    ...ownEventLogConfig,
    OPEN311_REQUESTS_PER_HOUR: count
      .default(600)
      .describe("POSTs of an Open311 key, where it was made without a limit"),
    PHOTOS_PER_HOUR: count.default(300).describe("photos that one account sends"),
    ANONYMOUS_PHOTOS_PER_HOUR: count
      .default(5000)
      .describe("photos of all who are not signed in: what bounds the store"),
    PHOTO_FETCH_PRIVATE: z
      .stringbool()
      .default(false)
      .describe("fetch photos also from networks that are not the internet; never where strangers name the address"),
    UNMASK_PER_HOUR: count.default(60).describe("readings of personal data, of one account: unmasked and searched"),
    CODES_PER_HOUR: count
      .default(20)
      .describe("codes that are sent to one phone or mailbox, and tries to give one back"),
    MESSAGE_WEBHOOK_URL: z.url().optional().describe("who sends text messages and e-mail; absent: the inbox only"),
    MESSAGE_WEBHOOK_SECRET: z
      .string()
      .min(24)
      .optional()
      .describe("signs what is sent there, base64, Standard Webhooks"),
    PROOF_PER_QUARTER: count.default(10).describe("phones tried with one tracking number in a quarter of an hour"),
  })
  .refine(
    ({ MESSAGE_WEBHOOK_URL: url, MESSAGE_WEBHOOK_SECRET: secret }) => (url === undefined) === (secret === undefined),
    {
      path: ["MESSAGE_WEBHOOK_SECRET"],
      message: "the sender of messages needs both: where it is, and what to sign with",
    },
  );
export type Config = z.infer<typeof config>;
