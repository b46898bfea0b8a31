import { describe, expect, it } from "vitest";
import { createRoster, type Roster } from "../src/app/roster.ts";

const GRID = "510108002001001";

const rosterWith = async (open: Readonly<Record<string, number>> = {}): Promise<Roster> => {
  const roster = createRoster({
    grids: {
      find: ({ after }) =>
        Promise.resolve(
          after === undefined
            ? [
                {
                  id: GRID,
                  version: 1,
                  state: { staffedAt: "2017-10-31", workers: ["w-0001", "w-0002", "w-0003"], responsible: "w-r001" },
                },
              ]
            : [],
        ),
    },
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
    grids: { find: () => Promise.resolve([]) },
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
