import fc from "fast-check";
import { expect, it } from "vitest";
import { check, idleOf, predictedMs, shareWithin } from "../peers/queueing.ts";

/** One batch after the other, told job by job: what the formula says in one line. */
const simulate = (rate: number, fixedMs: number, eachMs: number): number => {
  const gap = 1000 / rate;
  const jobs = Math.ceil((100 * fixedMs) / (1 - eachMs / gap) / gap); // a hundred batches, grown as far as they grow
  const times: number[] = [];
  let [now, next] = [0, 0];
  while (next < jobs) {
    now = Math.max(now, next * gap);
    let end = next;
    while (end < jobs && end * gap <= now) end += 1;
    const done = now + fixedMs + eachMs * (end - next);
    for (; next < end; next += 1) times.push(done - next * gap);
    now = done;
  }
  const settled = times.slice(jobs >> 1).toSorted((one, other) => one - other);
  return settled[settled.length >> 1] ?? NaN;
};

it("tells the median of a stage that works in batches, job by job", () => {
  let loaded = 0;
  fc.assert(
    fc.property(
      fc.double({ min: 4, max: 40, noNaN: true }),
      fc.double({ min: 0.05, max: 0.5, noNaN: true }),
      fc.double({ min: 0.3, max: 0.9, noNaN: true }),
      (fixed, each, share) => {
        const peak = 1000 / each;
        const rate = share * peak;
        fc.pre(rate * fixed > 4_000); // four in a batch at least: one alone waits for nobody
        loaded += share > 0.6 ? 1 : 0;
        const measured = simulate(rate, fixed, each);
        expect(measured / predictedMs(1.5 * fixed, rate, peak)).toBeGreaterThan(0.85);
        expect(measured / predictedMs(1.5 * fixed, rate, peak)).toBeLessThan(1.15);
      },
    ),
    { numRuns: 100 },
  );
  expect(loaded).toBeGreaterThan(20);
});

it("holds each point against the others alone", () => {
  const on = [100, 500, 800].map((rate) => ({ rate, medianMs: 10 / (1 - rate / 1000) }));
  expect(check(on, 1000).map(({ ratio }) => Math.round(ratio * 100))).toEqual([100, 100, 100]);
  const off = [...on, { rate: 300, medianMs: 100 }];
  expect(check(off, 1000)[3]?.ratio).toBeCloseTo(7, 5);
  expect(idleOf([{ rate: 2000, medianMs: 1 }], 1000)).toBeNaN();
});

it("tells how far a limit goes", () => {
  expect(shareWithin(10, 100)).toBeCloseTo(0.9);
  expect(shareWithin(200, 100)).toBe(0);
});
