import { dayAfter } from "@wangge/calendar";
import { CaseId, Day, Instant } from "@wangge/contracts";
import { action, DomainError, type Actor, type Clock } from "@wangge/kit";
import { z } from "zod";
import type { NamesOf } from "../adapters/names.ts";
import type { Books } from "../app/books.ts";
import { spanOf, type Question, type Reckoning, type Standing } from "../app/reckoning.ts";
import { resultOf } from "../app/sheet.ts";
import {
  behind,
  idFieldOf,
  changesTo,
  compare,
  SOURCES,
  subjectField,
  written,
  type CompiledCard,
  type Fact,
  type Ranked,
  type Subject,
} from "../domain/index.ts";
import { READERS, sidesOf, speaksFor } from "./access.ts";
import { asOfOr } from "./as-of.ts";
import { mustBePeriod } from "./period-length.ts";
import { differenceOf, namesFor, NamesView, ResultView, withShown } from "./view.ts";

const asked = {
  card: z.string().max(40),
  from: Day,
  until: Day.describe("the first day after"),
  asOf: Instant.optional().describe("what had been said before this instant; default now"),
};

const lengthOf = (from: string, until: string): number => (Date.parse(until) - Date.parse(from)) / 86_400_000;

/** The same day of the year before; 29 February is the 28th there. */
const aYearBefore = (day: string): string => {
  const earlier = `${String(Number(day.slice(0, 4)) - 1)}${day.slice(4)}`;
  return day.endsWith("-02-29") ? `${earlier.slice(0, 8)}28` : earlier;
};

const unknownSubject = (): Error =>
  new DomainError("missing", "appraisal.subject.unknown", "Nobody of this code is appraised by this scorecard");

interface Deps {
  readonly books: Books;
  readonly reckoning: Reckoning;
  readonly namesOf: NamesOf;
  readonly clock: Clock;
}

/**
 * 实时情况: where everybody stands now, before any appraisal: provisional, for those who run it and, of themselves, for those appraised.
 */
