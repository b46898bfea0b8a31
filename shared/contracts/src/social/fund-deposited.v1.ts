import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant } from "../vocabulary.ts";
import { Amount, Currency, FundBookId } from "./grant-words.ts";

/** 资金已入账. Money came in, approved by somebody other than who proposed it. */
export const FundDepositedV1 = defineEvent({
  subject: "social.fund.deposited.v1",
  title: { zh: "资金已入账", en: "Deposit approved" },
  why: "What was taken in may be promised from here on.",
  key: ({ book }) => book,
  data: z.object({
    book: FundBookId,
    amount: Amount,
    currency: Currency,
    depositedAt: Instant,
  }),
  example: {
    book: "welfare-lottery-20170101",
    amount: 100_000_000,
    currency: "CNY",
    depositedAt: "2017-01-05T01:00:00.000Z",
  },
});
export type FundDepositedV1 = DataOf<typeof FundDepositedV1>;
