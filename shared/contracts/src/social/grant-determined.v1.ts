import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant, OrganizationId } from "../vocabulary.ts";
import { Amount, ApplicationId, Currency, FundBookId, GrantId, RoundId } from "./grant-words.ts";

/** 资助已确定. Nobody can object any more: the money is committed, an agreement can be signed. */
export const GrantDeterminedV1 = defineEvent({
  subject: "social.grant.determined.v1",
  title: { zh: "资助已确定", en: "Grant determined" },
  why: "The organization has until signBy to sign; other funds see that the project is paid for.",
  key: ({ grantId }) => grantId,
  data: z.object({
    grantId: GrantId,
    organization: OrganizationId,
    round: RoundId,
    application: ApplicationId,
    book: FundBookId,
    amount: Amount,
    currency: Currency,
    follows: GrantId.optional().describe("后续资助: the grant before it"),
    signBy: Instant,
    determinedAt: Instant,
  }),
  example: {
    grantId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    organization: "01JD6Z0Q8V4Y7R2K3M5N6P8T9A",
    round: "01JD6Z0Q8V4Y7R2K3M5N6P8T9R",
    application: "01JD6Z0Q8V4Y7R2K3M5N6P8T9B",
    book: "welfare-lottery-20170101",
    amount: 18_000_000,
    currency: "CNY",
    signBy: "2017-04-10T10:00:00.000Z",
    determinedAt: "2017-03-11T01:00:00.000Z",
  },
});
export type GrantDeterminedV1 = DataOf<typeof GrantDeterminedV1>;
