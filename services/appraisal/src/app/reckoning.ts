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

export interface Reckoned {
  readonly ranked: readonly Ranked[];
  readonly gathered: Gatherer;
  readonly subjects: readonly Subject[];
  readonly facts: readonly (readonly [Source, Fact])[];
}

export interface Reckoning {
  readonly reckon: (question: Question) => Promise<Reckoned>;
  /** The facts of a question, one source after the other; sources that the card does not ask are not read. */
  readonly factsOf: (question: Question) => AsyncIterable<readonly [Source, Fact]>;
}

export const createReckoning = ({
  facts,
  readings,
  register,
}: {
  readonly facts: Pick<Facts, "cases">;
  readonly readings: Pick<Readings, "of">;
  readonly register: Register;
}): Reckoning => {
  const factsOf: Reckoning["factsOf"] = async function* ({ card, from, until, asOf, exempted }) {
    const span = spanOf(from, until);
    const sources = new Set(card.indicators.flatMap((indicator) => indicator.sources));
    if (sources.has("cases"))
      for await (const fact of facts.cases(span, asOf))
        yield ["cases", exempted?.has(String(fact["case"])) === true ? { ...fact, exempted: true } : fact];
    for (const source of ["surveys", "economy"] as const)
      if (sources.has(source)) for await (const fact of readings.of(source, span, asOf)) yield [source, fact];
  };

  return {
    factsOf,
    reckon: async (question) => {
      const { card, from, until } = question;
      const gathered = gathererFor(card, spanOf(from, until));
      const used: (readonly [Source, Fact])[] = [];
      for await (const [source, fact] of factsOf(question)) {
        gathered.add(source, fact);
        used.push([source, fact]);
      }
      const listed = await register.subjectsOn(card.card.subjects, dayAfter(until, -1));
      const subjects = listed ?? gathered.subjects.map((code) => ({ code, type: "urban" as const }));
      return { ranked: appraise(card, gathered, subjects), gathered, subjects, facts: used };
    },
  };
};
