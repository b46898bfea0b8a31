import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { beatOf } from "../src/beat.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "setImmediate", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const beaten = (beat: () => Promise<void>) => {
  const times: number[] = [];
  return {
    times,
    wait: () => {
      void beat().then(() => times.push(performance.now()));
    },
  };
};

it("comes at once after a pause, and for all who wait together", async () => {
  const { times, wait } = beaten(beatOf(10));
  const start = performance.now();
  wait();
  wait();
  await vi.advanceTimersByTimeAsync(1);
  expect(times.map((at) => at - start < 2)).toEqual([true, true]);
  expect(times[0]).toBe(times[1]);
});

it("comes no sooner than its measure after the one before", async () => {
  const { times, wait } = beaten(beatOf(10));
  wait();
  await vi.advanceTimersByTimeAsync(4);
  wait();
  wait();
  await vi.advanceTimersByTimeAsync(4);
  expect(times).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(10);
  expect(times).toHaveLength(3);
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(10);
  expect(times[1]).toBe(times[2]);
  await vi.advanceTimersByTimeAsync(50);
  const later = performance.now();
  wait();
  await vi.advanceTimersByTimeAsync(1);
  expect((times[3] ?? 0) - later).toBeLessThan(2);
});
