import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  appraise,
  behind,
  compare,
  compileCard,
  exact,
  gathererFor,
  scoreOf,
  written,
  type Card,
  type CompiledIndicator,
  type Fact,
  type Rule,
  type Source,
  type Value,
} from "../src/domain/index.ts";
import { cardNamed, cards, compiled, compiledCard, quarter, ranked } from "./card-builders.ts";
import { slowScore, isBelow, type Fraction } from "./slow-card.ts";

const DAY = 86_400_000;
const maybe = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(values, { nil: undefined, freq: 4 });
const around = fc.integer({ min: -10, max: 100 }).map((day) => quarter.from + day * DAY);
const streetCodes = ["510108001", "510108002", "510108003", "510108004"];
const streets = streetCodes.map((code, index) => ({
  code,
  type: index % 2 === 0 ? ("urban" as const) : ("agricultural" as const),
}));

const caseFacts: fc.Arbitrary<Fact> = fc.record({
  case: fc.uuid(),
  street: fc.constantFrom(...streetCodes),
  channel: maybe(fc.constantFrom("window", "phone", "patrol")),
  filedAt: maybe(around),
  dueAt: maybe(around),
  handledAt: maybe(around),
  closedAt: maybe(around),
  reopenedAt: maybe(around),
  voidedAt: fc.option(around, { nil: undefined, freq: 1 }),
  late: fc.boolean(),
  exempted: fc.boolean(),
  selfHandled: fc.boolean(),
  reworks: fc.integer({ min: 0, max: 2 }),
  returns: fc.integer({ min: 0, max: 2 }),
  rating: maybe(fc.integer({ min: 1, max: 5 })),
  ratedAt: maybe(around),
});
const readings = (measures: readonly string[], subjects: readonly string[]): fc.Arbitrary<Fact> =>
  fc.record({
    reading: fc.uuid(),
    measure: fc.constantFrom(...measures),
    subject: fc.constantFrom(...subjects),
    amount: fc.integer({ min: 0, max: 100 }),
    at: around,
  });
const economy = readings(
  ["investment-arrived", "enterprise-visit", "enterprise-request"],
  [...streetCodes, "sub-1", "sub-2"],
);
const surveys = readings(["residents-satisfied"], [...streetCodes, "zone-1"]);
const from = <Kind extends Source>(source: Kind, facts: readonly Fact[]) =>
  facts.map((fact) => [source, fact] as const);

describe("the wall", () => {
  it("any change of economic data leaves every street, and everything but the sub-centres, bit by bit as it was", () => {
    fc.assert(
      fc.property(
        fc.array(caseFacts, { maxLength: 60 }),
        fc.array(surveys, { maxLength: 20 }),
        fc.array(economy, { maxLength: 20 }),
        fc.array(economy, { maxLength: 20 }),
        (cases, asked, before, after) => {
          const shared = [...from("cases", cases), ...from("surveys", asked)];
          for (const card of cards.filter(({ side }) => side !== "subCentre")) {
            const one = compileCard(card, compiled);
            const withFirst = ranked(one, [...shared, ...from("economy", before)], streets);
            const withOther = ranked(one, [...from("economy", after), ...shared], streets);
            expect(withOther).toEqual(withFirst);
          }
        },
      ),
    );
  });

  it("any change of anything else leaves every sub-centre as it was", () => {
    const centres = ["sub-1", "sub-2"].map((code) => ({ code, type: "urban" as const }));
    fc.assert(
      fc.property(
        fc.array(economy, { maxLength: 20 }),
        fc.array(caseFacts, { maxLength: 20 }),
        fc.array(surveys, { maxLength: 20 }),
        (money, cases, asked) => {
          const card = compiledCard("sub-centre");
          const own = from("economy", money);
          expect(ranked(card, [...from("cases", cases), ...own, ...from("surveys", asked)], centres)).toEqual(
            ranked(card, own, centres),
          );
        },
      ),
    );
  });

  it("any scorecard that a street may have holds no economic indicator, whatever somebody writes into it", () => {
    // Of what every kind of subject can be asked.
    const all = [...compiled.indicators]
      .filter(([, { sources }]) => sources.every((source) => ["cases", "surveys", "economy"].includes(source)))
      .map(([code]) => code);
    let fit = 0;
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.constantFrom(...all), { minLength: 1, maxLength: 4 }),
        fc.constantFrom("street", "work", "zone", "subCentre"),
        (chosen, side) => {
          const rule: Rule = { by: "line", none: "0", full: "1" };
          const weights = chosen.map((_, index) => String(index === 0 ? 100 - 10 * (chosen.length - 1) : 10));
          const subjects = ({ street: "street", work: "grid", zone: "zone", subCentre: "subCentre" } as const)[side];
          const card: Card = {
            ...cardNamed("street"),
            side,
            subjects,
            vetoes: [],
            bonuses: [],
            tieBreaks: [],
            items: chosen.map((indicator, index) => ({
              indicator,
              weight: weights[index] ?? "",
              rule,
              withoutValue: "leaveOut" as const,
            })),
          };
          const sides = chosen.map((code) => compiled.indicators.get(code)?.indicator.side);
          const allowed = {
            street: ["social", "shared"],
            work: ["social", "shared"],
            zone: ["shared"],
            subCentre: ["economic"],
          }[side];
          if (sides.every((one) => one !== undefined && allowed.includes(one))) {
            compileCard(card, compiled);
            fit += 1;
          } else
            expect(() => compileCard(card, compiled)).toThrow(
              expect.objectContaining({ code: "appraisal.card.behind_the_wall" }),
            );
        },
      ),
    );
    expect(fit).toBeGreaterThan(3);
  });
});

