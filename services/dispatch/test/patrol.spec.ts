import { dayAfter, dayOf, weekdayOf } from "@wangge/calendar";
import { specFor } from "@wangge/kit/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadPatrolPlan } from "../src/app/patrols.ts";
import { coverageOf } from "../src/domain/coverage.ts";
import { cellAt, cellsOf, isInside, metresFrom, type Ring } from "../src/domain/ground.ts";
import { patrolsDue } from "../src/domain/patrol-plan.ts";
import { patrolDecider, type Patrol, type PatrolEvent, type PlannedPatrol } from "../src/domain/patrol.ts";

const given = specFor(patrolDecider);
const FROM = "2017-12-27T00:00:00.000Z";
const TO = "2017-12-27T10:00:00.000Z";
const LAPSES = "2017-12-27T10:30:00.000Z";
const NINE = "2017-12-27T01:00:00.000Z";

const planned: PlannedPatrol = {
  grid: "510108002001001",
  street: "510108002",
  day: "2017-12-27",
  from: FROM,
  to: TO,
  lapsesAt: LAPSES,
  plan: "2026.1",
  enough: 0.6,
  frame: { west: 104, south: 30, width: 0.001, height: 0.001, columns: 3, rows: 2 },
  cells: [0, 1, 2, 4],
};
const wasPlanned: PatrolEvent = { type: "PatrolPlanned", data: { ...planned, at: FROM } };
const started: PatrolEvent = { type: "PatrolStarted", data: { worker: "w-0001", at: NINE } };
const covered = (...cells: number[]): PatrolEvent => ({ type: "CellsCovered", data: { cells } });

describe("a patrol 巡查", () => {
  it("is planned once, whoever plans it", () => {
    given().when({ type: "PlanPatrol", data: planned, at: FROM }).then(wasPlanned);
    given(wasPlanned).when({ type: "PlanPatrol", data: planned, at: NINE }).thenNothing();
  });

  it("is begun within its time, by one worker", () => {
    given(wasPlanned).when({ type: "StartPatrol", worker: "w-0001", at: NINE }).then(started);
    given(wasPlanned, started).when({ type: "StartPatrol", worker: "w-0001", at: NINE }).thenNothing();
    given(wasPlanned, started)
      .when({ type: "StartPatrol", worker: "w-0002", at: NINE })
      .thenRejects("dispatch.patrol.not_yours");
    given(wasPlanned)
      .when({ type: "StartPatrol", worker: "w-0001", at: "2017-12-26T23:59:59.999Z" })
      .thenRejects("dispatch.patrol.too_early");
    given(wasPlanned).when({ type: "StartPatrol", worker: "w-0001", at: LAPSES }).thenRejects("dispatch.patrol.over");
  });

  it("keeps which cells of the grid were seen, and neither when nor in what order", () => {
    const pass = { type: "PassCheckpoints", worker: "w-0001" } as const;
    given(wasPlanned, started)
      .when({ ...pass, cells: [4, 1, 5, 1] })
      .then(covered(1, 4));
    given(wasPlanned, started, covered(1, 4))
      .when({ ...pass, cells: [4, 1] })
      .thenNothing();
    given(wasPlanned)
      .when({ ...pass, cells: [1] })
      .thenRejects("dispatch.patrol.not_walking");
    given(wasPlanned, started)
      .when({ ...pass, worker: "w-0002", cells: [1] })
      .thenRejects("dispatch.patrol.not_yours");
  });

  it("is missed when its time is over and it is not finished, and not before", () => {
    const late = "2017-12-27T10:30:00.001Z";
    given(wasPlanned).when({ type: "MissPatrol", at: LAPSES }).thenNothing();
    for (const history of [[wasPlanned], [wasPlanned, started]])
      given(...history)
        .when({ type: "MissPatrol", at: late })
        .then({ type: "PatrolMissed", data: { at: late } });
    given(wasPlanned, started, { type: "PatrolFinished", data: { at: NINE } })
      .when({ type: "MissPatrol", at: late })
      .thenNothing();
  });
});

