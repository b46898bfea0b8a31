import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  keepsRota,
  metresBetween,
  rank,
  type Around,
  type CandidateRules,
  type WorkerNow,
} from "../src/domain/index.ts";
import { asked, candidateRules, FAR_GRID, GRID, hours, NEXT_GRID, NOW, shift, workerNow } from "./people-builders.ts";

const around = (workers: readonly WorkerNow[], rules: CandidateRules = candidateRules): Around => {
  const shifts = workers.flatMap((worker) => worker.shifts);
  return { rules, keepsRota: (grid, at) => keepsRota(shifts, grid, at, rules) };
};
const ranked = (question: ReturnType<typeof asked>, workers: readonly WorkerNow[], rules = candidateRules) =>
  rank(question, workers, around(workers, rules));
const order = (...args: Parameters<typeof ranked>) => ranked(...args).candidates.map(({ worker }) => worker);
const against = (worker: WorkerNow, question = asked(), others: readonly WorkerNow[] = []) =>
  ranked(question, [worker, ...others]).excluded.find((one) => one.worker === worker.id)?.reasons;

const HERE = { lng: 104.1, lat: 30.66 };
const spot = { point: HERE, of: "case" as const };
/** Some 960 m further east. */
const THERE = { lng: 104.11, lat: 30.66 };

describe("who cannot take a case", () => {
  it("works in another grid, and the case needs no skill", () => {
    expect(against(workerNow({ grids: [NEXT_GRID] }))).toEqual([{ code: "other_grid" }]);
  });

  it("works in another community, though he has the skill", () => {
    const skills = [{ skill: "first-aid", from: hours(-1) }];
    const question = asked({ skills: ["first-aid"] });
    expect(against(workerNow({ grids: [FAR_GRID], skills }), question)).toEqual([{ code: "other_grid" }]);
    expect(against(workerNow({ grids: [NEXT_GRID], skills }), question)).toBeUndefined();
  });

  it("lacks a skill, or his certificate has run out", () => {
    const question = asked({ skills: ["heights"] });
    const missing = [{ code: "skill_missing", skill: "heights" }];
    const with_ = (from: number, to?: number) =>
      workerNow({ skills: [{ skill: "heights", from: hours(from), ...(to === undefined ? {} : { to: hours(to) }) }] });
    expect(against(workerNow(), question)).toEqual(missing);
    expect(against(with_(-2, -1), question)).toEqual(missing);
    expect(against(with_(1), question)).toEqual(missing);
    expect(against(with_(-2, 1), question)).toBeUndefined();
    expect(against(with_(-2), question)).toBeUndefined();
  });

  it("is away, and is back from the instant on at which that ends", () => {
    const until = (end: number) => workerNow({ absences: [{ from: hours(-5), to: hours(end) }] });
    expect(against(until(1))).toEqual([{ code: "absent", until: hours(1) }]);
    expect(against(until(0))).toBeUndefined();
  });

  it("is off his shift where the grid keeps a rota, and only there", () => {
    const off = workerNow();
    const on = workerNow({ shifts: [shift(-1)] });
    expect(against(off)).toBeUndefined();
    expect(against(off, asked(), [on])).toEqual([{ code: "off_shift" }]);
    expect(against(on)).toBeUndefined();
    const elsewhere = workerNow({ grids: [FAR_GRID], shifts: [shift(-1, 8, { place: FAR_GRID })] });
    expect(against(off, asked(), [elsewhere])).toBeUndefined();
  });

  it("has not rested since his last shift, wherever that was", () => {
    const after = (end: number) => workerNow({ shifts: [shift(end - 8, 8, { place: FAR_GRID })] });
    expect(against(after(-9.5))).toEqual([{ code: "rest_short", sinceHours: 9.5, wanted: 10 }]);
    expect(against(after(-10))).toBeUndefined();
  });

  it("let it pass already, or has as much as anybody may have: all of it is said", () => {
    const worker = workerNow({ open: 5 });
    expect(against(worker, asked({ exclude: [worker.id], skills: ["electrical"] }))).toEqual([
      { code: "passed" },
      { code: "skill_missing", skill: "electrical" },
      { code: "full", open: 5, most: 5 },
    ]);
  });

  it("is not who is on duty for the whole street, though the register puts him elsewhere", () => {
    const duty = workerNow({ grids: [FAR_GRID], shifts: [shift(-1, 8, { place: GRID.slice(0, 9) })] });
    expect(against(duty)).toBeUndefined();
    expect(order(asked(), [workerNow(), duty])).toEqual([duty.id]);
  });
});

