import type { Scan, Stored } from "@wangge/kit";
import type { CandidateRules, CaseAsked, RotaRules, Shift, WorkerNow } from "../src/domain/index.ts";

export const GRID = "510108002001001";
export const NEXT_GRID = "510108002001002";
export const FAR_GRID = "510108002002001";
export const T0 = "2017-12-27T01:00:00.000Z";
export const NOW = Date.parse(T0);
const HOUR = 3_600_000;

export const hours = (count: number, from = NOW): string => new Date(from + count * HOUR).toISOString();

export const candidateRules: CandidateRules = {
  version: "test",
  positionFreshSeconds: 1800,
  restHours: 10,
  rotaNearHours: 24,
  neighbours: "skilled",
  mostOpen: 5,
  points: {
    perOpenCase: 1000,
    perHundredMetres: 50,
    mostForDistance: 1000,
    unknownDistance: 500,
    justOrdered: 400,
    otherGrid: 2000,
  },
  orderFadesMinutes: 30,
};

export const rotaRules: RotaRules = { version: "test", restHours: 10, mostHours: 12 };

let last = 0;
export const workerNow = (more: Partial<WorkerNow> = {}): WorkerNow => {
  last += 1;
  return {
    id: `w-${String(last).padStart(4, "0")}`,
    open: 0,
    turn: 0,
    grids: [GRID],
    skills: [],
    absences: [],
    shifts: [],
    ...more,
  };
};

export const asked = (more: Partial<CaseAsked> = {}): CaseAsked => ({
  grid: GRID,
  skills: [],
  exclude: [],
  at: NOW,
  ...more,
});

/** From so many hours after T0, for so long. */
export const shift = (from: number, length = 8, more: Partial<Shift> = {}): Shift => {
  last += 1;
  return { id: `s-${String(last)}`, place: GRID, from: hours(from), to: hours(from + length), skills: [], ...more };
};

/** A store in which this stands, and in which nobody saves anything. */
export const scanOf = <State>(states: readonly (readonly [string, State])[]) => ({
  scan: async function* ({ savedSince }: Scan): AsyncGenerator<readonly Stored<State>[]> {
    if (savedSince === undefined) yield await Promise.resolve(states.map(([id, state]) => ({ id, version: 1, state })));
  },
});
