import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assignBatch, type Option, type Places } from "../src/domain/index.ts";

interface Worth {
  readonly served: number;
  readonly cost: number;
}

const isBetter = (one: Worth, other: Worth): boolean =>
  one.served > other.served || (one.served === other.served && one.cost < other.cost);

/** What an answer is worth, added up from nothing but the question; an answer that is not allowed is worth NaN. */
const worthOf = (
  cases: readonly (readonly Option[])[],
  workers: readonly Places[],
  answer: readonly (number | undefined)[],
): Worth => {
  const taken = workers.map(() => 0);
  let served = 0;
  let cost = 0;
  for (const [index, worker] of answer.entries()) {
    if (worker === undefined) continue;
    const option = cases[index]?.find((one) => one.worker === worker);
    const places = workers[worker];
    const nth = taken[worker];
    if (option === undefined || places === undefined || nth === undefined || nth >= places.room)
      return { served: Number.NaN, cost: Number.NaN };
    taken[worker] = nth + 1;
    served += 1;
    cost += option.cost + places.costOf(nth);
  }
  return { served, cost };
};

/** The best of all answers that there are. */
const bestOf = (cases: readonly (readonly Option[])[], workers: readonly Places[]): Worth => {
  let best: Worth = { served: -1, cost: 0 };
  const answer: (number | undefined)[] = [];
  const go = (index: number): void => {
    if (index === cases.length) {
      const worth = worthOf(cases, workers, answer);
      if (!Number.isNaN(worth.served) && isBetter(worth, best)) best = worth;
      return;
    }
    for (const worker of [undefined, ...(cases[index] ?? []).map((option) => option.worker)]) {
      answer[index] = worker;
      go(index + 1);
    }
  };
  go(0);
  return best;
};

const rising = (steps: readonly number[]): Places["costOf"] => {
  const sums = steps.map((_, index) => steps.slice(0, index + 1).reduce((sum, step) => sum + step, 0));
  return (nth) => sums[Math.min(nth, sums.length - 1)] ?? 0;
};

const anyPlaces = fc
  .tuple(fc.constantFrom(0, 1, 1, 2, 3, Infinity), fc.array(fc.nat(6), { minLength: 6, maxLength: 6 }))
  .map(([room, steps]): Places => ({ room, costOf: rising(steps) }));

const anyQuestion = fc.integer({ min: 1, max: 4 }).chain((count) =>
  fc.record({
    workers: fc.array(anyPlaces, { minLength: count, maxLength: count }),
    cases: fc.array(
      fc
        .subarray(
          Array.from({ length: count }, (_, worker) => worker),
          { minLength: 0 },
        )
        .chain((some) =>
          fc
            .array(fc.nat(9), { minLength: some.length, maxLength: some.length })
            .map((costs) => some.map((worker, index): Option => ({ worker, cost: costs[index] ?? 0 }))),
        ),
      { minLength: 1, maxLength: 6 },
    ),
  }),
);

/** The best for each case in turn, as if it were alone. */
const inTurn = (cases: readonly (readonly Option[])[], workers: readonly Places[]): readonly (number | undefined)[] => {
  const taken = workers.map(() => 0);
  return cases.map((options) => {
    const open = options
      .map(({ worker, cost }) => ({ worker, nth: taken[worker] ?? 0, cost }))
      .filter(({ worker, nth }) => nth < (workers[worker]?.room ?? 0))
      .map((one) => ({ ...one, total: one.cost + (workers[one.worker]?.costOf(one.nth) ?? 0) }));
    const [best] = open.toSorted((one, other) => one.total - other.total);
    if (best !== undefined) taken[best.worker] = best.nth + 1;
    return best?.worker;
  });
};

describe("a batch of cases", () => {
  it("is shared out so that nobody could serve more, nor as many for less", () => {
    let contested = 0;
    let runs = 0;
    fc.assert(
      fc.property(anyQuestion, ({ cases, workers }) => {
        const found = worthOf(cases, workers, assignBatch(cases, workers));
        expect(found).toEqual(bestOf(cases, workers));
        runs += 1;
        if (isBetter(found, worthOf(cases, workers, inTurn(cases, workers)))) contested += 1;
      }),
      { numRuns: 2_000 },
    );
    // It has to have met questions that one case after the other answers badly.
    expect(contested / runs).toBeGreaterThan(0.1);
  });

  it("that do not meet at a worker gives each case the best for itself", () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(9), { minLength: 1, maxLength: 3 }), { maxLength: 6 }), (costs) => {
        let next = 0;
        const cases = costs.map((own) => own.map((cost): Option => ({ worker: next++, cost })));
        const workers = Array.from({ length: next }, (): Places => ({ room: 1, costOf: () => 0 }));
        expect(assignBatch(cases, workers)).toEqual(inTurn(cases, workers));
      }),
    );
  });

  it("leaves the one with the skill to the case that needs him", () => {
    const skilled = { worker: 0, cost: 0 };
    const workers: Places[] = [
      { room: 1, costOf: () => 0 },
      { room: 1, costOf: () => 50 },
    ];
    expect(assignBatch([[skilled, { worker: 1, cost: 0 }], [skilled]], workers)).toEqual([1, 0]);
  });

  it("of alike cases fills the places in the order of what they cost", () => {
    const workers: Places[] = [
      { room: 9, costOf: rising([3, 3, 3, 3]) },
      { room: 9, costOf: rising([1, 3, 3, 3]) },
    ];
    const options = [0, 1].map((worker) => ({ worker, cost: 0 }));
    expect(assignBatch([options, options, options, options], workers)).toEqual([1, 0, 1, 0]);
  });

  it("serves nobody where nobody may", () => {
    expect(assignBatch([[], []], [{ room: 1, costOf: () => 0 }])).toEqual([undefined, undefined]);
  });
});

it("500 cases that all meet at 300 workers are shared out while nobody notices", () => {
  const [cases, workers] = hardQuestion(500, 300);
  const started = performance.now();
  const answer = assignBatch(cases, workers);
  const ms = performance.now() - started;
  expect(answer.filter((worker) => worker !== undefined).length).toBe(500);
  // Some tens of ms on an idle machine; the limit is for a busy one.
  expect(ms).toBeLessThan(2_000);
});

/** Each case may go to a third of the workers, who have few places. */
const hardQuestion = (caseCount: number, workerCount: number): readonly [Option[][], Places[]] => {
  let seed = 1;
  const random = (below: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const cases = Array.from({ length: caseCount }, () =>
    Array.from({ length: workerCount }, (_, worker) => worker)
      .filter(() => random(3) === 0)
      .map((worker): Option => ({ worker, cost: random(1_000) })),
  );
  const workers = Array.from({ length: workerCount }, (): Places => {
    const open = random(5);
    return { room: 2, costOf: (nth) => 1_000 * (open + nth) };
  });
  return [cases, workers];
};
