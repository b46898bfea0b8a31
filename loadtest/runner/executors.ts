import { setImmediate as breathe } from "node:timers/promises";
import { constantArrivals, rampingArrivals } from "./arrivals.ts";
import type { Scenario, ScenarioOf } from "./options.ts";
import { wait, type Run } from "./run.ts";

/** A VU that can begin an iteration. */
export interface Worker {
  /** `intendedAt` by the clock of `performance`; undefined: nobody intended an instant. Never rejects. */
  readonly iterate: (intendedAt?: number) => Promise<void>;
  readonly interrupt: () => void;
}

export interface Executing {
  readonly run: Run;
  readonly scenario: Scenario;
  readonly startedAt: number;
  readonly hire: () => Promise<Worker>;
  /** No VU was free, or the time was over. */
  readonly dropped: (count: number) => void;
}

/** As many begun in one go before answers are looked at again. */
const AT_ONCE = 50;

const sleepUntil = async (at: number, signal: AbortSignal): Promise<void> => {
  for (let left = at - performance.now(); left > 0 && !signal.aborted; left = at - performance.now())
    await wait(Math.ceil(left), signal);
};

/** Waits for what runs, so long as it may, and then cuts it short. */
const drain = async (
  running: readonly Promise<void>[],
  workers: readonly Worker[],
  until: number,
  signal: AbortSignal,
): Promise<void> => {
  const over = new AbortController();
  const all = Promise.all(running);
  void all.then(() => {
    over.abort();
  });
  const isOver = AbortSignal.any([over.signal, signal]);
  await sleepUntil(until, isOver);
  for (const { interrupt } of workers) interrupt();
  await all;
};

/**
 * Open: iterations begin at their times, whatever is answered when. If none of the VUs is free and no more may be made, the
 * iteration is dropped and counted; it never waits, since then a slow server would decide when it is asked.
 */
const openModel = async (
  { run, scenario, startedAt, hire, dropped }: Executing,
  arrivals: Iterable<number>,
  {
    preAllocatedVUs,
    maxVUs = Math.max(1, preAllocatedVUs),
  }: { readonly preAllocatedVUs: number; readonly maxVUs?: number | undefined },
): Promise<void> => {
  const { signal } = run.stopping;
  const workers: Worker[] = [];
  const free: Worker[] = [];
  const running = new Set<Promise<void>>();
  let hired = 0;
  const work = async (worker: Worker, intendedAt: number): Promise<void> => {
    await worker.iterate(intendedAt);
    free.push(worker);
  };
  const hireFor = async (intendedAt: number): Promise<void> => {
    const worker = await hire();
    workers.push(worker);
    await work(worker, intendedAt);
  };
  for (; hired < Math.min(preAllocatedVUs, maxVUs); hired += 1) {
    const worker = await hire();
    workers.push(worker);
    free.push(worker);
  }
  let begun = 0;
  for (const offset of arrivals) {
    const due = startedAt + offset;
    if (due > performance.now()) {
      begun = 0;
      await sleepUntil(due, signal);
    } else if ((begun += 1) % AT_ONCE === 0) await breathe();
    if (signal.aborted) break;
    const worker = free.pop();
    if (worker === undefined && hired >= maxVUs) {
      dropped(1);
      continue;
    }
    if (worker === undefined) hired += 1;
    const one = worker === undefined ? hireFor(due) : work(worker, due);
    running.add(one);
    void one.finally(() => running.delete(one));
  }
  const length = "duration" in scenario ? scenario.duration : "stages" in scenario ? lengthOf(scenario.stages) : 0;
  await sleepUntil(startedAt + length, signal);
  await drain([...running], workers, startedAt + length + scenario.gracefulStop, signal);
};

const lengthOf = (stages: readonly { readonly duration: number }[]): number =>
  stages.reduce((sum, { duration }) => sum + duration, 0);

/** Closed: each VU begins its next iteration when the last one is done, so long as there is one. */
const closedModel = async (
  { run, scenario, hire }: Executing,
  vus: number,
  until: number,
  goesOn: (vu: number) => boolean,
): Promise<void> => {
  const { signal } = run.stopping;
  const workers: Worker[] = [];
  for (let index = 0; index < vus; index += 1) workers.push(await hire());
  const loop = async (worker: Worker, vu: number): Promise<void> => {
    while (!signal.aborted && performance.now() < until && goesOn(vu)) {
      await worker.iterate();
      await breathe(); // an iteration that asks nothing must not keep the others from their turn
    }
  };
  await drain(workers.map(loop), workers, until + scenario.gracefulStop, signal);
};

const rampingVus = async (
  { run, scenario, startedAt, hire }: Executing,
  { startVUs, stages, gracefulRampDown }: ScenarioOf<"ramping-vus">,
): Promise<void> => {
  const { signal } = run.stopping;
  const until = startedAt + lengthOf(stages);
  const wantedAt = (at: number): number => {
    let from = startVUs;
    let left = at - startedAt;
    for (const { duration, target } of stages) {
      if (left < duration) return Math.round(from + ((target - from) * left) / duration);
      left -= duration;
      from = target;
    }
    return from;
  };
  const most = Math.max(startVUs, ...stages.map(({ target }) => target));
  const workers: Worker[] = [];
  const idle = new Set<number>();
  for (let index = 0; index < most; index += 1) {
    workers.push(await hire());
    idle.add(index);
  }
  const running: Promise<void>[] = [];
  const loop = async (worker: Worker, index: number): Promise<void> => {
    while (!signal.aborted && performance.now() < until && wantedAt(performance.now()) > index) {
      await worker.iterate();
      await breathe();
    }
    idle.add(index);
  };
  while (!signal.aborted && performance.now() < until) {
    const wanted = wantedAt(performance.now());
    for (let index = 0; index < wanted; index += 1) if (idle.delete(index)) running.push(loop(workers[index]!, index));
    await wait(Math.min(100, Math.max(1, until - performance.now())), signal);
  }
  await drain(running, workers, until + Math.max(scenario.gracefulStop, gracefulRampDown), signal);
};

/** Runs one scenario to its end. */
export const execute = async (executing: Executing): Promise<void> => {
  const { scenario, startedAt, dropped, run } = executing;
  switch (scenario.executor) {
    case "constant-arrival-rate":
      return openModel(executing, constantArrivals(scenario), scenario);
    case "ramping-arrival-rate":
      return openModel(executing, rampingArrivals(scenario), scenario);
    case "constant-vus":
      return closedModel(executing, scenario.vus, startedAt + scenario.duration, () => true);
    case "ramping-vus":
      return rampingVus(executing, scenario);
    case "per-vu-iterations":
    case "shared-iterations": {
      const isShared = scenario.executor === "shared-iterations";
      const left = Array.from({ length: isShared ? 1 : scenario.vus }, () => scenario.iterations);
      const take = (vu: number): boolean => {
        const at = isShared ? 0 : vu;
        if ((left[at] ?? 0) === 0) return false;
        left[at] = (left[at] ?? 0) - 1;
        return true;
      };
      const vus = isShared ? Math.min(scenario.vus, scenario.iterations) : scenario.vus;
      await closedModel(executing, vus, startedAt + scenario.maxDuration, take);
      const missed = left.reduce((sum, count) => sum + count, 0);
      if (missed > 0 && !run.stopping.signal.aborted) dropped(missed);
    }
  }
};