const often = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(values, { nil: undefined, freq: 1 });
/** Values as a slow reckoner has them. */
const values = fc.record({
  closingRate: often(fc.tuple(fc.bigInt(0n, 40n), fc.bigInt(1n, 40n))),
  closingInTimeRate: often(fc.tuple(fc.bigInt(0n, 40n), fc.bigInt(1n, 40n))),
  reworkRate: often(fc.tuple(fc.bigInt(0n, 10n), fc.bigInt(1n, 40n))),
  satisfaction: often(fc.tuple(fc.bigInt(0n, 4_000n), fc.bigInt(1n, 40n))),
  surveySatisfaction: often(fc.tuple(fc.bigInt(0n, 4_000n), fc.bigInt(1n, 40n))),
  openLateCases: fc.bigInt(0n, 400n).map((count): Fraction => [count, 1n]),
  selfHandledCases: fc.bigInt(0n, 400n).map((count): Fraction => [count, 1n]),
});

const asValue = (found: Fraction | undefined): Value => ({
  counters: {},
  numerator: exact(found?.[0] ?? 0n),
  ...(found === undefined ? { nothing: "noDenominator" as const } : { value: exact(...found) }),
});

describe("a score", () => {
  it("is what slow fractions make of it, and the rank is how many are better and one", () => {
    const card = compiledCard("street");
    let withoutScore = 0;
    let vetoed = 0;
    fc.assert(
      fc.property(fc.array(values, { minLength: 1, maxLength: 6 }), (all) => {
        const subjects = all.map((_, index) => ({
          code: `s${String(index)}`,
          type: index % 2 === 0 ? ("urban" as const) : ("agricultural" as const),
        }));
        const slow = all.map((one, index) => slowScore(card.card, subjects[index]?.type ?? "urban", one));
        const valueOf =
          (index: number) =>
          ({ indicator }: CompiledIndicator): Value =>
            asValue((all[index] as Readonly<Record<string, Fraction | undefined>>)[indicator.code]);
        all.forEach((_, index) => {
          const { score, vetoes } = scoreOf(card, subjects[index]?.type ?? "urban", valueOf(index));
          const expected = slow[index];
          expect(score === undefined ? undefined : written(score)).toBe(
            expected === undefined ? undefined : written(exact(...expected)),
          );
          if (score === undefined) withoutScore += 1;
          if (vetoes.length > 0) vetoed += 1;
        });
        const places = appraise(
          { ...card, tieBreaks: [] },
          { value: (code: string, indicator: CompiledIndicator) => valueOf(Number(code.slice(1)))(indicator) } as never,
          subjects,
        );
        for (const { subject, rank } of places) {
          const mine = slow[Number(subject.slice(1))];
          expect(rank).toBe(
            mine === undefined
              ? undefined
              : 1 + slow.filter((other) => other !== undefined && isBelow(mine, other)).length,
          );
        }
      }),
      { numRuns: 500 },
    );
    expect(withoutScore).toBeGreaterThan(0);
    expect(vetoed).toBeGreaterThan(100);
  });

  it("does not depend on the order of facts, nor on facts that came and went", () => {
    fc.assert(
      fc.property(
        fc
          .array(caseFacts, { maxLength: 60 })
          .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        fc.array(caseFacts, { maxLength: 10 }),
        ([all, shuffled], gone) => {
          const card = compiledCard("street");
          const gatherer = gathererFor(card, quarter);
          for (const fact of [...gone, ...shuffled]) gatherer.add("cases", fact);
          for (const fact of gone) gatherer.add("cases", fact, -1);
          expect(gatherer.subjects).toEqual([...new Set(all.map((fact) => fact["street"]))].toSorted());
          expect(appraise(card, gatherer, streets)).toEqual(ranked(card, from("cases", all), streets));
        },
      ),
    );
  });

  it("has as many facts behind each counted number as the number says", () => {
    fc.assert(
      fc.property(fc.array(caseFacts, { maxLength: 80 }), (all) => {
        const places = ranked(compiledCard("street"), from("cases", all), streets);
        let numbers = 0;
        for (const { subject, score } of places)
          for (const { value } of score.items)
            for (const [name, counted] of Object.entries(value.counters)) {
              const counter = compiled.counters.get(name);
              if (counter?.of !== "cases" || name === "ratingSum") continue;
              const own = all.filter((fact) => fact["street"] === subject);
              expect(compare(exact([...behind(counter, own, quarter)].length), counted)).toBe(0);
              numbers += 1;
            }
        expect(numbers).toBeGreaterThan(0);
      }),
    );
  });
});
