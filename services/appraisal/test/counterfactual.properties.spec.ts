import fc from "fast-check";
import { expect, it } from "vitest";
import {
  changesTo,
  compare,
  compileCard,
  divide,
  exact,
  scoreOf,
  type CompiledIndicator,
  type Value,
} from "../src/domain/index.ts";
import { cardNamed, compiled } from "./card-builders.ts";

const ratio = fc.tuple(fc.bigInt(0n, 60n), fc.bigInt(5n, 60n)).filter(([top, bottom]) => top <= bottom);
const valueOf = (top: bigint, bottom?: bigint): Value => {
  const numerator = exact(top);
  if (bottom === undefined) return { counters: {}, numerator, value: numerator };
  return { counters: {}, numerator, denominator: exact(bottom), value: divide(numerator, exact(bottom)) };
};

it("names the smallest change that does it, and no change where none does", () => {
  const card = compileCard(cardNamed("grid"), compiled);
  let found = 0;
  let none = 0;
  fc.assert(
    fc.property(
      ratio,
      ratio,
      ratio,
      fc.bigInt(0n, 12n),
      fc.integer({ min: 0, max: 99 }),
      (seen, closed, inTime, filed, above) => {
        const values: Readonly<Record<string, Value>> = {
          publicRate: valueOf(...seen),
          closingRate: valueOf(...closed),
          closingInTimeRate: valueOf(...inTime),
          filedCases: valueOf(filed),
        };
        const ask = ({ indicator }: CompiledIndicator): Value => values[indicator.code] ?? valueOf(0n);
        const target = exact(above);
        const now = scoreOf(card, "urban", ask).score ?? exact(0);
        fc.pre(compare(now, target) <= 0);
        const changes = new Map(changesTo(card, "urban", ask, target).map((change) => [change.indicator, change]));
        for (const { indicator } of card.items) {
          const { code, better } = indicator.indicator;
          const own = ask(indicator);
          const end = better === "less" ? own.numerator.n : (own.denominator?.n ?? 0n) - own.numerator.n;
          let first: bigint | undefined;
          for (let by = 1n; by <= end && first === undefined; by += 1n) {
            const top = own.numerator.n + (better === "more" ? by : -by);
            const tried = valueOf(top, own.denominator?.n);
            const score = scoreOf(card, "urban", (one) => (one === indicator ? tried : ask(one))).score;
            if (score !== undefined && compare(score, target) > 0) first = by;
          }
          expect(changes.get(code)?.by).toBe(first);
          if (first === undefined) none += 1;
          else found += 1;
        }
      },
    ),
  );
  expect(found).toBeGreaterThan(50);
  expect(none).toBeGreaterThan(50);
});