describe("who comes first", () => {
  it("has fewer open cases", () => {
    const [busy, idle] = [workerNow({ open: 1 }), workerNow({ open: 0, turn: 9 })];
    expect(order(asked(), [busy, idle])).toEqual([idle.id, busy.id]);
  });

  it("is nearer, if his position is fresh: 1800 s old counts, 1801 s old does not and says so", () => {
    const near = (age: number) => workerNow({ seen: { point: HERE, at: NOW - age * 1000 } });
    const far = workerNow({ turn: -1, seen: { point: THERE, at: NOW } });
    const [fresh, stale] = [near(1800), near(1801)];
    expect(order(asked({ spot }), [far, fresh])).toEqual([fresh.id, far.id]);
    expect(order(asked({ spot }), [far, stale])).toEqual([far.id, stale.id]);
    const [first, second] = ranked(asked({ spot }), [far, stale]).candidates;
    expect(first?.reasons).toContainEqual({ code: "distance", metres: 960, to: "case", ageSeconds: 0, points: 480 });
    expect(second?.reasons).toContainEqual({ code: "distance_unknown", why: "stale_position", points: 500 });
  });

  it("was not just given an order; after half an hour that is forgotten", () => {
    const rest = (minutes: number) => {
      const worker = workerNow({ orderedAt: NOW - minutes * 60_000 });
      return ranked(asked(), [worker]).candidates[0]?.reasons.find(({ code }) => code === "rest");
    };
    expect(rest(0)).toEqual({ code: "rest", sinceOrderSeconds: 0, points: 400 });
    expect(rest(15)).toMatchObject({ points: 200 });
    expect(rest(31)).toMatchObject({ points: 0 });
  });

  it("waited longest where all else is equal, then has the smaller number", () => {
    const [one, two, three] = [workerNow({ turn: 2 }), workerNow({ turn: 1 }), workerNow({ turn: 1 })];
    expect(order(asked(), [three, one, two])).toEqual([two.id, three.id, one.id]);
  });

  it("is the same whatever order they are named in, and points are the sum of their reasons", () => {
    const many = fc.array(
      fc.record({
        open: fc.nat(6),
        turn: fc.nat(3),
        far: fc.boolean(),
        seen: fc.option(fc.nat(2_000), { nil: undefined }),
        neighbour: fc.boolean(),
      }),
      { minLength: 2, maxLength: 8 },
    );
    fc.assert(
      fc.property(many, fc.boolean(), (all, skilled) => {
        const workers = all.map(({ open, turn, far, seen, neighbour }) =>
          workerNow({
            open,
            turn,
            grids: [neighbour ? NEXT_GRID : GRID],
            skills: [{ skill: "heights", from: hours(-1) }],
            ...(seen === undefined ? {} : { seen: { point: far ? THERE : HERE, at: NOW - seen * 1000 } }),
          }),
        );
        const question = asked({ spot, skills: skilled ? ["heights"] : [] });
        const one = ranked(question, workers);
        expect(ranked(question, workers.toReversed())).toEqual(one);
        expect(one.candidates.length + one.excluded.length).toBe(workers.length);
        for (const { points, reasons } of one.candidates)
          expect(points).toBe(reasons.reduce((sum, reason) => sum + reason.points, 0));
      }),
    );
  });
});

it("no distance is told finer than ten metres", () => {
  fc.assert(
    fc.property(fc.double({ min: -0.05, max: 0.05, noNaN: true }), (by) => {
      expect(metresBetween(HERE, { lng: HERE.lng + by, lat: HERE.lat }) % 10).toBe(0);
    }),
  );
});
