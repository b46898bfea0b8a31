import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Contestant, Job } from "../peers/contestant.ts";
import { enter, peak, steady, type Entrant } from "../peers/measure.ts";

const made = (from = 0) => {
  let number = from;
  return (count: number): readonly Job[] =>
    Array.from({ length: count }, () => ({ id: `job-${(number += 1)}`, grid: "", body: "" }));
};

/** A contestant that closes what `when` says, after so many milliseconds; undefined: never. */
const entrantOf = async (when: (job: Job, sinceOpen: number) => number | undefined): Promise<Entrant> => {
  const started = performance.now();
  const contestant: Contestant = {
    name: "pretender",
    durability: "none",
    mode: "job",
    open: (closed) =>
      Promise.resolve({
        accept: (jobs) => {
          for (const job of jobs) {
            const after = when(job, performance.now() - started);
            if (after !== undefined) setTimeout(() => closed(job.id), after);
          }
          return Promise.resolve();
        },
        audit: () => Promise.resolve({ closed: 0, published: undefined }),
        serverPids: () => [],
        close: () => Promise.resolve(),
      }),
  };
  const entrant = await enter(contestant);
  if ("missing" in entrant) throw new Error(entrant.missing);
  return entrant;
};

describe("the steady run", () => {
  it("sends every job at its time, and counts from there", async () => {
    const entrant = await entrantOf(() => 40);
    const { sent, dropped, latency } = await steady(entrant, made(), { rate: 200, seconds: 1 });
    expect({ sent, dropped }).toEqual({ sent: 200, dropped: 0 });
    expect(latency?.p50).toBeGreaterThanOrEqual(38);
    expect(latency?.p50).toBeLessThan(120);
  });

  it("shows a generator that stood still: what should have started meanwhile has waited since its own time", async () => {
    let hasStalled = false;
    const entrant = await entrantOf((_, since) => {
      if (since > 300 && !hasStalled) {
        hasStalled = true;
        const end = performance.now() + 600;
        while (performance.now() < end); // nothing else runs
      }
      return 1;
    });
    const { sent, latency, lagP99 } = await steady(entrant, made(), { rate: 200, seconds: 1.2 });
    expect(sent).toBe(240);
    // By the time of sending all would have taken some milliseconds.
    expect(latency?.p99).toBeGreaterThan(500);
    expect(lagP99).toBeGreaterThan(500);
  });

  it("drops what comes on top of two seconds of arrivals, and then tells no latency", async () => {
    const entrant = await entrantOf((_, since) => Math.max(1, 2600 - since));
    const { sent, dropped, latency } = await steady(entrant, made(), { rate: 100, seconds: 2.5 });
    expect(dropped).toBeGreaterThan(0);
    expect(sent + dropped).toBe(250);
    expect(latency).toBeUndefined();
    expect(entrant.ledger.books()).toMatchObject({ accepted: sent, lost: 0 });
  });

  it("tells no latency where a job was lost", async () => {
    const entrant = await entrantOf(({ id }) => (id === "job-7" ? undefined : 1));
    const { latency } = await steady(entrant, made(), { rate: 100, seconds: 0.2, deadlineMs: 200 });
    expect(latency).toBeUndefined();
    expect(entrant.ledger.books()).toMatchObject({ accepted: 20, closed: 19, lost: 1 });
  });
});

describe("the peak run", () => {
  it("counts what was closed, in the time until the last one was", async () => {
    const entrant = await entrantOf(() => 100);
    const started = performance.now();
    const run = await peak(entrant, made()(1200));
    expect(run).toMatchObject({ jobs: 1200, isComplete: true });
    expect(run.seconds).toBeGreaterThanOrEqual(0.1);
    expect(run.seconds).toBeLessThanOrEqual((performance.now() - started) / 1000);
    expect(run.perSecond).toBeCloseTo(1200 / run.seconds);
  });

  it("ends with what is missing said, and does not count it as done", async () => {
    const entrant = await entrantOf(({ id }) => (id.endsWith("0") ? undefined : 1));
    const run = await peak(entrant, made()(100), { deadlineMs: 150 });
    expect(run.isComplete).toBe(false);
    expect(run.perSecond).toBeCloseTo(90 / run.seconds);
    await sleep(5);
    expect(entrant.ledger.books()).toMatchObject({ accepted: 100, closed: 90, lost: 10 });
  });
});
