import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { silentLog, sweeping } from "../src/index.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const startsOf = async (share: number | undefined, tookMs: number, forMs: number): Promise<readonly number[]> => {
  const begun = performance.now();
  const starts: number[] = [];
  const sweep = sweeping({
    name: "test",
    everyMs: 1_000,
    ...(share === undefined ? {} : { share }),
    log: silentLog,
    work: async () => {
      starts.push(performance.now() - begun);
      await new Promise((resolve) => setTimeout(resolve, tookMs));
    },
  });
  sweep.start();
  await vi.advanceTimersByTimeAsync(forMs);
  const stopped = sweep.stop();
  await vi.advanceTimersByTimeAsync(tookMs);
  await stopped;
  return starts;
};

it("is done as often as it is said", async () => {
  expect(await startsOf(undefined, 100, 5_500)).toEqual([1_000, 2_000, 3_000, 4_000, 5_000]);
});

it("comes more seldom where it takes long, so that it has no more than its share of the time", async () => {
  expect(await startsOf(0.1, 500, 16_500)).toEqual([1_000, 6_000, 11_000, 16_000]);
  expect(await startsOf(0.1, 50, 3_500)).toEqual([1_000, 2_000, 3_000]);
});
