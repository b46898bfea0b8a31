import { GridCode, WorkerId } from "@wangge/contracts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import country from "../data/headline.json" with { type: "json" };
import { gridCodes } from "../bench/feed.ts";
import { idAt, variationAt, variationsOf } from "../growth/cases.ts";
import { bytesPerGrid, costOf, costTimes, headlineOf, stagesTo, timesOfFirst, verdictOf } from "../growth/figures.ts";
import { gridAt, gridsOf, rosterAt } from "../growth/rosters.ts";

describe("a verdict on growth", () => {
  it("is met where the worst is not more than one and a half of the first", () => {
    expect(timesOfFirst([200, 250, 300])).toEqual([1, 1.25, 1.5]);
    expect(verdictOf("cpu", [1, 1.25, 1.5])).toEqual({ aim: "cpu", value: 1.5, verdict: "met" });
    expect(verdictOf("cpu", [1, 1.51, 1.2])).toEqual({ aim: "cpu", value: 1.51, verdict: "not met" });
  });

  it("is not given where something was not measured", () => {
    expect(verdictOf("cpu", [1, NaN]).verdict).toBe("not measured");
    expect(verdictOf("cpu", []).verdict).toBe("not measured");
  });
});

it("costs are medians; a case that takes half the rate takes twice the time; without the servers' CPU nothing is said of it", () => {
  const round = (perSecond: number, clientMicros: number, serverMicros: number | null) => ({
    perSecond,
    clientMicros,
    serverMicros,
  });
  const first = costOf([round(2000, 100, 500), round(1800, 140, 500), round(9000, 120, 700)]);
  expect(first).toEqual({ jobs_per_s: 2000, cpu_us_per_case: 120, server_cpu_us_per_case: 500 });
  const second = costOf([round(1000, 180, null)]);
  expect(second.server_cpu_us_per_case).toBeNull();
  const times = costTimes([first, second]);
  expect([times.time, times.cpu]).toEqual([
    [1, 2],
    [1, 1.5],
  ]);
  expect(times.server_cpu[1]).toBeNaN();
});

it("a grid takes what the larger size takes more, shared by the grids that it has more", () => {
  expect(bytesPerGrid([1_000_000, 800_000_000], [748, 60_000_000])).toBe(741);
  expect(bytesPerGrid([748, 60_000_000], [748, 60_000_000])).toBeNull();
});

it("stages grow tenfold and end where it was said", () => {
  expect(stagesTo(100_000)).toEqual([10_000, 100_000]);
  expect(stagesTo(10_000_000)).toEqual([10_000, 100_000, 1_000_000, 10_000_000]);
  expect(stagesTo(500)).toEqual([500]);
});

it("the country's busiest moment is about 3,500 cases and 28,000 events a second", () => {
  const { callsPerSecond, ownPerSecond, casesPerSecond, eventsPerSecond } = headlineOf(country);
  expect(Math.round(callsPerSecond)).toBe(51);
  expect(Math.round(ownPerSecond)).toBe(36);
  expect(Math.round(casesPerSecond / 100)).toBe(35);
  expect(Math.round(eventsPerSecond / 1000)).toBe(28);
});

describe("made-up grids", () => {
  it("are a district's as the other benches have it, and a million unlike each other, each with a code that is one", () => {
    expect(gridsOf(748)).toEqual(gridCodes());
    const all = gridsOf(1_000_000);
    expect(new Set(all).size).toBe(1_000_000);
    for (const index of [0, 747, 748, 19_999, 999_999]) expect(GridCode.safeParse(all[index]).success).toBe(true);
  });

  it("have each their own workers, none without, on average as many as was said", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.constantFrom(1, 2.5, 4.5), (count, each) => {
        const all = Array.from({ length: count }, (_, index) => rosterAt(index, each).workers);
        expect(Math.min(...all.map(({ length }) => length))).toBeGreaterThan(0);
        const flat = all.flat();
        expect(flat.length).toBe(Math.floor(count * each));
        expect(new Set(flat).size).toBe(flat.length);
        expect(flat.every((worker) => WorkerId.safeParse(worker).success)).toBe(true);
      }),
    );
  });
});

describe("cases of the past", () => {
  const closed = {
    _id: "01M8M2SZHP9BZX2RX8QWEX8RBD",
    version: 4,
    unsealed: 1,
    savedAt: new Date("2026-11-29T16:00:00.000Z"),
    state: {
      ...{ grid: "510108002001001", street: "510108002", category: "event-0201", status: "closed" },
      standard: { id: "event-0201-1@2026.1", limit: { amount: 4 } },
      assignment: { worker: "w-00000000", assignedAt: "2026-11-29T16:00:00.000Z", dueAt: "2026-11-30T04:00:00.000Z" },
      ...{ handledAt: "2026-11-29T16:10:00.000Z", closedAt: "2026-11-29T16:20:00.000Z" },
    },
    history: [{ event: { type: "CaseHandled", data: { by: { account: "acc-w-00000000" } } }, link: { at: 7 } }],
  };

  it("differ from the one they are made of by id, place, worker, category and time, and by nothing else", () => {
    const day = 86_400_000;
    const made = variationsOf(closed)({
      ...{ id: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W", grid: "510109003002007", worker: "w-00000042", category: "event-0110" },
      ...{ earlierMs: 10 * day, taken: 1.5 },
    });
    expect(made).toEqual({
      ...{ _id: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W", version: 4, seals: [{ epoch: 1, version: 4 }] },
      savedAt: new Date("2026-11-19T16:00:00.000Z"),
      state: {
        ...{ grid: "510109003002007", street: "510109003", category: "event-0110", status: "closed" },
        standard: { id: "event-0110-1@2026.1", limit: { amount: 4 } },
        assignment: { worker: "w-00000042", assignedAt: "2026-11-19T16:00:00.000Z", dueAt: "2026-11-20T04:00:00.000Z" },
        ...{ handledAt: "2026-11-20T10:00:00.000Z", closedAt: "2026-11-20T10:00:00.000Z" },
      },
      history: [{ event: { type: "CaseHandled", data: { by: { account: "acc-w-00000042" } } }, link: { at: 7 } }],
    });
  });

  it("have ids that sort by time, back from now, in grids and hands that belong together", () => {
    const past = { grids: 748, workersEach: 2.5, now: Date.parse("2026-11-29T16:00:00.000Z") };
    const all = Array.from({ length: 5_000 }, (_, number) => variationAt(number, past));
    const ids = all.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].toSorted().toReversed()); // the first is the newest
    expect(idAt(0, 33)).toBe(`${"0".repeat(24)}11`);
    const workersOf = new Map(gridsOf(748).map((grid, index) => [grid, rosterAt(index, 2.5).workers]));
    expect(all.every(({ grid, worker }) => workersOf.get(grid)?.includes(worker) === true)).toBe(true);
    expect(new Set(all.map(({ grid }) => grid)).size).toBe(748);
    expect(gridAt(0)).toBe("510108002001001");
  });
});
