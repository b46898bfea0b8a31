import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant, Fen } from "../vocabulary.ts";
import { aboutPurchase, PurchaseMethod, purchaseExample } from "./purchase-words.ts";

/** 采购公告已发布. Organizations may bid; of a single source, that nobody else can do it is made public. */
export const PurchasePublishedV1 = defineEvent({
  subject: "social.purchase.published.v1",
  title: { zh: "采购公告已发布", en: "Purchase published" },
  why: "Organizations hear of the call; appraisal counts what is bought in the open.",
  key: ({ purchaseId }) => purchaseId,
  data: z.object({
    ...aboutPurchase,
    method: PurchaseMethod,
    budget: Fen,
    publishedAt: Instant,
    closesAt: Instant.optional().describe("投标截止; absent where there is no competition"),
  }),
  example: {
    ...purchaseExample,
    method: "openTender",
    budget: 240_000_000,
    publishedAt: "2018-01-05T02:00:00.000Z",
    closesAt: "2018-01-29T02:00:00.000Z",
  },
});
export type PurchasePublishedV1 = DataOf<typeof PurchasePublishedV1>;