describe("the plan", () => {
  const plan = loadPatrolPlan()(NINE);

  it("walks each kind of grid as often in every week as it says, whatever the grid", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...plan.rules),
        fc.integer({ min: 1, max: 999_999 }),
        fc.integer({ min: 0, max: 4_000 }),
        (rule, number, shift) => {
          const grid = `510108002${String(number).padStart(6, "0")}`;
          const day = dayAfter("2012-01-01", shift);
          const monday = dayAfter(day, 1 - weekdayOf(day));
          const week = Array.from({ length: 7 }, (_, after) => dayAfter(monday, after));
          const due = week.flatMap((one) => patrolsDue(plan, { grid, management: rule.management }, one));
          expect(due.length).toBe(rule.daysPerWeek * rule.windows.length);
          for (const { from, to } of due) expect([from < to, dayOf(from) === dayOf(to)]).toEqual([true, true]);
        },
      ),
    );
  });

  it("does not send all grids of a kind out on the same days", () => {
    const monday = "2017-12-25";
    const grids = Array.from({ length: 100 }, (_, number) => `510108002${String(number + 1).padStart(6, "0")}`);
    const out = grids.filter((grid) => patrolsDue(plan, { grid, management: "propertyManaged" }, monday).length > 0);
    expect(out.length).toBeGreaterThan(20);
    expect(out.length).toBeLessThan(80);
  });
});

const square = (west: number, south: number, side: number): Ring => [
  [west, south],
  [west + side, south],
  [west + side, south + side],
  [west, south + side],
  [west, south],
];

describe("the ground", () => {
  const ring = square(104, 30, 0.003);

  it("is cut in cells of about a hundred metres that have their middle in it", () => {
    const { frame, cells } = cellsOf(ring, 100);
    expect([frame.columns, frame.rows, cells.length]).toEqual([3, 3, 9]);
    const half: Ring = [
      [104, 30],
      [104.003, 30],
      [104, 30.003],
    ];
    expect(cellsOf(half, 100).cells).toEqual([0, 1, 3]);
  });

  it("has a cell for whoever stands in it", () => {
    const { frame, cells } = cellsOf(ring, 100);
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (x, y) => {
          const cell = cellAt(frame, { lng: 104 + x * 0.003, lat: 30 + y * 0.003 });
          expect(cells).toContain(cell);
        },
      ),
    );
    expect(cellAt(frame, { lng: 103.999, lat: 30.001 })).toBeUndefined();
  });

  it("is as far as it is", () => {
    expect(metresFrom(ring, { lng: 104.001, lat: 30.001 })).toBe(0);
    expect(isInside(ring, { lng: 104.001, lat: 30.004 })).toBe(false);
    expect(metresFrom(ring, { lng: 104.001, lat: 30.004 })).toBeCloseTo(111.2, 0);
  });
});

describe("coverage 覆盖率", () => {
  const patrol = (more: Partial<Patrol>): Patrol =>
    ({
      ...planned,
      status: "finished",
      worker: "w-0001",
      startedAt: NINE,
      visited: [],
      finishedAt: NINE,
      ...more,
    }) as Patrol;

  it("counts a cell once however often it was seen, and sets what was walked beside what was planned", () => {
    const all = [
      patrol({ visited: [0, 1] }),
      patrol({ visited: [1, 2, 4] }),
      patrol({ status: "missed", visited: [] }),
      patrol({ status: "planned" }),
    ];
    expect(coverageOf(all, { by: "grid", per: "day" })).toEqual([
      {
        ...{ place: planned.grid, from: planned.day, planned: 4, finished: 2, enough: 1, missed: 1, open: 1 },
        ...{ cells: 4, covered: 4 },
      },
    ]);
  });

  it("adds up over a week and a street", () => {
    const all = [
      patrol({ day: "2017-12-25", visited: [0] }),
      patrol({ day: "2017-12-31", visited: [1] }),
      patrol({ day: "2018-01-01", visited: [2] }),
      patrol({ grid: "510108002001002", visited: [0] }),
    ];
    expect(
      coverageOf(all, { by: "street", per: "week" }).map(({ place, from, cells, covered }) => [
        place,
        from,
        cells,
        covered,
      ]),
    ).toEqual([
      ["510108002", "2017-12-25", 8, 3],
      ["510108002", "2018-01-01", 4, 1],
    ]);
  });
});
