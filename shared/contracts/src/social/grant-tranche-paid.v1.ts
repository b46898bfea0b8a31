import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant, OrganizationId } from "../vocabulary.ts";
import { Amount, Currency, GrantId } from "./grant-words.ts";

/** 资助款已拨付. Asked for, approved and paid by people who are none of them who gets it. */
export const GrantTranchePaidV1 = defineEvent({
  subject: "social.grant.tranche-paid.v1",
  title: { zh: "资助款已拨付", en: "Tranche paid" },
  why: "Readers follow public money to the fen.",
  key: ({ grantId }) => grantId,
  data: z.object({
    grantId: GrantId,
    organization: OrganizationId,
    tranche: z.int().min(1),
    amount: Amount,
    currency: Currency,
    gate: z.enum(["signed", "milestone", "finalEvaluation", "outcome"]).describe("what made it due"),
    paidAt: Instant,
  }),
  example: {
    grantId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    organization: "01JD6Z0Q8V4Y7R2K3M5N6P8T9A",
    tranche: 1,
    amount: 8_100_000,
    currency: "CNY",
    gate: "signed",
    paidAt: "2017-03-20T01:00:00.000Z",
  },
});
export type GrantTranchePaidV1 = DataOf<typeof GrantTranchePaidV1>;
