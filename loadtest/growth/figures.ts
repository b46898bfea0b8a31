/** What is computed from measurements of growth, without a machine. */
import { median, rounded, type Aim } from "../peers/figures.ts";

/** 成本不随规模增长: a case of a country may cost so many times what one of a district costs. */
export const MOST_TIMES = 1.5;

/** How many times the first each is, where less is better. */
export const timesOfFirst = (values: readonly number[]): readonly number[] =>
  values.map((value) => value / (values[0] ?? NaN));

/** `met` only where all of it was measured. */
export const verdictOf = (aim: string, times: readonly number[]): Aim => {
  const worst = Math.max(...times);
  if (times.length === 0 || Number.isNaN(worst)) return { aim, value: null, verdict: "not measured" };
  return { aim, value: rounded(worst, 2), verdict: worst <= MOST_TIMES ? "met" : "not met" };
};

export interface Measured {
  readonly perSecond: number;
  readonly clientMicros: number;
  readonly serverMicros: number | null;
}

export interface Cost {
  readonly jobs_per_s: number;
  readonly cpu_us_per_case: number;
  readonly server_cpu_us_per_case: number | null;
}

/** The median of the rounds of one size. */
export const costOf = (rounds: readonly Measured[]): Cost => {
  const servers = rounds.flatMap(({ serverMicros }) => serverMicros ?? []);
  return {
    jobs_per_s: Math.round(median(rounds.map(({ perSecond }) => perSecond))),
    cpu_us_per_case: Math.round(median(rounds.map(({ clientMicros }) => clientMicros))),
    server_cpu_us_per_case: servers.length === rounds.length && servers.length > 0 ? Math.round(median(servers)) : null,
  };
};

/** Time, own CPU and the servers' CPU of a case, each as times of the first size. */
export const costTimes = (costs: readonly Cost[]) => ({
  time: timesOfFirst(costs.map(({ jobs_per_s }) => 1 / jobs_per_s)),
  cpu: timesOfFirst(costs.map(({ cpu_us_per_case }) => cpu_us_per_case)),
  server_cpu: timesOfFirst(costs.map(({ server_cpu_us_per_case }) => server_cpu_us_per_case ?? NaN)),
});

/** What one grid more takes: beyond what the service takes with the first size. */
export const bytesPerGrid = (
  [grids, bytes]: readonly [number, number],
  [firstGrids, firstBytes]: readonly [number, number],
): number | null => (grids === firstGrids ? null : Math.round((bytes - firstBytes) / (grids - firstGrids)));

/** 10,000, then ten times as many, up to the last. */
export const stagesTo = (most: number): readonly number[] => {
  const stages: number[] = [];
  for (let stage = 10_000; stage < most; stage *= 10) stages.push(stage);
  return [...stages, most];
};

/** A figure of `data/headline.json`. */
interface Sourced {
  readonly value: number;
  readonly source: string;
}

export interface Country {
  readonly callsPerDay: Sourced;
  readonly burst: Sourced;
  readonly workers: Sourced;
  readonly reportsPerWorkerAndDay: Sourced;
  readonly eventsPerCase: Sourced;
  readonly grids: Sourced;
}

const DAY_SECONDS = 86_400;

/** 全国峰值. The busiest moment of the whole country: calls and workers' own reports swell alike. */
export const headlineOf = ({ callsPerDay, burst, workers, reportsPerWorkerAndDay, eventsPerCase }: Country) => {
  const calls = callsPerDay.value / DAY_SECONDS;
  const own = (workers.value * reportsPerWorkerAndDay.value) / DAY_SECONDS;
  const cases = (calls + own) * burst.value;
  return {
    callsPerSecond: calls,
    ownPerSecond: own,
    casesPerSecond: cases,
    eventsPerSecond: cases * eventsPerCase.value,
  };
};
