import { settableClock, silentLog, type SettableClock } from "@wangge/kit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPicker, type Picker, type PickRequest } from "../src/app/picker.ts";
import { createPositions, type Positions } from "../src/app/positions.ts";
import { createRoster } from "../src/app/roster.ts";
import {
  daysOf,
  rotaDecider,
  type CandidateRules,
  type HeldSkill,
  type Period,
  type RotaState,
  type Shift,
  type WorkerState,
} from "../src/domain/index.ts";
import { candidateRules, FAR_GRID, GRID, hours, NEXT_GRID, NOW, scanOf, shift, T0 } from "./people-builders.ts";

interface Known {
  readonly grid?: string;
  readonly open?: number;
  readonly skills?: readonly HeldSkill[];
  readonly absences?: readonly Period[];
  readonly shifts?: readonly Shift[];
}

interface District {
  readonly picker: Picker;
  readonly positions: Positions;
  readonly clock: SettableClock;
}

const rotaOf = (shifts: readonly Shift[]): RotaState => ({
  ...rotaDecider.initial,
  shifts,
  days: shifts.flatMap(daysOf),
});

const district = async (
  workers: Readonly<Record<string, Known>>,
  rules: CandidateRules = candidateRules,
): Promise<District> => {
  const clock = settableClock(T0);
  const all = Object.entries(workers);
  const byGrid = Map.groupBy(all, ([, { grid = GRID }]) => grid);
  const positions = createPositions({ redis: undefined, clock, log: silentLog, freshSeconds: () => 1800 });
  const roster = createRoster({
    grids: scanOf(
      [...byGrid].map(([grid, of]) => [
        grid,
        { staffedAt: T0, workers: of.map(([worker]) => worker), responsible: "w-r001" },
      ]),
    ),
    openCases: () => Promise.resolve(new Map(all.map(([worker, { open = 0 }]) => [worker, open]))),
  });
  const picker = createPicker({
    roster,
    rotas: scanOf(all.flatMap(([worker, { shifts }]) => (shifts === undefined ? [] : [[worker, rotaOf(shifts)]]))),
    workers: scanOf(
      all.map(([worker, { skills = [], absences = [] }]): [string, WorkerState] => [worker, { skills, absences }]),
    ),
    positions,
    centreOf: () => ({ lng: 104.1, lat: 30.66 }),
    rulesOn: () => rules,
    clock,
  });
  await picker.refresh();
  return { picker, positions, clock };
};

let last = 0;
const request = (more: Partial<PickRequest> = {}): PickRequest => {
  last += 1;
  return { caseId: `c-${String(last)}`, grid: GRID, skills: [], exclude: [], at: T0, ...more };
};
const times = (count: number, more: Partial<PickRequest> = {}): readonly PickRequest[] =>
  Array.from({ length: count }, () => request(more));

const can = (...skills: readonly string[]): Pick<Known, "skills"> => ({
  skills: skills.map((skill) => ({ skill, from: hours(-1) })),
});

