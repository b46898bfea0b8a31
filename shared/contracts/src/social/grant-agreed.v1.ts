import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant, OrganizationId } from "../vocabulary.ts";
import { Amount, Currency, GrantId } from "./grant-words.ts";

/** 资助协议已签. Both sides have signed: what was promised is owed. */
export const GrantAgreedV1 = defineEvent({
  subject: "social.grant.agreed.v1",
  title: { zh: "资助协议已签", en: "Grant agreed" },
  why: "The first tranche is to be paid by firstTrancheBy.",
  key: ({ grantId }) => grantId,
  data: z.object({
    grantId: GrantId,
    organization: OrganizationId,
    amount: Amount,
    currency: Currency,
    own: Amount.describe("自筹: what the organization brings itself"),
    tranches: z.int().min(1),
    firstTrancheBy: Instant,
    agreedAt: Instant,
  }),
  example: {
    grantId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    organization: "01JD6Z0Q8V4Y7R2K3M5N6P8T9A",
    amount: 18_000_000,
    currency: "CNY",
    own: 12_000_000,
    tranches: 3,
    firstTrancheBy: "2017-04-06T10:00:00.000Z",
    agreedAt: "2017-03-16T01:00:00.000Z",
  },
});
export type GrantAgreedV1 = DataOf<typeof GrantAgreedV1>;
