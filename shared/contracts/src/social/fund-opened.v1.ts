import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Day, Instant } from "../vocabulary.ts";
import { Amount, Currency, FundBookId, FundCode, FundSource } from "./grant-words.ts";

/** 资金账簿已设立. A fund has a book for a period, with an envelope that is never passed. */
export const FundOpenedV1 = defineEvent({
  subject: "social.fund.opened.v1",
  title: { zh: "资金账簿已设立", en: "Fund opened" },
  why: "Appraisal and readers know what a period has to give; nothing is in it yet.",
  key: ({ book }) => book,
  data: z.object({
    book: FundBookId,
    fund: FundCode,
    source: FundSource,
    from: Day,
    until: Day,
    currency: Currency,
    envelope: Amount.describe("资金盘子: the most that is taken in for the period"),
    openedAt: Instant,
  }),
  example: {
    book: "welfare-lottery-20170101",
    fund: "welfare-lottery",
    source: "welfareLottery",
    from: "2017-01-01",
    until: "2017-12-31",
    currency: "CNY",
    envelope: 300_000_000,
    openedAt: "2017-01-03T01:00:00.000Z",
  },
});
export type FundOpenedV1 = DataOf<typeof FundOpenedV1>;
