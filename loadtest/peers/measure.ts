/** Measuring one contestant: as fast as it can, and at a steady rate that does not wait for it. */
import { setTimeout as sleep } from "node:timers/promises";
import { createLedger, rank, sortedOf, type Ledger } from "./figures.ts";
import type { Contestant, Job, Opened } from "./contestant.ts";
import { counting, type Spent } from "./machine.ts";

export const CHUNK = 500;
const FEEDERS = 2;
const TICK_MS = 5;
/** More than this many seconds of arrivals not closed: the contestant does not keep up, and arrivals are dropped. */
const BACKLOG_SECONDS = 2;

export interface Entrant {
  readonly contestant: Contestant;
  readonly opened: Opened;
  readonly ledger: Ledger;
  /** Told of every closing, the first and the second. */
  readonly listen: (listener: ((id: string) => void) | undefined) => void;
  readonly onClosing: (look: (() => void) | undefined) => void;
}

export const enter = async (contestant: Contestant): Promise<Entrant | { readonly missing: string }> => {
  const ledger = createLedger();
  let listener: ((id: string) => void) | undefined;
  let look: (() => void) | undefined;
  const opened = await contestant.open((id) => {
    ledger.close(id);
    listener?.(id);
    look?.();
  });
  if ("missing" in opened) return opened;
  const listen = (to: typeof listener): void => {
    listener = to;
  };
  const onClosing = (to: typeof look): void => {
    look = to;
  };
  return { contestant, opened, ledger, listen, onClosing };
};

/** Woken by the last closing: a look every few milliseconds would count as the contestant's CPU. */
const untilComplete = async ({ ledger, onClosing }: Entrant, deadlineMs: number): Promise<boolean> => {
  const isOver = Promise.withResolvers<undefined>();
  const look = (): void => {
    if (ledger.isComplete()) isOver.resolve(undefined);
  };
  const late = setTimeout(() => {
    isOver.resolve(undefined);
  }, deadlineMs);
  onClosing(look);
  look();
  await isOver.promise;
  onClosing(undefined);
  clearTimeout(late);
  return ledger.isComplete();
};

export interface Peak {
  readonly jobs: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly spent: Spent;
  readonly isComplete: boolean;
}

/** All jobs, in chunks, two of them on the way; the time runs until the last one is closed and published. */
export const peak = async (entrant: Entrant, jobs: readonly Job[], { deadlineMs = 60_000 } = {}): Promise<Peak> => {
  const { opened, ledger } = entrant;
  await opened.prepare?.(jobs);
  const closedBefore = ledger.books().closed;
  const spentSince = counting(opened.serverPids);
  const started = performance.now();
  let next = 0;
  const feeder = async (): Promise<void> => {
    while (next < jobs.length) {
      const chunk = jobs.slice(next, next + CHUNK);
      next += chunk.length;
      await opened.accept(chunk);
      ledger.accept(chunk.map(({ id }) => id));
    }
  };
  await Promise.all(Array.from({ length: FEEDERS }, feeder));
  const isComplete = await untilComplete(entrant, deadlineMs);
  await opened.settle?.();
  const seconds = (performance.now() - started) / 1000;
  const closed = ledger.books().closed - closedBefore;
  return { jobs: jobs.length, seconds, perSecond: closed / seconds, spent: spentSince(), isComplete };
};

export interface Steady {
  readonly rate: number;
  readonly sent: number;
  readonly dropped: number;
  /** When each job that was sent should have started. */
  readonly intended: ReadonlyMap<string, number>;
  /** Undefined where arrivals were dropped or jobs are not closed: then the rest of them tells nothing. */
  readonly latency: { readonly p50: number; readonly p99: number } | undefined;
  /** How much later than intended a job was handed over: the generator's own fault, part of every latency. */
  readonly lagP99: number;
  readonly spent: Spent;
}

/**
 * Open arrival: each job has its intended start, whatever is answered when, and its latency counts from there. What is due when
 * the contestant has too much on its hands is dropped and counted, never sent later.
 */
export const steady = async (
  entrant: Entrant,
  make: (count: number) => readonly Job[],
  {
    rate,
    seconds,
    deadlineMs = 30_000,
  }: { readonly rate: number; readonly seconds: number; readonly deadlineMs?: number },
): Promise<Steady> => {
  const { opened, ledger, listen } = entrant;
  const jobs = make(Math.max(1, Math.round(rate * seconds)));
  await opened.prepare?.(jobs);
  const intended = new Map<string, number>();
  const latencies: number[] = [];
  listen((id) => {
    const due = intended.get(id);
    if (due !== undefined) latencies.push(performance.now() - due);
  });
  const lags: number[] = [];
  const spentSince = counting(opened.serverPids);
  const answers: Promise<void>[] = [];
  let [next, sent, dropped] = [0, 0, 0];
  const started = performance.now();
  const dueAt = (index: number): number => started + (index * 1000) / rate;
  while (next < jobs.length) {
    const now = performance.now();
    const due: Job[] = [];
    for (; next < jobs.length && dueAt(next) <= now; next += 1) {
      const job = jobs[next];
      if (job === undefined) break;
      if (sent + due.length - latencies.length > rate * BACKLOG_SECONDS) {
        dropped += 1;
        continue;
      }
      intended.set(job.id, dueAt(next));
      lags.push(now - dueAt(next));
      due.push(job);
    }
    if (due.length > 0) {
      sent += due.length;
      answers.push(
        opened.accept(due).then(() => {
          ledger.accept(due.map(({ id }) => id));
        }),
      );
    }
    await sleep(Math.max(0, Math.min(TICK_MS, dueAt(next) - performance.now())));
  }
  await Promise.all(answers);
  const isComplete = await untilComplete(entrant, deadlineMs);
  await opened.settle?.();
  listen(undefined);
  const spent = spentSince();
  const sorted = sortedOf(latencies);
  const isSound = isComplete && dropped === 0;
  return {
    rate,
    sent,
    dropped,
    intended,
    latency: isSound ? { p50: rank(sorted, 0.5), p99: rank(sorted, 0.99) } : undefined,
    lagP99: rank(sortedOf(lags), 0.99),
    spent,
  };
};
