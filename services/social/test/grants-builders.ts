import { fold } from "@wangge/kit";
import { bookDecider, type Book, type BookEvent, type BookTerms } from "../src/domain/grants/fund/index.ts";
import type { GrantRule, Offer } from "../src/domain/grants/grant/index.ts";

export const T0 = "2017-03-01T01:00:00.000Z";

export const bookTerms = (more: Partial<BookTerms> = {}): BookTerms => ({
  fund: "welfare-lottery",
  title: "成华区福彩公益金",
  source: "welfareLottery",
  period: { from: "2017-01-01", until: "2017-12-31" },
  currency: "CNY",
  envelope: 300_000_000,
  ...more,
});

export const openBook = (more: Partial<BookTerms> = {}, ...events: readonly BookEvent[]): Book =>
  fold(bookDecider, [{ type: "BookOpened", data: { ...bookTerms(more), at: T0 } }, ...events]) as Book;

export const grantRule: GrantRule = {
  version: "test",
  sign: { amount: 20, kind: "workingDay" },
  firstTranche: { amount: 15, kind: "workingDay" },
  repay: { amount: 20, kind: "workingDay" },
  retention: 1_000,
  midTerm: true,
  receipts: true,
  categories: [{ code: "activity" }, { code: "personnel", most: 3_000, ofPeople: true }],
  personMonth: 200,
  banYears: 3,
};

export const offer = (more: Partial<Offer> = {}): Offer => ({
  ...{ round: "r", application: "a", book: "b", programme: "elderly", organization: "o", title: "老年助餐" },
  ...{ amount: 18_000_000, budget: 30_000_000, own: 12_000_000, asked: 18_000_000, currency: "CNY" },
  stages: [
    { title: "准备", amount: 500, due: "2017-06-30" },
    { title: "实施", amount: 500, due: "2017-11-30" },
  ],
  grids: ["510108002001001"],
  rule: grantRule,
  ...more,
});
