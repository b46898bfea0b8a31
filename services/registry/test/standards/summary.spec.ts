import { describe, expect, it } from "vitest";
import { summarise } from "../../src/domain/standards/index.ts";
import { recorded, reportOf, requirement, standard } from "./builders.ts";

const signage = standard({
  id: "signage-norms",
  unification: "signage",
  requirements: [requirement({ id: "signage.nameBoard", check: { is: "present", fact: "nameBoard" } })],
});
const standards = [standard(), signage];
const station = (id: string, facts: Parameters<typeof recorded>[0], since?: string) =>
  reportOf("2014-06-01", { id, standards, history: [recorded({ nameBoard: "社区公共服务站", ...facts }, since)] });

describe("what the district office sees", () => {
  const reports = [
    station("st-1", { floorAreaM2: 120 }),
    station("st-2", { floorAreaM2: 80 }, "2014-03-01"),
    station("st-3", { floorAreaM2: 80 }),
    station("st-4", { floorAreaM2: 80 }, "2014-03-01"),
    station("st-5", {}),
    reportOf("2014-06-01", { id: "st-6", standards, history: [recorded({}, "2014-07-01")] }),
  ];

  it("is one line for each of the six and each kind of place it applies to, worst first", () => {
    expect(summarise(reports)).toMatchObject([
      {
        unification: "construction",
        kind: "communityStation",
        places: 5,
        counts: { conforms: 1, deviates: 3, transition: 0, unknown: 1 },
        conforming: 0.2,
      },
      { unification: "signage", kind: "communityStation", places: 5, conforming: 1, deviating: [] },
    ]);
  });

  it("names the places that deviate, those first that have for longest", () => {
    expect(summarise(reports)[0]?.deviating).toEqual([
      { id: "st-3", name: "猛追湾社区公共服务站", since: "2014-01-01", requirements: ["construction.floorArea"] },
      { id: "st-2", name: "猛追湾社区公共服务站", since: "2014-03-01", requirements: ["construction.floorArea"] },
      { id: "st-4", name: "猛追湾社区公共服务站", since: "2014-03-01", requirements: ["construction.floorArea"] },
    ]);
  });

  it("is empty without places", () => {
    expect(summarise([])).toEqual([]);
  });
});