describe("plain cases", () => {
  it("go to the least-loaded in turn, within a batch and over batches, in whatever pieces they come", () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant("pick" as const), count: fc.integer({ min: 1, max: 6 }) }),
      fc.record({ do: fc.constant("gave" as const), count: fc.nat(2) }),
    );
    return fc.assert(
      fc.asyncProperty(
        fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)),
        fc.array(step, { maxLength: 12 }),
        async (open, steps) => {
          const names = ["w-0001", "w-0002", "w-0003"];
          const { picker, clock } = await district(
            Object.fromEntries(names.map((name, index) => [name, { open: open[index] ?? 0 }])),
            { ...candidateRules, mostOpen: undefined },
          );
          const loads = names.map((name, index) => ({ name, open: open[index] ?? 0, turn: 0 }));
          let turn = 0;
          for (const one of steps) {
            clock.advance(60_000);
            if (one.do === "gave") {
              const worker = names[one.count] ?? "";
              picker.gave(worker);
              const load = loads.find(({ name }) => name === worker);
              if (load !== undefined) load.open = Math.max(0, load.open - 1);
              continue;
            }
            const expected = Array.from({ length: one.count }, () => {
              const [next] = loads.toSorted((a, b) => a.open - b.open || a.turn - b.turn || (a.name < b.name ? -1 : 1));
              if (next === undefined) return undefined;
              next.open += 1;
              next.turn = turn += 1;
              return next.name;
            });
            expect(picker.pickMany(times(one.count, { at: clock.now() }))).toEqual(expected);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it("go to nobody where everybody has as much as he may have", async () => {
    const { picker } = await district({ "w-0001": { open: 4 } });
    expect(picker.pickMany(times(2))).toEqual(["w-0001", undefined]);
    picker.gave("w-0001");
    expect(picker.pickMany(times(1))).toEqual(["w-0001"]);
  });

  it("leave the last place of a skilled worker to the case that only he can take", async () => {
    const { picker } = await district({ "w-0001": { open: 4, ...can("heights") }, "w-0002": { open: 4 } });
    expect(picker.pickMany([request(), request({ skills: ["heights"] })])).toEqual(["w-0002", "w-0001"]);
  });
});

it("a case that a neighbour can take leaves the last place of the grid's only worker to the plain case", async () => {
  const { picker } = await district({
    "w-0001": { open: 4, ...can("heights") },
    "w-0002": { open: 4, grid: NEXT_GRID, ...can("heights") },
  });
  expect(picker.pickMany([request({ skills: ["heights"] }), request()])).toEqual(["w-0002", "w-0001"]);
});

/** The most that can be served at all, by trying everything. */
const mostServed = (options: readonly (readonly string[])[], room: ReadonlyMap<string, number>): number => {
  const [first, ...rest] = options;
  if (first === undefined) return 0;
  return Math.max(
    mostServed(rest, room),
    ...first
      .filter((worker) => (room.get(worker) ?? 0) > 0)
      .map((worker) => 1 + mostServed(rest, new Map(room).set(worker, (room.get(worker) ?? 0) - 1))),
  );
};

it("no case is left to nobody that could be served with the others, and nobody gets one that he may not take", () => {
  const SKILLS = ["heights", "electrical"];
  const anyWorker = fc.record({
    grid: fc.constantFrom(GRID, GRID, NEXT_GRID, FAR_GRID),
    open: fc.integer({ min: 2, max: 5 }),
    skills: fc.subarray(SKILLS).map((all) => can(...all).skills ?? []),
    absences: fc.constantFrom<readonly Period[]>([], [], [], [], [], [], [{ from: hours(-1), to: hours(1) }]),
    shifts: fc.constantFrom<readonly Shift[]>([], [], [], [], [], [], [shift(-1)], [shift(-12)], [shift(2)]),
  });
  const anyRequest = fc.record({
    grid: fc.constantFrom(GRID, GRID, NEXT_GRID),
    skills: fc.subarray(SKILLS),
    exclude: fc.constantFrom<readonly string[]>([], [], [], ["w-0000"], ["w-0000", "w-0001"]),
  });
  const seen = { served: 0, left: 0, skilled: 0 };
  return fc
    .assert(
      fc.asyncProperty(
        fc.array(anyWorker, { minLength: 1, maxLength: 5 }),
        fc.array(anyRequest, { minLength: 1, maxLength: 6 }),
        async (workers, asked) => {
          const known = Object.fromEntries(workers.map((one, index) => [`w-000${String(index)}`, one]));
          const { picker } = await district(known);
          const requests = asked.map(request);
          const options = requests.map((one) => picker.explain(one).candidates.map(({ worker }) => worker));
          const picks = picker.pickMany(requests);
          const given = new Map<string, number>();
          for (const [index, worker] of picks.entries()) {
            if (worker === undefined) continue;
            expect(options[index]).toContain(worker);
            given.set(worker, (given.get(worker) ?? 0) + 1);
          }
          const room = new Map(workers.map(({ open }, index) => [`w-000${String(index)}`, 5 - open]));
          for (const [worker, count] of given) expect(count).toBeLessThanOrEqual(room.get(worker) ?? 0);
          const served = picks.filter((worker) => worker !== undefined).length;
          expect(served).toBe(mostServed(options, room));
          seen.served += served;
          seen.left += picks.length - served;
          seen.skilled += requests.filter(
            ({ skills }, index) => skills.length > 0 && picks[index] !== undefined,
          ).length;
        },
      ),
      { numRuns: 500 },
    )
    .then(() => {
      expect(Math.min(seen.served, seen.left, seen.skilled)).toBeGreaterThan(100);
    });
});

