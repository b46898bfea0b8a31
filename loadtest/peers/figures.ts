/** What is computed from measurements, without a clock and without a machine: medians, orders, books, shares. */

export const sortedOf = (numbers: readonly number[]): readonly number[] =>
  [...numbers].sort((one, other) => one - other);

/** The middle one; of an even count the mean of the two in the middle. NaN of nothing. */
export const median = (numbers: readonly number[]): number => {
  const sorted = sortedOf(numbers);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? NaN) + upper) / 2;
};

export const rangeOf = (numbers: readonly number[]): readonly [number, number] => [
  Math.min(...numbers),
  Math.max(...numbers),
];

/** Nearest rank: the smallest value that this share of all values does not exceed. */
export const rank = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? NaN;

/** Who goes first in one round goes last in the next: what warms up or fills up hits all alike. */
export const orderOf = <T>(contestants: readonly T[], round: number): readonly T[] =>
  round % 2 === 0 ? contestants : contestants.toReversed();

export const rounded = (value: number, digits = 0): number => Number(value.toFixed(digits));

export interface Books {
  readonly accepted: number;
  readonly closed: number;
  readonly lost: number;
  readonly double: number;
  /** Closed, and never accepted. */
  readonly strange: number;
}

/** What was accepted and what was closed, job by job. */
export interface Ledger {
  readonly accept: (ids: Iterable<string>) => void;
  readonly close: (id: string) => void;
  readonly isComplete: () => boolean;
  readonly books: () => Books;
}

export const createLedger = (): Ledger => {
  const open = new Set<string>();
  const done = new Set<string>();
  let [accepted, double] = [0, 0];
  /** Closed before the call that accepts them came back; a job may be quicker than the word of its acceptance. */
  const early = new Set<string>();
  return {
    accept: (ids) => {
      for (const id of ids) {
        if (open.has(id) || (done.has(id) && !early.has(id))) throw new Error(`${id} was accepted before`);
        accepted += 1;
        if (!early.delete(id)) open.add(id);
      }
    },
    close: (id) => {
      if (done.has(id)) {
        double += 1;
        return;
      }
      done.add(id);
      if (!open.delete(id)) early.add(id);
    },
    isComplete: () => open.size === 0 && early.size === 0,
    books: () => ({ accepted, closed: done.size, lost: open.size, double, strange: early.size }),
  };
};

/** Nothing lost, nothing twice, and nothing that nobody sent. */
export const areBalanced = ({ accepted, closed, lost, double, strange }: Books): boolean =>
  accepted === closed && lost === 0 && double === 0 && strange === 0;

/** CPU time of the whole machine so far, in ticks. */
export interface BoxTicks {
  readonly busy: number;
  readonly all: number;
}

/** The first line of `/proc/stat`: idle and waiting for a disk are not busy; guests are counted in user already. */
export const boxTicksOf = (stat: string): BoxTicks => {
  const fields = (/^cpu\s+(.*)$/m.exec(stat)?.[1] ?? "").split(/\s+/).slice(0, 8).map(Number);
  const all = fields.reduce((sum, ticks) => sum + ticks, 0);
  return { all, busy: all - (fields[3] ?? 0) - (fields[4] ?? 0) };
};

/** The share of all cores' time in which something ran, 0 to 1. */
export const boxBusy = (before: BoxTicks, after: BoxTicks): number => {
  const all = after.all - before.all;
  return all <= 0 ? 0 : (after.busy - before.busy) / all;
};

export interface ProcessTicks {
  readonly pid: number;
  readonly parent: number;
  /** Of itself and of the children that it has waited for. */
  readonly ticks: number;
}

/** One `/proc/<pid>/stat`; the name in it may hold anything, brackets and spaces too. */
export const processTicksOf = (stat: string): ProcessTicks | undefined => {
  const end = stat.lastIndexOf(")");
  const fields = stat.slice(end + 2).split(" ");
  const pid = Number.parseInt(stat, 10);
  if (end < 0 || Number.isNaN(pid)) return undefined;
  const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index] ?? 0), 0);
  return { pid, parent: Number(fields[1]), ticks };
};

/** CPU time of these processes and of all below them. */
export const treeTicks = (processes: readonly ProcessTicks[], roots: readonly number[]): number => {
  const children = Map.groupBy(processes, ({ parent }) => parent);
  const byId = new Map(processes.map((one) => [one.pid, one]));
  const seen = new Set<number>();
  const sum = (pid: number): number => {
    if (seen.has(pid)) return 0;
    seen.add(pid);
    return (children.get(pid) ?? []).reduce((total, child) => total + sum(child.pid), byId.get(pid)?.ticks ?? 0);
  };
  return roots.reduce((total, pid) => total + sum(pid), 0);
};

export interface Summary {
  readonly name: string;
  readonly jobsPerSecond: number;
  readonly cpuMicros: number;
  readonly serverCpuMicros: number | undefined;
}

export interface Aim {
  readonly aim: string;
  readonly value: number | null;
  /** `not measured` where one of the two did not run. */
  readonly verdict: "met" | "not met" | "not measured";
}

const aimOf = (aim: string, value: number | undefined, isMet: (value: number) => boolean): Aim =>
  value === undefined || Number.isNaN(value)
    ? { aim, value: null, verdict: "not measured" }
    : { aim, value: rounded(value, 2), verdict: isMet(value) ? "met" : "not met" };

/** What Wangge wants of itself, said whether it is so or not. */
export const aimsOf = (summaries: readonly Summary[], handBatched: readonly string[]): readonly Aim[] => {
  const of = (name: string): Summary | undefined => summaries.find((one) => one.name === name);
  const own = of("wangge");
  const times = (name: string): number | undefined => {
    const other = of(name);
    return own === undefined || other === undefined ? undefined : own.jobsPerSecond / other.jobsPerSecond;
  };
  const bullmq = of("bullmq");
  const cpu = own === undefined || bullmq === undefined ? undefined : own.cpuMicros / bullmq.cpuMicros;
  const atLeast = (wanted: number) => (value: number) => value >= wanted;
  return [
    aimOf(">= 10 x BullMQ", times("bullmq"), atLeast(10)),
    aimOf("<= 1/10 of BullMQ's client CPU per job", cpu, (value) => value <= 0.1),
    aimOf(">= 20 x pg-boss, a job at a time", times("pg-boss"), atLeast(20)),
    aimOf(">= 20 x pg-boss, in batches", times("pg-boss-batch"), atLeast(20)),
    ...handBatched.map((name) => aimOf(`ahead of ${name}`, times(name), (value) => value > 1)),
    aimOf(">= 0.6 of the floor: bare writes and publishing", times("floor"), atLeast(0.6)),
  ];
};
