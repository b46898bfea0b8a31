import type { CompiledCounter, CompiledIndicator, Value } from "../dictionary/index.ts";
import type { Fact, Span } from "../formula/index.ts";
import { subjectField, type SubjectType } from "./card.ts";
import type { CompiledCard } from "./compile.ts";
import { Gatherer } from "./gather.ts";
import { rankingOf, type Appraised, type Ranked } from "./rank.ts";
import { scoreOf } from "./score.ts";

/** Who is to be appraised. Those that had nothing are appraised too, and say so. */
export interface Subject {
  readonly code: string;
  readonly type: SubjectType;
}

export const gathererFor = ({ card, indicators }: CompiledCard, span: Span): Gatherer => {
  const fields = new Map(
    indicators.flatMap(({ sources }) =>
      sources.map((source) => [source, subjectField(source, card.subjects)] as const),
    ),
  );
  return new Gatherer(indicators, span, (source, fact) => {
    const field = fields.get(source);
    const subject = field === undefined ? undefined : fact[field];
    return typeof subject === "string" ? subject : undefined;
  });
};

/** 考核. Everybody's score and place by what was gathered. */
export const appraise = (card: CompiledCard, gathered: Gatherer, subjects: readonly Subject[]): readonly Ranked[] =>
  rankingOf(
    card,
    subjects.map(({ code, type }): Appraised => {
      const known = new Map<CompiledIndicator, Value>();
      const valueOf = (indicator: CompiledIndicator): Value => {
        const value = known.get(indicator) ?? gathered.value(code, indicator);
        known.set(indicator, value);
        return value;
      };
      return {
        subject: code,
        score: scoreOf(card, type, valueOf),
        tieBreaks: card.tieBreaks.map((indicator) => valueOf(indicator).value),
      };
    }),
  );

/** 下钻. The facts behind a counted number, in the order they are given: as many as it says. */
export const behind = function* ({ leaf }: CompiledCounter, facts: Iterable<Fact>, span: Span): Generator<Fact> {
  for (const fact of facts) if (leaf.counts(fact, span)) yield fact;
};
