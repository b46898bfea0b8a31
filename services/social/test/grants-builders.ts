import { fold } from "@wangge/kit";
import { bookDecider, type Book, type BookEvent, type BookTerms } from "../src/domain/grants/fund/index.ts";

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
