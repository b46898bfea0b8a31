import { readFileSync } from "node:fs";
import {
  appraise,
  compileCard,
  compileDictionary,
  gathererFor,
  type Card,
  type CompiledCard,
  type CompiledDictionary,
  type Dictionary,
  type Fact,
  type Ranked,
  type Source,
  type Span,
  type Subject,
} from "../src/domain/index.ts";

const data = <Shape>(name: string): Shape =>
  JSON.parse(readFileSync(new URL(`../data/${name}`, import.meta.url), "utf8")) as Shape;

const [first] = data<readonly Dictionary[]>("dictionary/dictionary.json");
if (first === undefined) throw new Error("no dictionary");
export const dictionary: Dictionary = first;
export const compiled: CompiledDictionary = compileDictionary(dictionary);
export const cards = data<readonly Card[]>("cards/cards.json");

export const cardNamed = (code: string): Card => {
  const card = cards.find((one) => one.code === code);
  if (card === undefined) throw new Error(`no card ${code}`);
  return card;
};

export const quarter: Span = { from: Date.parse("2018-01-01T00:00:00Z"), until: Date.parse("2018-04-01T00:00:00Z") };

export const ranked = (
  card: CompiledCard,
  facts: readonly (readonly [Source, Fact])[],
  subjects: readonly Subject[],
  span: Span = quarter,
): readonly Ranked[] => {
  const gatherer = gathererFor(card, span);
  for (const [source, fact] of facts) gatherer.add(source, fact);
  return appraise(card, gatherer, subjects);
};

export const compiledCard = (code: string): CompiledCard => compileCard(cardNamed(code), compiled);
