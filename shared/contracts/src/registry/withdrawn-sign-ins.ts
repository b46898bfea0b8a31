import { z } from "zod";
import { defineCall } from "../call.ts";
import { Instant } from "../vocabulary.ts";

/** The longest life of an access token that is taken: what was withdrawn longer ago concerns none that could still be shown. */
export const SIGN_IN_HOURS = 24;

/** 登录撤销: what a gateway has to know of it. An account whose `closed` is false again had been closed. */
export const Withdrawn = z.object({
  account: z.string().optional().describe("`sub` of its tokens"),
  token: z.string().optional().describe("`jti` of one"),
  notBefore: Instant.optional().describe("tokens of the account that were issued up to then are not good"),
  closed: z.boolean().describe("no token is good"),
  changedAt: Instant,
});
export type Withdrawn = z.infer<typeof Withdrawn>;

/**
 * What was withdrawn after an instant, oldest change first; without one, what still counts: of the last `SIGN_IN_HOURS`, and every account
 * that is closed. For gateways.
 */
export const WithdrawnSignIns = defineCall({
  name: "registry.withdrawnSignIns",
  input: z.strictObject({ after: Instant.optional() }),
  output: z.object({ withdrawn: z.array(Withdrawn), more: z.boolean() }),
});