export const standingActions = ({ books, reckoning, namesOf, clock }: Deps) => {
  const questionOf = ({
    card,
    from,
    until,
    asOf,
  }: {
    readonly card: string;
    readonly from: string;
    readonly until: string;
    readonly asOf?: string | undefined;
  }): Question => {
    mustBePeriod({ from, until });
    return {
      card: books.cardOn(card, from),
      from,
      until,
      asOf: asOfOr(asOf, clock),
    };
  };

  /** Whose rows an account sees: all of its sides; else its own; the reason where none. */
  const mayRead = (actor: Actor | undefined, { card }: CompiledCard): ((subject: string) => boolean) => {
    if (actor === undefined || sidesOf(actor).includes(card.side)) return () => true;
    const own = speaksFor(actor, card.subjects);
    if (own === undefined)
      throw new DomainError(
        "forbidden",
        "appraisal.standing.not_yours",
        "Live standings are for those who run the appraisal and, of themselves, for those appraised",
        {
          because: sidesOf(actor).length > 0 ? "otherSide" : "notAppraised",
        },
      );
    return (subject) => subject === own;
  };

  const subjectOf = (subjects: readonly Subject[], code: string): Subject => {
    const found = subjects.find((one) => one.code === code);
    if (found === undefined) throw unknownSubject();
    return found;
  };

  const above = (ranked: readonly Ranked[], code: string): Ranked | undefined => {
    const mine = ranked.find(({ subject }) => subject === code);
    if (mine?.score.score === undefined) return undefined;
    const { score } = mine.score;
    return ranked.findLast((other) => other.score.score !== undefined && compare(other.score.score, score) > 0);
  };

  /** Now from counts that are kept up; as of an instant counted anew. */
  const standingOf = (question: Question, asOf: string | undefined): Promise<Standing> =>
    asOf === undefined ? reckoning.live(question) : reckoning.reckon(question);

  return {
    standings: action({
      rest: "GET /appraisal/standings/:card",
      summary:
        "实时排名: scores and ranks of a period as of now or of an instant, provisional; those appraised see their own",
      access: READERS,
      input: z.strictObject({
        ...asked,
        top: z.int().min(1).max(10_000).optional().describe("TopN: only the first so many; default all"),
      }),
      output: z.object({
        results: z.array(ResultView),
        of: z.int().describe("how many are appraised"),
        names: NamesView,
      }),
      run: async ({ top, ...input }, { actor }) => {
        const question = questionOf(input);
        const isShown = mayRead(actor, question.card);
        const { ranked } = await standingOf(question, input.asOf);
        const seen = ranked.slice(0, top).filter(({ subject }) => isShown(subject));
        return {
          of: ranked.length,
          results: seen.map((one) => withShown(resultOf(one))) as never,
          names: await namesFor(namesOf, { subjects: question.card.card.subjects, until: input.until }, seen),
        };
      },
    }),
    casesBehind: action({
      rest: "GET /appraisal/standings/:card/:subject/facts",
      summary: "下钻: the cases or readings behind a counted number, as many as it says",
      access: READERS,
      input: z.strictObject({
        ...asked,
        subject: z.string().max(60),
        counter: z.string().max(40),
        after: z.string().max(60).optional(),
        limit: z.int().min(1).max(1_000).default(200),
      }),
      output: z.object({
        total: z.int().describe("of all pages"),
        facts: z.array(z.union([CaseId, z.string()])).describe("案卷号 or reading ids, in order"),
        next: z.string().optional(),
      }),
      run: async ({ subject, counter: name, after = "", limit, ...input }, { actor }) => {
        const question = questionOf(input);
        const { card, from, until } = question;
        if (!mayRead(actor, card)(subject)) throw unknownSubject();
        const counter = books.dictionaryOn(from).compiled.counters.get(name);
        const isAsked = card.indicators.some(({ leaves }) => leaves.some(({ leaf }) => leaf === counter?.leaf));
        if (counter === undefined || !isAsked)
          throw new DomainError("missing", "appraisal.counter.unknown", "This scorecard has no such counter");
        const field = subjectField(counter.of, card.card.subjects) ?? "";
        const idField = idFieldOf(SOURCES[counter.of].fields);
        const own: Fact[] = [];
        for await (const [source, fact] of reckoning.factsOf(question))
          if (source === counter.of && fact[field] === subject) own.push(fact);
        const ids = [...behind(counter, own, spanOf(from, until))].map((fact) => String(fact[idField])).toSorted();
        const page = ids.filter((id) => id > after).slice(0, limit);
        const last = page.at(-1);
        const isMore = last !== undefined && last !== ids.at(-1);
        return { total: ids.length, facts: page, ...(isMore ? { next: last } : {}) };
      },
    }),
    comparison: action({
      rest: "GET /appraisal/standings/:card/:subject/comparison",
      summary:
        "同比与环比: each indicator of a period beside the period of the same length before it, and beside the same days a year ago",
      access: READERS,
      input: z.strictObject({ ...asked, subject: z.string().max(60) }),
      output: z.object({
        before: z.object({ from: Day, until: Day }),
        yearAgo: z.object({ from: Day, until: Day }),
        indicators: z.array(
          z.object({
            indicator: z.string(),
            now: z.string().optional().describe("exact; absent: nothing can be said"),
            before: z.string().optional(),
            yearAgo: z.string().optional(),
            onBefore: z.string().optional().describe("环比: now minus before, exact"),
            onYearAgo: z.string().optional().describe("同比: now minus a year ago, exact"),
          }),
        ),
      }),
      run: async ({ subject, ...input }, { actor }) => {
        const question = questionOf(input);
        const { card, from, until } = question;
        if (!mayRead(actor, card)(subject)) throw unknownSubject();
        const before = { from: dayAfter(from, -lengthOf(from, until)), until: from };
        const yearAgo = { from: aYearBefore(from), until: aYearBefore(until) };
        const now = await standingOf(question, input.asOf);
        subjectOf(now.subjects, subject);
        const [then, last] = await Promise.all(
          [before, yearAgo].map((span) => reckoning.gather({ ...question, ...span })),
        );
        const spans = [now.gathered, then, last];
        const indicators = card.items.map(({ indicator }) => {
          const [now, then, last] = spans.map((gathered) => {
            const value = gathered?.value(subject, indicator).value;
            return value === undefined ? undefined : written(value);
          });
          const [onBefore, onYearAgo] = [differenceOf(now, then), differenceOf(now, last)];
          return {
            indicator: indicator.indicator.code,
            ...(now === undefined ? {} : { now }),
            ...(then === undefined ? {} : { before: then }),
            ...(last === undefined ? {} : { yearAgo: last }),
            ...(onBefore === undefined ? {} : { onBefore }),
            ...(onYearAgo === undefined ? {} : { onYearAgo }),
          };
        });
        return { before, yearAgo, indicators };
      },
    }),
    whatWouldMove: action({
      rest: "GET /appraisal/standings/:card/:subject/one-rank-up",
      summary:
        "反事实: for each indicator by itself, the smallest change of its numerator that would have moved it up by one rank",
      access: READERS,
      input: z.strictObject({ ...asked, subject: z.string().max(60) }),
      output: z.object({
        rank: z.int().optional(),
        above: z
          .string()
          .optional()
          .describe("the score to pass, exact; absent: nobody is better, or nothing can be said"),
        changes: z.array(
          z.object({
            indicator: z.string(),
            better: z.enum(["more", "less"]),
            by: z.string().describe("so many more, or fewer, in the numerator"),
            value: z.string(),
            score: z.string(),
          }),
        ),
      }),
      run: async ({ subject, ...input }, { actor }) => {
        const question = questionOf(input);
        const { card } = question;
        if (!mayRead(actor, card)(subject)) throw unknownSubject();
        const { ranked, gathered, subjects } = await standingOf(question, input.asOf);
        const { type } = subjectOf(subjects, subject);
        const rank = ranked.find((one) => one.subject === subject)?.rank;
        const target = above(ranked, subject)?.score.score;
        const found =
          target === undefined ? [] : changesTo(card, type, (indicator) => gathered.value(subject, indicator), target);
        return {
          ...(rank === undefined ? {} : { rank }),
          ...(target === undefined ? {} : { above: written(target) }),
          changes: found.map(({ indicator, by, value, score }) => ({
            ...{ indicator, by: String(by), value: written(value), score: written(score) },
            better: card.items.find((one) => one.item.indicator === indicator)?.indicator.indicator.better ?? "more",
          })),
        };
      },
    }),
  };
};
