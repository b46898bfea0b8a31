/**
 * A benchmark, not a test: `node test/picker.bench.ts` prints one JSON line. Microseconds a case to choose its worker, in batches of
 * 500 over 748 grids, each the best of its rounds in one run: `leastLoaded` alone (what was asked before there were candidates),
 * the picker for plain cases, for plain cases in grids whose workers say where they are, with a rota in every grid, with every fifth
 * case in need of a skill; and milliseconds for 500 cases that all meet at 300 workers.
 */
import { settableClock, silentLog } from "@wangge/kit";
import { loadCandidateRules } from "../src/app/people-rules.ts";
import { createPicker, type Picker, type PickRequest } from "../src/app/picker.ts";
import { createPositions } from "../src/app/positions.ts";
import { createRoster } from "../src/app/roster.ts";
import { assignBatch, rotaDecider, type Option, type Shift, type WorkerState } from "../src/domain/index.ts";
import { scanOf } from "./people-builders.ts";

const AT = "2017-12-27T01:00:00.000Z";
const ROUNDS = 40;
const BATCH = 500;
const GRIDS = Array.from({ length: 748 }, (_, index) => {
  const three = (value: number): string => String(value).padStart(3, "0");
  return `510108${three(2 + Math.floor(index / 64))}${three(1 + Math.floor(index / 8))}${three(1 + (index % 8))}`;
});
const workersOf = (index: number): readonly string[] =>
  [0, 1, 2].slice(0, 2 + (index % 2)).map((place) => `w-${String(index * 3 + place).padStart(5, "0")}`);
const POINT = { lng: 104.1, lat: 30.66 };

const rosterOf = () =>
  createRoster({
    grids: scanOf(
      GRIDS.map((grid, index) => [grid, { staffedAt: AT, workers: workersOf(index), responsible: "w-r0001" }]),
    ),
    openCases: () => Promise.resolve(new Map()),
  });

interface Known {
  readonly positions?: boolean;
  readonly rota?: boolean;
}

const pickerOf = async ({ positions: withPositions = false, rota = false }: Known): Promise<Picker> => {
  const clock = settableClock(AT);
  const positions = createPositions({ redis: undefined, clock, log: silentLog, freshSeconds: () => 1800 });
  const shiftOf = (place: string, id: string): Shift => ({
    id,
    place,
    from: "2017-12-27T00:00:00.000Z",
    to: "2017-12-27T08:00:00.000Z",
    skills: [],
  });
  const all = GRIDS.flatMap((grid, index) => workersOf(index).map((worker) => ({ grid, worker })));
  if (withPositions) for (const { worker } of all) await positions.put(worker, POINT, clock.ms());
  const rules = loadCandidateRules();
  const picker = createPicker({
    roster: rosterOf(),
    rotas: scanOf(
      rota
        ? all.map(({ grid, worker }) => [
            worker,
            { ...rotaDecider.initial, shifts: [shiftOf(grid, worker)], days: ["2017-12-27"] },
          ])
        : [],
    ),
    workers: scanOf(
      all.map(({ worker }): [string, WorkerState] => [
        worker,
        { skills: [{ skill: "heights", from: "2017-01-01T00:00:00.000Z" }], absences: [] },
      ]),
    ),
    positions,
    centreOf: () => POINT,
    rulesOn: (day) => ({ ...rules(day), mostOpen: undefined }),
    clock,
  });
  await picker.refresh();
  return picker;
};

const requests = (round: number, skilledEach: number): readonly PickRequest[] =>
  Array.from({ length: BATCH }, (_, index) => ({
    caseId: String(round * BATCH + index),
    grid: GRIDS[((round * BATCH + index) * 331) % GRIDS.length] ?? "",
    skills: skilledEach > 0 && index % skilledEach === 0 ? ["heights"] : [],
    exclude: [],
    at: AT,
    point: POINT,
  }));

type Pick = (requests: readonly PickRequest[]) => void;
const roster = rosterOf();
await roster.refresh();
const before: Pick = (all) => {
  for (const { grid } of all) roster.took(roster.leastLoaded(grid));
};
const of = async (known: Known): Promise<Pick> => {
  const picker = await pickerOf(known);
  return (all) => {
    picker.pickMany(all);
  };
};
const kinds: readonly { readonly name: string; readonly pick: Pick; readonly skilledEach: number }[] = [
  { name: "leastLoaded", pick: before, skilledEach: 0 },
  { name: "plain", pick: await of({}), skilledEach: 0 },
  { name: "positions", pick: await of({ positions: true }), skilledEach: 0 },
  { name: "rota", pick: await of({ rota: true }), skilledEach: 0 },
  { name: "skilled", pick: await of({}), skilledEach: 5 },
];
const best: Record<string, number> = {};
for (let round = 0; round < ROUNDS; round += 1)
  for (const { name, pick, skilledEach } of kinds) {
    const all = requests(round, skilledEach);
    const started = performance.now();
    pick(all);
    const micros = ((performance.now() - started) * 1000) / BATCH;
    best[name] = Math.min(best[name] ?? Infinity, micros);
  }

let seed = 1;
const random = (below: number): number => {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed % below;
};
const cases = Array.from({ length: BATCH }, () =>
  Array.from({ length: 300 }, (_, worker) => worker)
    .filter(() => random(3) === 0)
    .map((worker): Option => ({ worker, cost: random(1_000) })),
);
const places = Array.from({ length: 300 }, () => {
  const open = random(5);
  return { room: 2, costOf: (nth: number) => 1_000 * (open + nth) };
});
let solved = Infinity;
for (let round = 0; round < 5; round += 1) {
  const started = performance.now();
  assignBatch(cases, places);
  solved = Math.min(solved, performance.now() - started);
}
const rounded = (value: number): number => Math.round(value * 100) / 100;
console.log(
  JSON.stringify({
    bench: "dispatch.picker",
    microsPerCase: Object.fromEntries(Object.entries(best).map(([name, micros]) => [name, rounded(micros)])),
    plainOverLeastLoaded: rounded((best["plain"] ?? 0) / (best["leastLoaded"] ?? 1)),
    solve500x300Ms: rounded(solved),
  }),
);
