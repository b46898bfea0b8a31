import { silentLog, type Where } from "@wangge/kit";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createTotals } from "../src/app/totals.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const STATUSES = ["filed", "closed", "voided"];

/** A store that takes so long to count what is finished. */
const storeOf = (tookMs: number) => {
  const is = { filed: 3, closed: 1_000 };
  let looks = 0;
  const totals = createTotals({
    cases: {
      countBy: async (_path: string, { "state.status": asked }: Where) => {
        const statuses = (asked as { readonly in: readonly string[] }).in;
        if (!statuses.includes("closed")) return new Map([["filed", is.filed]]);
        looks += 1;
        const { closed } = is;
        await new Promise((resolve) => setTimeout(resolve, tookMs));
        return new Map([["closed", closed]]);
      },
    },
    clock: { now: () => new Date().toISOString() },
    log: silentLog,
  });
  const ask = async (): Promise<Readonly<Record<string, number>>> => {
    const answer = totals({}, STATUSES);
    await vi.advanceTimersByTimeAsync(tookMs);
    return Object.fromEntries((await answer).counts);
  };
  return { is, ask, looks: () => looks };
};

it("a store that counts quickly is asked every time", async () => {
  const { is, ask, looks } = storeOf(10);
  expect(await ask()).toEqual({ filed: 3, closed: 1_000 });
  is.closed = 1_001;
  expect(await ask()).toEqual({ filed: 3, closed: 1_001 });
  expect(looks()).toBe(2);
});

it("one with millions counts the finished ones in a fiftieth of the time, and the open ones always", async () => {
  const { is, ask, looks } = storeOf(2_000);
  expect(await ask()).toEqual({ filed: 3, closed: 1_000 });
  is.filed = 2;
  is.closed = 1_001;
  expect(await ask()).toEqual({ filed: 2, closed: 1_000 });
  await vi.advanceTimersByTimeAsync(90_000);
  expect(await ask()).toEqual({ filed: 2, closed: 1_000 });
  expect(looks()).toBe(1);
  await vi.advanceTimersByTimeAsync(10_000);
  // The old answer at once, the new one to whoever asks next.
  expect(await ask()).toEqual({ filed: 2, closed: 1_000 });
  expect(await ask()).toEqual({ filed: 2, closed: 1_001 });
  expect(looks()).toBe(2);
});
