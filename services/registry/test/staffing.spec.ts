import { GridStaffedV1, GridVacatedV1 } from "@wangge/contracts/events";
import { specFor, walk } from "@wangge/kit/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { publishStaffing } from "../src/app/publish-as.ts";
import { staffingDecider, type StaffGrid, type StaffingEvent } from "../src/domain/index.ts";

const given = specFor(staffingDecider);
const AT = "2018-01-01T00:00:00.000Z";
const staff = { households: 412, workers: ["w-0001", "w-0002"], responsible: "w-r0001" };
const asOf = { change: 1, day: "2018-01-01" };

const staffGrid = (data: Partial<StaffGrid["data"]> = {}, at = AT): StaffGrid => ({
  type: "StaffGrid",
  data: { ...staff, asOf, ...data },
  at,
});
const staffed = (data: object = {}): StaffingEvent => ({
  type: "GridStaffed",
  data: { ...staff, staffedAt: AT, asOf, ...data },
});
const oneMissing = { workers: 1, responsible: false };
const vacated = (vacancy = oneMissing, seen = asOf): StaffingEvent => ({
  type: "GridVacated",
  data: { vacancy, asOf: seen },
});

describe("who works in a grid, as others hear of it 配备", () => {
  it("is told when it is first known, and again when somebody is another", () => {
    given().when(staffGrid()).then(staffed());
    given(staffed())
      .when(staffGrid({ responsible: "w-r0009" }))
      .then(staffed({ responsible: "w-r0009" }));
    given(staffed())
      .when(staffGrid({ workers: ["w-0001", "w-0009"] }))
      .then(staffed({ workers: ["w-0001", "w-0009"] }));
    given(staffed())
      .when(staffGrid({ households: 420 }))
      .then(staffed({ households: 420 }));
  });

  it("is not told again for the same people, in any order and at any time", () => {
    given(staffed())
      .when(staffGrid({ workers: ["w-0002", "w-0001"] }, "2018-02-01T00:00:00.000Z"))
      .thenNothing();
  });

  it("never looks older than what was told before, whatever the clock says", () => {
    given(staffed())
      .when(staffGrid({ responsible: "w-r0009" }, "2017-01-01T00:00:00.000Z"))
      .then(staffed({ responsible: "w-r0009" }));
  });

  it("is not taken back by a replica that reads an older register", () => {
    const later = { change: 7, day: "2018-01-05" };
    for (const past of [
      { change: 6, day: "2018-01-05" },
      { change: 7, day: "2018-01-04" },
    ])
      given(staffed({ asOf: later }))
        .when(staffGrid({ responsible: "w-r0009", asOf: past }))
        .thenNothing();
    given(staffed({ asOf: later }))
      .when(staffGrid({ responsible: "w-r0009", asOf: later }))
      .then(staffed({ responsible: "w-r0009", asOf: later }));
  });
});

describe("a vacancy 缺岗", () => {
  it("is an alarm, once for as long as it is the same", () => {
    const short = staffGrid({ workers: ["w-0001"], vacancy: oneMissing });
    given(staffed())
      .when(short)
      .then(staffed({ workers: ["w-0001"] }), vacated());
    given(staffed({ workers: ["w-0001"] }), vacated())
      .when(short)
      .thenNothing();
  });

  it("of the one who answers leaves the last one known, and says that nobody answers", () => {
    const nobody = { workers: 0, responsible: true };
    given(staffed())
      .when(staffGrid({ responsible: undefined, vacancy: nobody }))
      .then(vacated(nobody));
    given()
      .when(staffGrid({ responsible: undefined, vacancy: nobody }))
      .then(vacated(nobody));
  });

  it("is over when the people are there again", () => {
    given(staffed({ workers: ["w-0001"] }), vacated())
      .when(staffGrid())
      .then(staffed(), { type: "VacancyEnded", data: { asOf } });
  });

  it("whatever is told in whatever order, ends as the newest reading says", () => {
    const readings = fc.array(
      fc.record({
        change: fc.integer({ min: 1, max: 12 }),
        workers: fc.uniqueArray(fc.constantFrom("w-0001", "w-0002", "w-0003"), { minLength: 1, maxLength: 3 }),
      }),
      { minLength: 5, maxLength: 40, size: "max" },
    );
    let late = 0;
    fc.assert(
      fc.property(readings, (told) => {
        // Every replica that has read so far says the same of it.
        const byChange = new Map(told.map((one) => [one.change, one.workers]));
        const commands = told.map(({ change }) => {
          const workers = byChange.get(change) ?? [];
          const vacancy = workers.length < 2 ? oneMissing : undefined;
          return staffGrid({ workers, vacancy, asOf: { change, day: asOf.day } });
        });
        late += told.filter(({ change }, index) => told.slice(0, index).some((one) => one.change > change)).length;
        const newest = Math.max(...told.map(({ change }) => change));
        const at = told.findLastIndex(({ change }) => change === newest);
        const state = walk(staffingDecider, commands.slice(0, at + 1)).at(-1);
        const workers = byChange.get(newest) ?? [];
        expect(state).toMatchObject({ status: "staffed" });
        expect([...(state as { workers: readonly string[] }).workers].sort()).toEqual(workers.toSorted());
        expect(state?.vacancy === undefined).toBe(workers.length >= 2);
      }),
      { numRuns: 200 },
    );
    expect(late).toBeGreaterThan(500);
  });
});

describe("what others hear of it", () => {
  it("is the grid with its people and the places above it", () => {
    const [fact] = publishStaffing(staffed(), { id: "510108002001001" });
    expect(GridStaffedV1.data.parse(fact?.data)).toEqual({
      grid: "510108002001001",
      community: "510108002001",
      street: "510108002",
      ...staff,
      staffedAt: AT,
    });
    const [alarm] = publishStaffing(vacated(), { id: "510108002001001" });
    expect(GridVacatedV1.data.parse(alarm?.data)).toMatchObject({
      missingWorkers: 1,
      missingResponsible: false,
      since: "2018-01-01",
    });
  });
});
