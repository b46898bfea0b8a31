import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant, Fen } from "../vocabulary.ts";
import { aboutPurchase, bySupplier, purchaseExample, supplierExample } from "./purchase-words.ts";

/** 成交结果已确定. The publicity is over and no challenge is open. */
export const PurchaseAwardedV1 = defineEvent({
  subject: "social.purchase.awarded.v1",
  title: { zh: "成交结果已确定", en: "Purchase awarded" },
  why: "The supplier and the buyer sign a contract in time.",
  key: ({ purchaseId }) => purchaseId,
  data: z.object({
    ...aboutPurchase,
    ...bySupplier,
    amount: Fen,
    awardedAt: Instant,
    contractBy: Instant.describe("合同签订期限"),
  }),
  example: {
    ...purchaseExample,
    ...supplierExample,
    amount: 228_000_000,
    awardedAt: "2018-02-13T02:00:00.000Z",
    contractBy: "2018-03-15T02:00:00.000Z",
  },
});
export type PurchaseAwardedV1 = DataOf<typeof PurchaseAwardedV1>;
