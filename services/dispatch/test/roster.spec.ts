import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { createRoster, type Roster } from "../src/app/roster.ts";
import type { RosterState } from "../src/domain/index.ts";
import { scanOf } from "./people-builders.ts";

const GRID = "510108002001001";

const rosterWith = async (open: Readonly<Record<string, number>> = {}): Promise<Roster> => {
  const roster = createRoster({
    grids: scanOf<RosterState>([
      [GRID, { staffedAt: "2017-10-31", workers: ["w-0001", "w-0002", "w-0003"], responsible: "w-r001" }],
    ]),
    openCases: () => Promise.resolve(new Map(Object.entries(open))),
  });
  await roster.refresh();
  return roster;
};

describe("the least-loaded worker of a grid", () => {
  it("has the fewest open cases", async () => {
    const roster = await rosterWith({ "w-0001": 4, "w-0002": 1, "w-0003": 2 });
    expect(roster.leastLoaded(GRID)).toBe("w-0002");
  });

  it("with equal loads is the one who waited longest", async () => {
    const roster = await rosterWith();
    const served = Array.from({ length: 6 }, () => {
      const worker = roster.leastLoaded(GRID);
      roster.took(worker);
      return worker;
    });
    expect(served).toEqual(["w-0001", "w-0002", "w-0003", "w-0001", "w-0002", "w-0003"]);
  });

  it("is served again when he has given a case back", async () => {
    const roster = await rosterWith({ "w-0001": 1, "w-0002": 1, "w-0003": 1 });
    roster.gave("w-0003");
    expect(roster.leastLoaded(GRID)).toBe("w-0003");
  });

  it("is nobody in a grid that has no workers", async () => {
    expect((await rosterWith()).leastLoaded("510108002001002")).toBeUndefined();
  });

  it("is only one of those whom the registry last named", async () => {
    const roster = await rosterWith();
    roster.staff(GRID, ["w-0009"]);
    expect(roster.leastLoaded(GRID)).toBe("w-0009");
    expect(roster.isWorkerOf(GRID, "w-0001")).toBe(false);
  });

  it("never has fewer than no cases, however often something is given back", async () => {
    const roster = await rosterWith();
    roster.gave("w-0001");
    roster.gave("w-0001");
    roster.took("w-0001");
    expect(roster.leastLoaded(GRID)).toBe("w-0002");
  });
});

it("a roster that is asked for several times at once looks at the store once, and again later", async () => {
  let looks = 0;
  const roster = createRoster({
    grids: scanOf<RosterState>([]),
    openCases: () => {
      looks += 1;
      return Promise.resolve(new Map());
    },
  });
  await Promise.all([roster.refresh(), roster.refresh(), roster.refresh()]);
  expect(looks).toBe(1);
  await roster.refresh();
  expect(looks).toBe(2);
});

it("what changed here while the store was counting is newer than what it counted", async () => {
  const counted = Promise.withResolvers<ReadonlyMap<string, number>>();
  let looks = 0;
  const roster = createRoster({
    grids: scanOf<RosterState>([[GRID, { staffedAt: "", workers: ["w-0001", "w-0002", "w-0003"], responsible: "" }]]),
    openCases: () => {
      looks += 1;
      return looks === 2 ? counted.promise : Promise.resolve(new Map([["w-0003", 7]]));
    },
  });
  await roster.refresh();
  expect(roster.loadOf("w-0003").open).toBe(7);
  const second = roster.refresh();
  await vi.waitFor(() => {
    expect(looks).toBe(2);
  });
  roster.took("w-0001");
  counted.resolve(new Map([["w-0002", 2]]));
  await second;
  expect(["w-0001", "w-0002", "w-0003"].map((worker) => roster.loadOf(worker).open)).toEqual([1, 2, 0]);
});

it("whose grids are which is known, however workers come and go between them", () => {
  const names = ["w-0001", "w-0002", "w-0003"];
  const grids = [GRID, "510108002001002", "510108002002001"];
  const staffing = fc.tuple(fc.constantFrom(...grids), fc.subarray(names));
  let shared = 0;
  fc.assert(
    fc.property(fc.array(staffing, { maxLength: 20 }), (all) => {
      const roster = createRoster({ grids: scanOf<RosterState>([]), openCases: () => Promise.resolve(new Map()) });
      const known = new Map<string, readonly string[]>();
      for (const [grid, workers] of all) {
        roster.staff(grid, workers);
        known.set(grid, workers);
        for (const worker of names) {
          const expected = [...known].flatMap(([one, has]) => (has.includes(worker) ? [one] : []));
          expect(roster.gridsOf(worker).toSorted()).toEqual(expected.toSorted());
          if (expected.length > 1) shared += 1;
        }
        const community = grid.slice(0, 12);
        const inIt = [...known].flatMap(([one, has]) => (one.startsWith(community) ? has : []));
        expect([...roster.workersIn(community)].toSorted()).toEqual([...new Set(inIt)].toSorted());
      }
    }),
  );
  expect(shared).toBeGreaterThan(100);
});
