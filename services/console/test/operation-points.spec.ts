import { describe, expect, it } from "vitest";
import type { Operation } from "../src/staff/enforcement/operation.ts";
import { pointsOf } from "../src/staff/enforcement/operation-points.ts";

const seen = (lng: number, minute: number) => ({
  place: { lng, lat: 30.6 },
  at: `2024-06-17T01:${String(minute).padStart(2, "0")}:00.000Z`,
});
const person = (officer: string, more: object = {}): object => ({
  officer,
  force: "patrol",
  status: "onScene",
  ...more,
});
const operation = (of: object): Operation => of as Operation;
const car = { unit: "car-1", crew: ["a", "b"] };

describe("the map of an operation", () => {
  it("has nobody who did not say where he is", () => {
    expect(pointsOf(operation({}))).toEqual([]);
    expect(pointsOf(operation({ persons: [person("a")], units: [car] }))).toEqual([]);
  });

  it("shows a unit once, where one of its crew was last", () => {
    const persons = [person("a", { seen: seen(104.1, 5) }), person("b", { seen: seen(104.2, 9) })];
    const shown = [{ id: "car-1", name: "car-1", lng: 104.2, lat: 30.6, isAlarmed: false }];
    expect(pointsOf(operation({ persons, units: [car] }))).toEqual(shown);
    expect(pointsOf(operation({ persons: [...persons].reverse(), units: [car] }))).toEqual(shown);
  });

  it("shows whom an open alarm is about himself, apart from his unit", () => {
    const persons = [person("a", { seen: seen(104.1, 5) }), person("b", { seen: seen(104.2, 9) })];
    const about = (outcome?: string) => [{ alarm: "a1", officer: "b", ...(outcome === undefined ? {} : { outcome }) }];
    const alarmed = pointsOf(operation({ persons, units: [car], alarms: about() }));
    expect(alarmed.map(({ id, isAlarmed }) => [id, isAlarmed])).toEqual([
      ["car-1", false],
      ["b", true],
    ]);
    expect(pointsOf(operation({ persons, units: [car], alarms: about("safe") })).length).toBe(1);
  });
});
