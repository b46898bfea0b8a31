/** 指标词典 and 考核表 as people write them: shapes only; what they mean is checked by the domain. */
import { z } from "zod";
import { SOURCES, SUBJECTS, type Source, type SubjectKind } from "../domain/index.ts";

const keysOf = <Key extends string>(record: Readonly<Record<Key, unknown>>): readonly [Key, ...Key[]] =>
  Object.keys(record) as [Key, ...Key[]];

const Text = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });
const Decimal = z.string().regex(/^-?\d{1,30}(\.\d{1,30})?$/, "a decimal");
const Code = z.string().min(1).max(40);

const said = { source: z.string().max(2_000), assumed: z.array(z.string().max(2_000)).max(100) };

/** 指标词典, without version and first day: those are of its edition. */
export const DictionaryContent = z.strictObject({
  ...said,
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

/** 考核表, without version and first day. */
export const CardContent = z.strictObject({
  ...said,
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

/** All scorecards of one side: who appraises the one sees nothing of the other's drafts. */
export const CardsContent = z.strictObject({ cards: z.array(CardContent).min(1).max(100) });

/** With what its edition says of it. */
const dated = { version: z.string(), effectiveFrom: z.string() };
export const DictionaryData = DictionaryContent.extend(dated);
export const CardData = CardContent.extend(dated);
