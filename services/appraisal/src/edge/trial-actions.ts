import { Day, Instant } from "@wangge/contracts";
import { action, DomainError, type Clock } from "@wangge/kit";
import { z } from "zod";
import type { NamesOf } from "../adapters/names.ts";
import type { Books } from "../app/books.ts";
import type { Reckoning } from "../app/reckoning.ts";
import { resultOf } from "../app/sheet.ts";
import type { Trial } from "../app/trial.ts";
import { OFFICERS, sidesOf } from "./access.ts";
import { asOfOr } from "./as-of.ts";
import { mustBePeriod } from "./period-length.ts";
import { namesFor, NamesView, ResultView, withShown } from "./view.ts";

const Version = z.string().min(1).max(40);
const Place = ResultView.pick({ rank: true, score: true, shown: true, grade: true });

interface Deps {
  readonly books: Books;
  readonly trial: Trial;
  readonly reckoning: Pick<Reckoning, "reckon">;
  readonly namesOf: NamesOf;
  readonly clock: Clock;
}

/** 试算: where everybody would stand under other rules, drafts too, beside where they stand. Nothing is kept. */
export const trialActions = ({ books, trial, reckoning, namesOf, clock }: Deps) => ({
  whatIf: action({
    rest: "POST /appraisal/standings/:card/what-if",
    summary:
      "试算: scores and ranks of a period under a drafted dictionary or drafted scorecards, beside those that hold",
    access: [...OFFICERS, "districtGovernment"],
    idempotent: true,
    input: z
      .strictObject({
        card: z.string().max(40),
        from: Day,
        until: Day.describe("the first day after"),
        asOf: Instant.optional().describe("what had been said before this instant; default now"),
        dictionary: Version.optional().describe("an edition of the dictionary; absent: the one that holds"),
        cards: Version.optional().describe("an edition of the scorecards of this side; absent: the one that holds"),
      })
      .refine(({ dictionary, cards }) => dictionary !== undefined || cards !== undefined, {
        message: "name a dictionary or scorecards to try",
      }),
    output: z.object({
      results: z
        .array(
          z.object({
            subject: z.string(),
            now: Place,
            then: Place,
            moved: z.int().optional().describe("ranks up, or down below 0; absent: nothing can be said of one of them"),
          }),
        )
        .describe("in the order in which they would stand"),
      names: NamesView,
    }),
    run: async ({ card: code, from, until, asOf, ...tried }, { actor }) => {
      mustBePeriod({ from, until });
      const card = books.cardOn(code, from);
      if (actor !== undefined && !sidesOf(actor).includes(card.card.side))
        throw new DomainError("forbidden", "appraisal.rules.other_side", "These scorecards are of the other side");
      const question = { card, from, until, asOf: asOfOr(asOf, clock) };
      const [now, then] = await Promise.all([
        reckoning.reckon(question),
        reckoning.reckon({ ...question, card: await trial(code, from, tried) }),
      ]);
      const before = new Map(now.ranked.map((one) => [one.subject, one]));
      return {
        names: await namesFor(namesOf, { subjects: card.card.subjects, until }, then.ranked),
        results: then.ranked.map((one) => {
          const earlier = before.get(one.subject);
          const isComparable = earlier?.rank !== undefined && one.rank !== undefined;
          return {
            subject: one.subject,
            now: earlier === undefined ? {} : withShown(resultOf(earlier)),
            then: withShown(resultOf(one)),
            ...(isComparable ? { moved: earlier.rank - one.rank } : {}),
          };
        }),
      };
    },
  }),
});
