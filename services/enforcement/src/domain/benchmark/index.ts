import { reject } from "@wangge/kit/errors";
import data from "../../../data/benchmark/benchmarks.json" with { type: "json" };
import { dayOfAct, milderOf, type ActDays, type Day, type LawBook } from "../law/index.ts";
import { calculate, checkCircumstances } from "./calculate.ts";
import type { BenchmarkAnswer, BenchmarkEdition, BenchmarkQuestion } from "./terms.ts";

export * from "./terms.ts";
export { calculate, checkDeviation } from "./calculate.ts";

/** `app/benchmark-data.ts` checks its shape when the service starts. */
export const firstBenchmarks = data as unknown as readonly BenchmarkEdition[];

const onDay = (editions: readonly BenchmarkEdition[], day: Day): BenchmarkEdition | undefined =>
  editions.findLast(({ effectiveFrom }) => effectiveFrom <= day);

/** @throws DomainError `enforcement.benchmark.not_loaded` before the first edition */
export const benchmarkOn = (editions: readonly BenchmarkEdition[], day: Day): BenchmarkEdition => {
  const held = onDay(editions, day);
  if (held !== undefined) return held;
  throw reject("enforcement.benchmark.not_loaded", "No benchmark is loaded for this day", { day });
};

const RANK = { exempt: 0, mayExempt: 1, fine: 2 } as const;
/** By the amount; of two alike the one that may let it pass. */
const severity = ({ outcome, proposed }: BenchmarkAnswer): number => proposed * 3 + RANK[outcome];

/**
 * 裁量 of an act decided later: by benchmark and penalty law as on the day of the act, or as on the day of the decision where those
 * ask less. A circumstance that only one of them knows is nothing to the other.
 */
export const benchmarkFor = (
  editions: readonly BenchmarkEdition[],
  law: LawBook,
  act: ActDays,
  decidedOn: Day,
  question: BenchmarkQuestion,
): BenchmarkAnswer => {
  const then = dayOfAct(act);
  const current = benchmarkOn(editions, decidedOn);
  const former = onDay(editions, then) ?? current;
  const [lawThen, lawNow] = [law.inForceOn("penalty", then), law.inForceOn("penalty", decidedOn)];
  checkCircumstances([former, current], [lawThen, lawNow], question);
  const ofAct = calculate(former, lawThen, question);
  return milderOf(ofAct, calculate(current, lawNow, question), severity).edition;
};
