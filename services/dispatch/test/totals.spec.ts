import { newId, silentLog, type Where } from "@wangge/kit";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createTotals } from "../src/app/totals.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const STATUSES = ["filed", "closed", "voided"];
const MINUTE = 60_000;

const COUNT = 40_000;
/** Ids of one case a minute, until now. */
const MANY = Array.from({ length: COUNT }, (_, index) => newId(Date.now() - (COUNT - index) * MINUTE));

/** A store that takes so long for what it has to hold of the finished, and for any question. */
const storeOf = (closed: readonly string[], msOfOne: number, msOfAll = 0) => {
  const is = { filed: 3, closed: [...closed] };
  const held: number[] = [];
  const totals = createTotals({
    cases: {
      countBy: async (_path: string, { "state.status": asked, _id }: Where) => {
        const { in: statuses } = asked as { readonly in: readonly string[] };
        if (!statuses.includes("closed")) return new Map([["filed", is.filed]]);
        const { gte = "", lt = "~" } = (_id ?? {}) as { readonly gte?: string; readonly lt?: string };
        const count = is.closed.filter((id) => id >= gte && id < lt).length;
        held.push(count);
        await new Promise((resolve) => setTimeout(resolve, msOfAll + count * msOfOne));
        return new Map([["closed", count]]);
      },
    },
    clock: { now: () => new Date().toISOString() },
    log: silentLog,
  });
  const ask = async (): Promise<Readonly<Record<string, number>>> => {
    let answer: ReadonlyMap<string, number> | undefined;
    void totals({}, STATUSES).then(({ counts }) => (answer = counts));
    while (answer === undefined) await vi.advanceTimersByTimeAsync(1);
    return Object.fromEntries(answer);
  };
  return { is, ask, held };
};

it("a store that counts quickly is asked every time, and once when it is known to have few", async () => {
  const { is, ask, held } = storeOf(MANY.slice(-1_000), 0.01, 20); // a dozen questions: too long by themselves
  expect(await ask()).toEqual({ filed: 3, closed: 1_000 });
  is.closed.push(newId());
  const before = held.length;
  expect(await ask()).toEqual({ filed: 3, closed: 1_001 });
  expect(held.slice(before)).toEqual([1_001]);
});

it("of one with many the finished ones are counted some at a time, in a fiftieth of the time, and the open ones always", async () => {
  const { is, ask, held } = storeOf(MANY, 0.05); // two seconds
  expect(await ask()).toEqual({ filed: 3, closed: 40_000 });
  expect(Math.max(...held)).toBeLessThan(20_001);
  const looks = held.length;
  is.filed = 2;
  is.closed.push(newId());
  expect(await ask()).toEqual({ filed: 2, closed: 40_000 });
  await vi.advanceTimersByTimeAsync(90_000);
  expect(await ask()).toEqual({ filed: 2, closed: 40_000 });
  expect(held).toHaveLength(looks);
  await vi.advanceTimersByTimeAsync(10_000);
  // The old answer at once, the new one to whoever asks when it is there.
  expect(await ask()).toEqual({ filed: 2, closed: 40_000 });
  await vi.advanceTimersByTimeAsync(3_000);
  expect(await ask()).toEqual({ filed: 2, closed: 40_001 });
});
