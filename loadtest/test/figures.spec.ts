import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  aimsOf,
  areBalanced,
  boxBusy,
  boxTicksOf,
  createLedger,
  median,
  orderOf,
  processTicksOf,
  rangeOf,
  rank,
  treeTicks,
} from "../peers/figures.ts";

describe("medians and ranks", () => {
  it("takes the middle one, or the mean of the two in the middle, in whatever order they come", () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([])).toBeNaN();
    expect(rangeOf([3, 1, 2])).toEqual([1, 3]);
  });

  it("is a median: as many above as below", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 30 }), (numbers) => {
        const middle = median(numbers);
        const below = numbers.filter((number) => number < middle).length;
        const above = numbers.filter((number) => number > middle).length;
        expect(Math.max(below, above)).toBeLessThanOrEqual(numbers.length / 2);
      }),
    );
  });

  it("ranks by the nearest: the p99 of a hundred is the 99th, the p50 of two is the first", () => {
    const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
    expect([rank(hundred, 0.5), rank(hundred, 0.99), rank(hundred, 1)]).toEqual([50, 99, 100]);
    expect(rank([7, 8], 0.5)).toBe(7);
    expect(rank([], 0.5)).toBeNaN();
  });
});

describe("order of the rounds", () => {
  it("turns round every time, so that nobody is always first", () => {
    expect([0, 1, 2].map((round) => orderOf(["a", "b", "c"], round).join(""))).toEqual(["abc", "cba", "abc"]);
  });

  it("gives every contestant the same mean place over two rounds", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.nat({ max: 50 }), (count, round) => {
        const all = Array.from({ length: count }, (_, index) => index);
        const places = all.map((one) => orderOf(all, round).indexOf(one) + orderOf(all, round + 1).indexOf(one));
        expect(new Set(places)).toEqual(new Set([count - 1]));
      }),
    );
  });
});

describe("the ledger", () => {
  it("tells what was lost and what was closed twice", () => {
    const ledger = createLedger();
    ledger.accept(["a", "b", "c"]);
    for (const id of ["a", "b", "b"]) ledger.close(id);
    expect(ledger.isComplete()).toBe(false);
    expect(ledger.books()).toEqual({ accepted: 3, closed: 2, lost: 1, double: 1, strange: 0 });
  });

  it("takes a job that is closed before the word of its acceptance is back", () => {
    const ledger = createLedger();
    ledger.close("a");
    expect(ledger.isComplete()).toBe(false);
    ledger.accept(["a"]);
    expect(ledger.isComplete()).toBe(true);
    expect(areBalanced(ledger.books())).toBe(true);
  });

  it("tells what nobody sent, and refuses what was sent before", () => {
    const ledger = createLedger();
    ledger.close("ghost");
    expect(areBalanced(ledger.books())).toBe(false);
    ledger.accept(["a"]);
    expect(() => {
      ledger.accept(["a"]);
    }).toThrow("a was accepted before");
    ledger.close("a");
    expect(() => {
      ledger.accept(["a"]);
    }).toThrow("a was accepted before");
  });

  it("balances just when every job is closed once, whatever comes in which order", () => {
    const seen = { balanced: 0, not: 0 };
    // Every job is closed nought to two times; a step is the acceptance or one closing, in any order.
    const lives = fc.array(fc.constantFrom(1, 1, 1, 1, 1, 0, 2), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(lives, fc.infiniteStream(fc.nat({ max: 1000 })), (closings, picks) => {
        const steps = closings.flatMap((times, job) => [`+${job}`, ...Array.from({ length: times }, () => `-${job}`)]);
        const ledger = createLedger();
        while (steps.length > 0) {
          const [step = ""] = steps.splice((picks.next().value ?? 0) % steps.length, 1);
          if (step.startsWith("+")) ledger.accept([step.slice(1)]);
          else ledger.close(step.slice(1));
        }
        const isClean = closings.every((times) => times === 1);
        seen[isClean ? "balanced" : "not"] += 1;
        expect(areBalanced(ledger.books())).toBe(isClean);
        expect(ledger.books().lost).toBe(closings.filter((times) => times === 0).length);
        expect(ledger.books().double).toBe(closings.filter((times) => times === 2).length);
        expect(ledger.isComplete()).toBe(closings.every((times) => times > 0));
      }),
      { numRuns: 300 },
    );
    expect(Math.min(seen.balanced, seen.not)).toBeGreaterThan(20);
  });
});

describe("how busy the machine was", () => {
  it("counts neither idling nor waiting for a disk, and guests once", () => {
    const before = boxTicksOf("cpu  100 0 50 800 50 0 0 0 30 0\ncpu0 1 1 1 1\n");
    const after = boxTicksOf("cpu  150 0 70 820 60 0 0 0 60 0\ncpu0 1 1 1 1\n");
    expect(before).toEqual({ busy: 150, all: 1000 });
    expect(boxBusy(before, after)).toBeCloseTo(0.7);
    expect(boxBusy(before, before)).toBe(0);
  });

  it("reads a process whose name is made to confuse", () => {
    const stat = "4711 (a) R 1 (b)) S 12 4711 4711 0 -1 4194560 1 2 3 4 10 20 3 4 20 0 1 0 99";
    expect(processTicksOf(stat)).toEqual({ pid: 4711, parent: 12, ticks: 37 });
    expect(processTicksOf("")).toBeUndefined();
  });

  it("adds up a server with all that it started, and nobody else", () => {
    const processes = [
      { pid: 10, parent: 1, ticks: 5 },
      { pid: 11, parent: 10, ticks: 7 },
      { pid: 12, parent: 11, ticks: 1 },
      { pid: 20, parent: 1, ticks: 100 },
    ];
    expect(treeTicks(processes, [10])).toBe(13);
    expect(treeTicks(processes, [10, 11])).toBe(13);
    expect(treeTicks(processes, [99])).toBe(0);
  });
});

describe("aims", () => {
  const summary = (name: string, jobsPerSecond: number, cpuMicros: number) => ({
    name,
    jobsPerSecond,
    cpuMicros,
    serverCpuMicros: undefined,
  });
  const verdicts = (own: number, cpu: number) =>
    Object.fromEntries(
      aimsOf(
        [summary("wangge", own, cpu), summary("bullmq", 100, 500), summary("floor", 2000, 10), summary("pg", 1000, 9)],
        ["pg", "rabbit"],
      ).map(({ aim, value, verdict }) => [aim, { value, verdict }]),
    );

  it("are said when they are missed as when they are met, and what did not run is no success", () => {
    expect(verdicts(1200, 50)).toMatchObject({
      ">= 10 x BullMQ": { value: 12, verdict: "met" },
      "<= 1/10 of BullMQ's client CPU per job": { value: 0.1, verdict: "met" },
      ">= 20 x pg-boss, a job at a time": { value: null, verdict: "not measured" },
      "ahead of pg": { value: 1.2, verdict: "met" },
      "ahead of rabbit": { value: null, verdict: "not measured" },
      ">= 0.6 of the floor: bare writes and publishing": { value: 0.6, verdict: "met" },
    });
    expect(verdicts(999, 51)).toMatchObject({
      ">= 10 x BullMQ": { verdict: "not met" },
      "<= 1/10 of BullMQ's client CPU per job": { verdict: "not met" },
      "ahead of pg": { verdict: "not met" },
      ">= 0.6 of the floor: bare writes and publishing": { verdict: "not met" },
    });
  });
});
