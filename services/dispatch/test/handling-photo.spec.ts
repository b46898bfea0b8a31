import { describe, expect, it } from "vitest";
import { flagsOf, missingKinds, roundedPoint, type EvidenceRules } from "../src/domain/handling-photo.ts";

const AT = "2017-12-27T06:00:00.000Z";
const rules: EvidenceRules = {
  farMetres: 200,
  oldHours: 24,
  aheadMinutes: 10,
  decimals: 4,
  required: [
    { categories: ["event-02*"], step: "handle", kinds: ["after"] },
    { categories: ["event-0201"], step: "handle", kinds: ["before", "after"] },
    { categories: ["event-0201"], step: "check", kinds: ["far"] },
  ],
};
const good = {
  kind: "after" as const,
  takenAt: "2017-12-27T05:00:00.000Z",
  point: { lng: 104, lat: 30 },
  metresFromGrid: 20,
  orderedAt: "2017-12-27T01:00:00.000Z",
};

describe("what is odd about a photo", () => {
  it.each([
    [{}, []],
    [{ metresFromGrid: 200 }, []],
    [{ metresFromGrid: 201 }, ["far"]],
    [{ metresFromGrid: undefined }, ["placeUnchecked"]],
    [{ point: undefined, metresFromGrid: undefined }, ["noPlace"]],
    [{ takenAt: undefined }, ["noTime"]],
    [{ takenAt: "2017-12-27T06:10:00.001Z" }, ["ahead"]],
    [{ takenAt: "2017-12-27T06:10:00.000Z" }, []],
    [{ takenAt: "2017-12-26T05:59:59.999Z", orderedAt: undefined }, ["old"]],
    [{ takenAt: "2017-12-27T00:59:00.000Z" }, ["beforeOrder"]],
    [{ takenAt: "2017-12-27T00:59:00.000Z", kind: "before" as const }, []],
  ])("%j is flagged %j", (more, flags) => {
    expect(flagsOf({ ...good, ...more }, rules, AT)).toEqual(flags);
  });

  it("its place is kept to the street", () => {
    expect(roundedPoint({ lng: 104.0921345, lat: 30.6634987 }, 4)).toEqual({ lng: 104.0921, lat: 30.6635 });
  });
});

describe("photos that a step needs", () => {
  const handle = { category: "event-0201", step: "handle" as const, attempt: 2 };

  it("are those of all rules of its category, and of no other", () => {
    expect(missingKinds(rules, handle, [])).toEqual(["after", "before"]);
    expect(missingKinds(rules, { ...handle, category: "event-0299" }, [])).toEqual(["after"]);
    expect(missingKinds(rules, { ...handle, step: "check" }, [])).toEqual(["far"]);
    expect(missingKinds(rules, { ...handle, category: "event-0101" }, [])).toEqual([]);
  });

  it("after a rework want a new one of the result, and are content with the old one of before", () => {
    const first = [
      { kind: "before" as const, attempt: 1 },
      { kind: "after" as const, attempt: 1 },
    ];
    expect(missingKinds(rules, { ...handle, attempt: 1 }, first)).toEqual([]);
    expect(missingKinds(rules, handle, first)).toEqual(["after"]);
    expect(missingKinds(rules, handle, [...first, { kind: "after", attempt: 2 }])).toEqual([]);
  });
});