describe("what is known of workers", () => {
  it("counts from the moment it is learnt: a shift, an absence, a skill", async () => {
    const { picker, clock } = await district({ "w-0001": {}, "w-0002": {} });
    picker.learnRota("w-0002", rotaOf([shift(-1, 8)]));
    expect(picker.pickMany(times(3))).toEqual(["w-0002", "w-0002", "w-0002"]);
    picker.learnWorker("w-0002", { skills: [], absences: [{ from: hours(0), to: hours(1) }] });
    expect(picker.pickMany(times(1))).toEqual([undefined]);
    clock.advance(3_600_000);
    expect(picker.pickMany(times(1, { at: clock.now() }))).toEqual(["w-0002"]);
    picker.learnRota("w-0002", rotaOf([]));
    expect(picker.explain(request({ at: clock.now() })).candidates[0]?.worker).toBe("w-0001");
  });

  it("makes who is on duty for the street a worker of its grids, as long as he is", async () => {
    const { picker, clock } = await district({
      "w-0001": {},
      "w-0009": { grid: FAR_GRID, shifts: [shift(-1, 8, { place: GRID.slice(0, 9) })] },
    });
    expect(picker.isWorkerOf(GRID, "w-0009")).toBe(true);
    expect(picker.pickMany(times(1))).toEqual(["w-0009"]);
    clock.advance(8 * 3_600_000);
    expect(picker.isWorkerOf(GRID, "w-0009")).toBe(false);
    expect(picker.isWorkerOf(GRID, "w-0001")).toBe(true);
  });

  it("gives the case to who is near it; a position is forgotten by itself after half an hour", async () => {
    const { picker, positions, clock } = await district({ "w-0001": {}, "w-0002": {} });
    const point = { lng: 104.1, lat: 30.66 };
    await positions.put("w-0001", { lng: 104.13, lat: 30.66 }, NOW);
    await positions.put("w-0002", point, NOW);
    expect(picker.pickMany(times(1, { point }))).toEqual(["w-0002"]);
    picker.gave("w-0002");
    clock.advance(1_801_000);
    const ranking = picker.explain(request({ at: clock.now(), point }));
    expect(ranking.candidates.map(({ worker }) => worker)).toEqual(["w-0001", "w-0002"]);
    expect(JSON.stringify(ranking)).not.toContain('"distance"');
    await picker.refresh();
    expect(positions.seenOf("w-0002")).toBeUndefined();
    await positions.put("w-0002", point, NOW);
    expect(positions.seenOf("w-0002")).toBeUndefined();
  });

  it("that let a case pass are not asked again", async () => {
    const { picker } = await district({ "w-0001": {}, "w-0002": { open: 3 } });
    expect(picker.pickMany(times(1, { exclude: ["w-0001"] }))).toEqual(["w-0002"]);
    expect(picker.pickMany(times(1, { exclude: ["w-0001", "w-0002"] }))).toEqual([undefined]);
    const bestWithout = (exclude: readonly string[]): string | undefined =>
      picker.explain(request({ exclude })).candidates[0]?.worker;
    expect(bestWithout(["w-0001"])).toBe("w-0002");
    expect(bestWithout(["w-0001", "w-0002"])).toBeUndefined();
  });
});
