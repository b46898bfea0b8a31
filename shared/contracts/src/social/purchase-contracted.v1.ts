import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Day, Instant, Fen } from "../vocabulary.ts";
import { aboutPurchase, bySupplier, purchaseExample, supplierExample } from "./purchase-words.ts";

/** 采购合同已签订 */
export const PurchaseContractedV1 = defineEvent({
  subject: "social.purchase.contracted.v1",
  title: { zh: "采购合同已签订", en: "Purchase contracted" },
  why: "Who serves residents from now on, until when, and for how much.",
  key: ({ purchaseId }) => purchaseId,
  data: z.object({
    ...aboutPurchase,
    ...bySupplier,
    amount: Fen,
    from: Day,
    until: Day,
    signedAt: Instant,
  }),
  example: {
    ...purchaseExample,
    ...supplierExample,
    amount: 228_000_000,
    from: "2018-03-01",
    until: "2019-02-28",
    signedAt: "2018-02-26T02:00:00.000Z",
  },
});
export type PurchaseContractedV1 = DataOf<typeof PurchaseContractedV1>;
