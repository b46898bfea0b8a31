import fc from "fast-check";
import { expect, it } from "vitest";
import {
  inOrder,
  recommend,
  whyNot,
  addedBetween,
  requiredAt,
  type PersonCandidate,
  type PersonsWanted,
  type Question,
} from "../src/domain/run-card/index.ts";

const AT = "2017-12-27T12:00:00.000Z";
const force = fc.constantFrom("patrol", "traffic" as const);
const skill = fc.constantFrom("driver", "medic");

const wanted: fc.Arbitrary<PersonsWanted> = fc.record({
  kind: fc.constant("persons" as const),
  key: fc.constantFrom("a", "b", "c", "d"),
  force,
  skill: fc.option(skill, { nil: undefined, freq: 1 }),
  count: fc.integer({ min: 1, max: 2 }),
});

const candidate: fc.Arbitrary<Omit<PersonCandidate, "id">> = fc.record({
  kind: fc.constant("persons" as const),
  street: fc.constantFrom("510108002", "510108003"),
  force,
  skills: fc.subarray(["driver", "medic"]),
  staffing: fc.constantFrom("available", "available", "available", "delayed", "unavailable" as const),
  onShift: fc.oneof({ weight: 9, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  fit: fc.oneof({ weight: 9, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  committed: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  releasedAt: fc.option(fc.constantFrom("2017-12-27T02:00:00.000Z", "2017-12-27T10:00:00.000Z"), { nil: undefined }),
});

const question: fc.Arbitrary<Question> = fc
  .record({
    missing: fc.uniqueArray(wanted, { selector: ({ key }) => key, minLength: 1, maxLength: 3 }),
    rows: fc.array(candidate, { minLength: 4, maxLength: 7, size: "max" }),
    delayed: fc.boolean(),
    callsOffShift: fc.boolean(),
  })
  .map(({ missing, rows, delayed, callsOffShift }) => ({
    missing,
    candidates: rows.map((row, index) => ({ ...row, id: `p${index}` })),
    card: { calls: delayed ? ["available", "delayed"] : ["available"], callsOffShift, restMinutes: 480 },
    street: "510108002",
    at: AT,
  }));

/** Tries everything: the best set of people that can stand in different places, by the order of preference. */
const bestOf = ({ missing, candidates, card }: Question, order: readonly string[]): readonly number[] => {
  const places = missing.flatMap((one) => Array.from({ length: one.count }, () => one));
  let best: readonly number[] = [];
  const isBetter = (one: readonly number[]): boolean =>
    one.length !== best.length ? one.length > best.length : one.join() < best.join();
  const go = (place: number, taken: ReadonlySet<string>): void => {
    if (place === places.length) {
      const ranks = [...taken].map((id) => order.indexOf(id)).sort((a, b) => a - b);
      if (isBetter(ranks)) best = ranks;
      return;
    }
    go(place + 1, taken);
    const need = places[place];
    for (const one of candidates)
      if (
        need?.kind === "persons" &&
        one.kind === "persons" &&
        one.force === need.force &&
        !taken.has(one.id) &&
        whyNot(one, need, card).length === 0
      )
        go(place + 1, new Set([...taken, one.id]));
  };
  go(0, new Set());
  return best;
};

it("fills as many places as can be filled, with the best people who can, and says of everybody else why not", () => {
  let contested = 0;
  const RUNS = 300;
  fc.assert(
    fc.property(question, (asked) => {
      const { chosen, excluded, short } = recommend(asked);
      const order = inOrder(asked.candidates, asked).map(({ id }) => id);
      const ranks = chosen.map(({ id }) => order.indexOf(id)).sort((a, b) => a - b);
      expect(ranks).toEqual(bestOf(asked, order));
      expect(new Set(ranks).size).toBe(chosen.length);
      for (const { key, count } of asked.missing) {
        const there = chosen.filter(({ need }) => need === key).length;
        expect(there + (short.find(({ need }) => need === key)?.missing ?? 0)).toBe(count);
      }
      for (const { need, id } of chosen) {
        const place = asked.missing.find(({ key }) => key === need);
        const who = asked.candidates.find((one) => one.id === id);
        if (place === undefined || who === undefined) throw new Error("from nowhere");
        expect(whyNot(who, place, asked.card)).toEqual([]);
      }
      for (const { why } of excluded) expect(why.length).toBeGreaterThan(0);
      contested += Number(excluded.some(({ why }) => why.includes("enough_before")));
    }),
    { numRuns: RUNS },
  );
  expect(contested).toBeGreaterThan(RUNS * 0.1);
});

it("a level is all below it and what it adds: going up in steps or at once comes to the same", () => {
  const levels = fc.array(
    fc.record({
      ...{ zh: fc.constant("级"), en: fc.constant("level") },
      adds: fc.array(
        wanted.map((one) => ({ ...one, force: "patrol" as const, skill: undefined })),
        { maxLength: 3 },
      ),
    }),
    { minLength: 1, maxLength: 5 },
  );
  const totals = (all: readonly { readonly key: string; readonly count: number }[]) => {
    const sums: Record<string, number> = {};
    for (const { key, count } of all) sums[key] = (sums[key] ?? 0) + count;
    return sums;
  };
  fc.assert(
    fc.property(levels, fc.nat(4), fc.nat(4), (all, one, other) => {
      const [from, to] = [Math.min(one, other, all.length), Math.min(Math.max(one, other), all.length)];
      const card = { levels: all };
      expect(totals([...requiredAt(card, from), ...addedBetween(card, from, to)])).toEqual(
        totals(requiredAt(card, to)),
      );
    }),
  );
});
