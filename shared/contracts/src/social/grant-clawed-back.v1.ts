import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant, OrganizationId } from "../vocabulary.ts";
import { Amount, Currency, GrantId } from "./grant-words.ts";

/** 资助款追回. The organization is told to pay back, so much and by then. */
export const GrantClawedBackV1 = defineEvent({
  subject: "social.grant.clawed-back.v1",
  title: { zh: "资助款追回", en: "Repayment demanded" },
  why: "Money is to come back by dueAt; after that the organization is barred.",
  key: ({ grantId }) => grantId,
  data: z.object({
    grantId: GrantId,
    organization: OrganizationId,
    because: z.enum(["unqualified", "breach", "unspent"]).describe("评估不合格, 违约, 结余"),
    amount: Amount,
    currency: Currency,
    dueAt: Instant,
    demandedAt: Instant,
  }),
  example: {
    grantId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    organization: "01JD6Z0Q8V4Y7R2K3M5N6P8T9A",
    because: "unqualified",
    amount: 4_000_000,
    currency: "CNY",
    dueAt: "2017-08-01T10:00:00.000Z",
    demandedAt: "2017-07-01T01:00:00.000Z",
  },
});
export type GrantClawedBackV1 = DataOf<typeof GrantClawedBackV1>;
