import { dayOf } from "@wangge/calendar";
import { Day } from "@wangge/contracts";
import { action, type Clock } from "@wangge/kit";
import { z } from "zod";
import { CardData, DictionaryData } from "../app/book-data.ts";
import type { Books } from "../app/books.ts";

const on = Day.optional().describe("as of this day; default today");

/** 指标词典 and 考核表, open to everybody: a score is no secret recipe. */
export const bookActions = ({ books, clock }: { readonly books: Books; readonly clock: Clock }) => ({
  dictionary: action({
    rest: "GET /appraisal/dictionary",
    summary: "指标词典: every counter and indicator of a day, with its formula and where it comes from",
    access: "public",
    input: z.strictObject({ on }),
    output: DictionaryData,
    run: ({ on: day }) => Promise.resolve(structuredClone(books.dictionaryOn(day ?? dayOf(clock.now())).data) as never),
  }),
  cards: action({
    rest: "GET /appraisal/cards",
    summary: "考核表: the scorecards of a day, with weights, rules, vetoes and bonuses",
    access: "public",
    input: z.strictObject({ on }),
    output: z.object({ cards: z.array(CardData) }),
    run: ({ on: day }) =>
      Promise.resolve({ cards: structuredClone(books.cardsOn(day ?? dayOf(clock.now()))) as never }),
  }),
});
