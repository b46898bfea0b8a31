import { dayAfter, instantOf } from "@wangge/calendar";
import {
  appraise,
  gathererFor,
  type CompiledCard,
  type Fact,
  type Gatherer,
  type Ranked,
  type Source,
  type Span,
  type Subject,
} from "../domain/index.ts";
import type { Register } from "../adapters/register.ts";
import type { Facts } from "./facts.ts";
import type { Readings } from "./readings.ts";
import { createTally, type Tally } from "./tally.ts";

/** Days as instants, in Asia/Shanghai. `until` is the first day that does not belong to it. */
export const spanOf = (from: string, until: string): Span => ({
  from: Date.parse(instantOf(from, "00:00")),
  until: Date.parse(instantOf(until, "00:00")),
});

export interface Question {
  readonly card: CompiledCard;
  readonly from: string;
  readonly until: string;
  /** What had been said before this instant counts. */
  readonly asOf: string;
  /** Cases whose overtime counts against nobody. */
  readonly exempted?: ReadonlySet<string> | undefined;
}

/** Where everybody stands. */
export interface Standing {
  readonly ranked: readonly Ranked[];
  readonly gathered: Gatherer;
  readonly subjects: readonly Subject[];
}

export interface Reckoned extends Standing {
  readonly facts: readonly (readonly [Source, Fact])[];
}

export interface Reckoning {
  readonly reckon: (question: Question) => Promise<Reckoned>;
  /** By everything that has been said, from counts that are kept up: what is asked again costs only what has changed since. */
  readonly live: (question: Omit<Question, "asOf" | "exempted">) => Promise<Standing>;
  /** Only what was counted, without a ranking: nobody is asked who is to be appraised. */
  readonly gather: (question: Question) => Promise<Gatherer>;
  /** The facts of a question, one source after the other; sources that the card does not ask are not read. */
  readonly factsOf: (question: Question) => AsyncIterable<readonly [Source, Fact]>;
}

/** After everything that anybody says. */
const FOREVER = "9999-12-31T00:00:00.000Z";
/** Counts of so many questions are kept up at once, and of so many things in all of them: what was asked longest ago goes. */
const MOST_TALLIES = 12;
const MOST_THINGS_IN_ALL = 30_000_000;

export const createReckoning = ({
  facts,
  readings,
  register,
}: {
  readonly facts: Pick<Facts, "of" | "stores">;
  readonly readings: Pick<Readings, "of">;
  readonly register: Register;
}): Reckoning => {
  const readingsOf = async function* (
    { indicators }: CompiledCard,
    span: Span,
    asOf: string,
  ): AsyncGenerator<readonly [Source, Fact]> {
    for (const source of ["surveys", "economy"] as const)
      if (indicators.some(({ sources }) => sources.includes(source)))
        for await (const fact of readings.of(source, span, asOf)) yield [source, fact];
  };

  const factsOf: Reckoning["factsOf"] = async function* ({ card, from, until, asOf, exempted }) {
    const span = spanOf(from, until);
    const sources = new Set<string>(card.indicators.flatMap((indicator) => indicator.sources));
    for await (const [source, fact] of facts.of(sources, span, asOf))
      yield source === "cases" && exempted?.has(String(fact["case"])) === true
        ? [source, { ...fact, exempted: true }]
        : [source, fact];
    yield* readingsOf(card, span, asOf);
  };

  const gathering = async (question: Question, used?: (readonly [Source, Fact])[]): Promise<Gatherer> => {
    const { card, from, until } = question;
    const gathered = gathererFor(card, spanOf(from, until));
    for await (const [source, fact] of factsOf(question)) {
      gathered.add(source, fact);
      used?.push([source, fact]);
    }
    return gathered;
  };

  const standing = async (card: CompiledCard, until: string, gathered: Gatherer): Promise<Standing> => {
    const listed = await register.subjectsOn(card.card.subjects, dayAfter(until, -1));
    const subjects = listed ?? gathered.subjects.map((code) => ({ code, type: "urban" as const }));
    return { ranked: appraise(card, gathered, subjects), gathered, subjects };
  };

  const tallies = new Map<string, Tally>();
  /** The ones asked last are kept. */
  const tallyOf = ({ card, from, until }: Pick<Question, "card" | "from" | "until">): Tally => {
    const { code, version } = card.card;
    const key = [card.dictionary, code, version, from, until].join(" ");
    const span = spanOf(from, until);
    const tally =
      tallies.get(key) ??
      createTally({
        stores: facts.stores,
        readings: () => readingsOf(card, span, FOREVER),
        open: () => gathererFor(card, span),
        span,
      });
    tallies.delete(key);
    tallies.set(key, tally);
    for (const oldest of [...tallies.keys()].slice(0, -1)) {
      const things = [...tallies.values()].reduce((sum, one) => sum + one.things(), 0);
      if (tallies.size <= MOST_TALLIES && things <= MOST_THINGS_IN_ALL) break;
      tallies.delete(oldest);
    }
    return tally;
  };

  const live: Reckoning["live"] = async ({ card, from, until }) => {
    const gathered = await tallyOf({ card, from, until }).upToDate();
    return standing(card, until, gathered ?? (await gathering({ card, from, until, asOf: FOREVER })));
  };

  return {
    factsOf,
    live,
    gather: (question) => gathering(question),
    reckon: async (question) => {
      const { card, until } = question;
      const used: (readonly [Source, Fact])[] = [];
      const gathered = await gathering(question, used);
      return { ...(await standing(card, until, gathered)), facts: used };
    },
  };
};
