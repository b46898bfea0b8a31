import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant, Ulid, Fen } from "../vocabulary.ts";
import { aboutPurchase, bySupplier, purchaseExample, supplierExample } from "./purchase-words.ts";

/** 采购款已支付. One milestone that was accepted, asked for by one person and paid by another. */
export const PurchasePaidV1 = defineEvent({
  subject: "social.purchase.paid.v1",
  title: { zh: "采购款已支付", en: "Purchase paid" },
  why: "The ledger and the open contracting record carry it.",
  key: ({ purchaseId }) => purchaseId,
  data: z.object({
    ...aboutPurchase,
    ...bySupplier,
    paymentId: Ulid.describe("支付编号"),
    amount: Fen,
    paidInAll: Fen.describe("of this contract so far, this one included"),
    paidAt: Instant,
  }),
  example: {
    ...purchaseExample,
    ...supplierExample,
    paymentId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9P",
    amount: 57_000_000,
    paidInAll: 57_000_000,
    paidAt: "2018-06-12T02:00:00.000Z",
  },
});
export type PurchasePaidV1 = DataOf<typeof PurchasePaidV1>;
