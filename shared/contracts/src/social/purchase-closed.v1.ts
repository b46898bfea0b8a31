import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant, OrganizationId, Fen } from "../vocabulary.ts";
import { aboutPurchase, purchaseExample, supplierExample } from "./purchase-words.ts";

/** 采购已结束. As it should, or before. */
export const PurchaseClosedV1 = defineEvent({
  subject: "social.purchase.closed.v1",
  title: { zh: "采购已结束", en: "Purchase closed" },
  why: "Appraisal counts how purchases end and how well organizations served.",
  key: ({ purchaseId }) => purchaseId,
  data: z.object({
    ...aboutPurchase,
    outcome: z.enum(["fulfilled", "terminated", "failed", "cancelled"]).describe("履约完成, 合同终止, 废标, 终止采购"),
    supplier: OrganizationId.optional().describe("who had the contract, if anybody"),
    paidInAll: Fen,
    grade: z.int().min(0).max(100).optional().describe("履约评价, where it was fulfilled"),
    closedAt: Instant,
  }),
  example: {
    ...purchaseExample,
    ...supplierExample,
    outcome: "fulfilled",
    paidInAll: 228_000_000,
    grade: 92,
    closedAt: "2019-03-12T02:00:00.000Z",
  },
});
export type PurchaseClosedV1 = DataOf<typeof PurchaseClosedV1>;
