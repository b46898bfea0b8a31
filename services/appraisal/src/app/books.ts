/** 指标词典 and 考核表 of a day: read from data, checked as a whole at the start. */
import { dayOf } from "@wangge/calendar";
import { DomainError, heldAt, versionShape } from "@wangge/kit";
import { z } from "zod";
import {
  compileCard,
  compileDictionary,
  SOURCES,
  SUBJECTS,
  type Card,
  type CompiledCard,
  type CompiledDictionary,
  type Dictionary,
  type Source,
  type SubjectKind,
} from "../domain/index.ts";
import { readVersions } from "./dated-data.ts";

const keysOf = <Key extends string>(record: Readonly<Record<Key, unknown>>): readonly [Key, ...Key[]] =>
  Object.keys(record) as [Key, ...Key[]];

const Text = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });
const Decimal = z.string().regex(/^-?\d{1,30}(\.\d{1,30})?$/, "a decimal");
const Code = z.string().min(1).max(40);

export const DictionaryData = z.strictObject({
  ...versionShape,
  counters: z.array(
    z.strictObject({ code: Code, name: Text, of: z.enum(keysOf<Source>(SOURCES)), formula: z.string().max(2_000) }),
  ),
  indicators: z.array(
    z.strictObject({
      code: Code,
      name: Text,
      numerator: z.string().max(2_000),
      denominator: z.string().max(2_000).optional(),
      better: z.enum(["more", "less"]),
      unit: z.enum(["ratio", "count", "minutes", "fen", "points"]),
      fewest: z.int().min(1).optional(),
      side: z.enum(["social", "economic", "shared"]),
      source: z.string(),
    }),
  ),
});

const RuleData = z.discriminatedUnion("by", [
  z.strictObject({ by: z.literal("line"), none: Decimal, full: Decimal }),
  z.strictObject({
    by: z.literal("bands"),
    bands: z.array(z.strictObject({ from: Decimal.optional(), below: Decimal.optional(), points: Decimal })).min(1),
  }),
  z.strictObject({ by: z.literal("target"), target: Decimal }),
]);

export const CardData = z.strictObject({
  ...versionShape,
  code: z.string().regex(/^[a-z][a-z-]{1,39}$/, "kebab-case"),
  name: Text,
  side: z.enum(["street", "subCentre", "zone", "work"]),
  subjects: z.enum(keysOf<SubjectKind>(SUBJECTS)),
  items: z
    .array(
      z.strictObject({
        indicator: Code,
        weight: Decimal,
        rule: RuleData,
        ruleFor: z.strictObject({ urban: RuleData.optional(), agricultural: RuleData.optional() }).optional(),
        withoutValue: z.union([z.literal("leaveOut"), z.strictObject({ points: Decimal })]),
      }),
    )
    .min(1),
  vetoes: z.array(
    z.strictObject({
      code: Code,
      name: Text,
      indicator: Code,
      when: z.union([z.strictObject({ atLeast: Decimal }), z.strictObject({ atMost: Decimal })]),
      noMoreThan: Decimal,
    }),
  ),
  bonuses: z.array(z.strictObject({ code: Code, name: Text, indicator: Code, each: Decimal, cap: Decimal })),
  grades: z.array(z.strictObject({ grade: z.string().min(1).max(10), from: Decimal })),
  tieBreaks: z.array(Code),
});

export interface Books {
  readonly dictionaryOn: (day: string) => { readonly data: Dictionary; readonly compiled: CompiledDictionary };
  readonly cardsOn: (day: string) => readonly Card[];
  /** @throws DomainError `appraisal.card.unknown` */
  readonly cardOn: (code: string, day: string) => CompiledCard;
}

const unknownCard = (): Error => new DomainError("missing", "appraisal.card.unknown", "There is no such scorecard");

/** @throws DomainError where a card of any day does not fit the dictionary of that day */
export const loadBooks = (): Books => {
  const dictionaries = readVersions("dictionary/dictionary.json", "dictionary", DictionaryData);
  const compiled = new Map(dictionaries.all.map((one) => [one.version, compileDictionary(one)]));
  const cards = Map.groupBy(readVersions("cards/cards.json", "cards", CardData).all, ({ code }) => code);
  const noon = (day: string): string => `${day}T04:00:00.000Z`;

  const dictionaryOn: Books["dictionaryOn"] = (day) => {
    const data = dictionaries.at(noon(day));
    const found = compiled.get(data.version);
    if (found === undefined) throw new Error(`dictionary ${data.version} was not read`);
    return { data, compiled: found };
  };
  const editionOn = (code: string, day: string): Card => {
    const editions = cards.get(code);
    if (editions === undefined) throw unknownCard();
    return heldAt(editions, "appraisal.card", dayOf)(noon(day));
  };
  const cardOn: Books["cardOn"] = (code, day) => compileCard(editionOn(code, day), dictionaryOn(day).compiled);

  for (const [code, editions] of cards) for (const { effectiveFrom } of editions) cardOn(code, effectiveFrom);
  return {
    dictionaryOn,
    cardOn,
    cardsOn: (day) =>
      [...cards.keys()].flatMap((code) => {
        const inForce = (cards.get(code) ?? []).some(({ effectiveFrom }) => effectiveFrom <= day);
        return inForce ? [editionOn(code, day)] : [];
      }),
  };
};
