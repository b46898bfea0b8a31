import { isDomainError, ruleKind, type EditionInForce, type Rulebook } from "@wangge/kit";
import type { RuleProblem } from "@wangge/kit/rulebook";
import type { z } from "zod";
import {
  compileCard,
  compileDictionary,
  dictionaryFaults,
  type Card,
  type CardSide,
  type CompiledDictionary,
  type Dictionary,
  type Fault,
} from "../domain/index.ts";
import { CardData, CardsContent, DictionaryContent, DictionaryData } from "./book-data.ts";
import { readData } from "./dated-data.ts";

export const CARD_SIDES: readonly CardSide[] = ["street", "work", "zone", "subCentre"];
export type CardsKind = `${CardSide}Cards`;
export const cardsKindOf = (side: CardSide): CardsKind => `${side}Cards`;

export type DictionaryContent = z.infer<typeof DictionaryContent>;
export type CardsContent = z.infer<typeof CardsContent>;

/** An edition as the domain knows it. */
export const dictionaryFrom = ({ content, ...edition }: EditionInForce<DictionaryContent>): Dictionary => ({
  ...content,
  ...edition,
});
export const cardsFrom = ({ content, ...edition }: EditionInForce<CardsContent>): readonly Card[] =>
  content.cards.map((card) => ({ ...card, ...edition }));

/** What checkers look at besides what is checked. */
export interface Neighbours {
  /** Days after this one on which something that is published takes effect. */
  readonly changesAfter: (day: string) => readonly string[];
  /** Undefined before the first day. */
  readonly dictionaryOn: (day: string) => EditionInForce<DictionaryContent> | undefined;
  readonly cardsOn: (side: CardSide, day: string) => EditionInForce<CardsContent> | undefined;
}

const ZH: Readonly<Record<string, string>> = {
  "appraisal.formula.malformed": "公式无法解析",
  "appraisal.formula.ill_typed": "公式类型不符",
  "appraisal.dictionary.unfit": "词典不可用",
  "appraisal.card.unfit": "考核表不可用",
  "appraisal.card.rule_unfit": "评分规则不可用",
  "appraisal.card.behind_the_wall": "指标在防火墙另一侧",
};

/** A refusal with its place: the entry, and in a formula the character, counted from 0. */
const problemOf = ({ at, error }: Fault): RuleProblem => {
  if (!isDomainError(error)) throw error;
  const { code, message, details } = error;
  const { at: character, ...more } = details;
  const place = typeof character === "number" ? `${at}:${String(character)}` : at;
  const reason = Object.keys(more).length === 0 ? message : `${message} (${JSON.stringify(more)})`;
  return { severity: "error", code, at: place, zh: `${ZH[code] ?? "不可用"}：${reason}`, en: reason };
};

const faultsOf = (cards: readonly Card[], dictionary: CompiledDictionary): readonly Fault[] =>
  cards.flatMap((card): readonly Fault[] => {
    try {
      compileCard(card, dictionary);
      return [];
    } catch (error) {
      return [{ at: `cards.${card.code}`, error }];
    }
  });

/** The same fault on several days is one. */
const each = (problems: readonly RuleProblem[]): readonly RuleProblem[] => [
  ...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values(),
];

const twice = (at: string): RuleProblem => ({
  ...{ severity: "error", code: "code_taken", at },
  zh: "编码重复",
  en: "another scorecard has this code",
});

const first = (side: CardSide) => () => {
  const own = readData("cards/cards.json", CardData.array()).filter((card) => card.side === side);
  const [{ version, effectiveFrom } = { version: "", effectiveFrom: "" }] = own;
  return { version, effectiveFrom, cards: own.map(({ version: _, effectiveFrom: __, ...card }) => card) };
};

/** 规则类别: the dictionary of all, and the scorecards of each side. What is published must fit what else holds, on every day that it will hold. */
export const bookKinds = ({ changesAfter, dictionaryOn, cardsOn }: Neighbours) => {
  const cardsKind = (side: CardSide) =>
    ruleKind({
      schema: CardsContent,
      first: first(side),
      problems: (content, { day }) => {
        const own = cardsFrom({ version: "draft", effectiveFrom: day, content });
        const codes = own.map(({ code }) => code);
        const others = CARD_SIDES.filter((other) => other !== side).flatMap((other) => {
          const edition = cardsOn(other, day);
          return edition === undefined ? [] : cardsFrom(edition).map(({ code }) => code);
        });
        const taken = codes.filter((code, index) => codes.indexOf(code) !== index || others.includes(code));
        const strange = own.filter((card) => card.side !== side);
        const days = [day, ...changesAfter(day)].filter((one) => (cardsOn(side, one)?.effectiveFrom ?? "") <= day);
        const found = days.flatMap((one) => {
          const edition = dictionaryOn(one);
          return edition === undefined ? [] : faultsOf(own, compileDictionary(dictionaryFrom(edition))).map(problemOf);
        });
        return each([
          ...taken.map((code) => twice(`cards.${code}`)),
          ...strange.map(({ code }): RuleProblem => ({
            ...{ severity: "error", code: "other_side", at: `cards.${code}` },
            zh: "不属于本侧",
            en: "this scorecard is of another side",
          })),
          ...found,
        ]);
      },
    });
  return {
    dictionary: ruleKind({
      schema: DictionaryContent,
      first: () => readData("dictionary/dictionary.json", DictionaryData.array().length(1))[0],
      problems: (content, { day }) => {
        const own = dictionaryFrom({ version: "draft", effectiveFrom: day, content });
        const faults = dictionaryFaults(own);
        if (faults.length > 0) return faults.map(problemOf);
        const compiled = compileDictionary(own);
        const days = [day, ...changesAfter(day)].filter((one) => (dictionaryOn(one)?.effectiveFrom ?? "") <= day);
        return each(
          days.flatMap((one) =>
            CARD_SIDES.flatMap((side) => {
              const edition = cardsOn(side, one);
              return edition === undefined ? [] : faultsOf(cardsFrom(edition), compiled).map(problemOf);
            }),
          ),
        );
      },
    }),
    streetCards: cardsKind("street"),
    workCards: cardsKind("work"),
    zoneCards: cardsKind("zone"),
    subCentreCards: cardsKind("subCentre"),
  };
};
export type BookKinds = ReturnType<typeof bookKinds>;
export type AppraisalRulebook = Rulebook<BookKinds>;
