import { GridStaffedV1 } from "@wangge/contracts/events";
import { fold, isDomainError } from "@wangge/kit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { publishAs } from "../src/app/publish-as.ts";
import { staffingDecider, type GridStaffed, type StaffGrid } from "../src/domain/index.ts";

const { decide, evolve, initial } = staffingDecider;

const staffGrid = (data: Partial<StaffGrid["data"]> = {}, at = "2017-10-31T00:00:00.000Z"): StaffGrid => ({
  type: "StaffGrid",
  data: { households: 412, workers: ["w-0001", "w-0002"], responsible: "w-r0001", ...data },
  at,
});

/** The state after these commands, one after the other. */
const after = (...commands: readonly StaffGrid[]) =>
  commands.reduce((state, command) => decide(command, state).reduce(evolve, state), initial);

const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (isDomainError(error)) return error.code;
    throw error;
  }
  return "accepted";
};

describe("staffing a grid 配备", () => {
  it("gives it two or three workers and one person who answers for it", () => {
    for (const workers of [
      ["w-0001", "w-0002"],
      ["w-0001", "w-0002", "w-0003"],
    ]) {
      expect(decide(staffGrid({ workers }), initial)).toEqual([
        {
          type: "GridStaffed",
          data: { households: 412, workers, responsible: "w-r0001", staffedAt: "2017-10-31T00:00:00.000Z" },
        },
      ]);
    }
  });

  it("refuses none, one, four, the same worker twice, and nobody who answers", () => {
    const bad = [
      { workers: [] },
      { workers: ["w-0001"] },
      { workers: ["w-0001", "w-0002", "w-0003", "w-0004"] },
      { workers: ["w-0001", "w-0001"] },
      { workers: ["w-0001", "w-0002", "w-0001"] },
      { responsible: "" },
    ];
    for (const data of bad) {
      expect(codeOf(() => decide(staffGrid(data), initial))).toBe("registry.grid.staffing");
      expect(codeOf(() => decide(staffGrid(data), after(staffGrid())))).toBe("registry.grid.staffing");
    }
  });

  it("has nothing new to say when the same people come again, in any order and at any time", () => {
    const again = staffGrid({ workers: ["w-0002", "w-0001"] }, "2018-01-01T00:00:00.000Z");
    expect(decide(again, after(staffGrid()))).toEqual([]);
  });

  it("replaces the people of before when one of them is another", () => {
    const state = after(staffGrid(), staffGrid({ workers: ["w-0001", "w-0009"] }, "2018-01-01T00:00:00.000Z"));
    expect(state).toMatchObject({ workers: ["w-0001", "w-0009"], staffedAt: "2018-01-01T00:00:00.000Z" });
    expect(after(staffGrid(), staffGrid({ responsible: "w-r0009" }))).toMatchObject({ responsible: "w-r0009" });
  });

  it("never looks older than the staffing before it, whatever the clock says", () => {
    const state = after(staffGrid({}, "2018-01-01T00:00:00.000Z"), staffGrid({ responsible: "w-r0009" }));
    expect(state).toMatchObject({ responsible: "w-r0009", staffedAt: "2018-01-01T00:00:00.000Z" });
  });

  it("whatever is asked, a staffed grid has two or three different workers, and time does not run back", () => {
    const person = fc.integer({ min: 1, max: 5 }).map((no) => `w-000${String(no)}`);
    const command = fc
      .record({
        workers: fc.array(person, { maxLength: 5 }),
        responsible: fc.constantFrom("", "w-r0001", "w-r0002"),
        day: fc.integer({ min: 10, max: 28 }),
      })
      .map(({ workers, responsible, day }) =>
        staffGrid({ workers, responsible }, `2018-01-${String(day)}T00:00:00.000Z`),
      );
    let changes = 0;
    fc.assert(
      fc.property(fc.array(command, { minLength: 20, maxLength: 60, size: "max" }), (commands) => {
        const events: GridStaffed[] = [];
        let state = initial;
        for (const one of commands) {
          try {
            const fresh = decide(one, state);
            events.push(...fresh);
            state = fresh.reduce(evolve, state);
          } catch (error) {
            if (!isDomainError(error)) throw error;
          }
        }
        changes += events.length;
        for (const { data } of events) {
          expect([2, 3]).toContain(data.workers.length);
          expect(new Set(data.workers).size).toBe(data.workers.length);
        }
        const times = events.map(({ data }) => data.staffedAt);
        expect(times).toEqual(times.toSorted());
        expect(fold(staffingDecider, events)).toEqual(state);
      }),
      { numRuns: 100 },
    );
    expect(changes).toBeGreaterThan(200);
  });
});

describe("what others hear of it", () => {
  it("is the grid with its people and the places above it", () => {
    const [event] = decide(staffGrid(), initial);
    const [fact] = publishAs(event as GridStaffed, { id: "510108002001001" });
    expect(GridStaffedV1.data.parse(fact?.data)).toEqual({
      grid: "510108002001001",
      community: "510108002001",
      street: "510108002",
      households: 412,
      workers: ["w-0001", "w-0002"],
      responsible: "w-r0001",
      staffedAt: "2017-10-31T00:00:00.000Z",
    });
  });
});
