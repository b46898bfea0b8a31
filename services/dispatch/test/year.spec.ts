import { describe, expect, it } from "vitest";
import type { CaseEvent } from "../src/domain/index.ts";
import { simulateYear } from "./year.ts";
import { later } from "./builders.ts";

const options = { year: 2017, casesADay: 8, seed: 7, sampleEvery: 20 };

/** Bends the first history that has such an event. */
const once = (type: CaseEvent["type"], bend: (event: CaseEvent) => readonly CaseEvent[]) => {
  let isDone = false;
  return (events: readonly CaseEvent[]): readonly CaseEvent[] => {
    const index = events.findIndex((event) => event.type === type);
    if (isDone || index < 0) return events;
    isDone = true;
    return [...events.slice(0, index), ...bend(events[index] as CaseEvent), ...events.slice(index + 1)];
  };
};

describe("a year of the district 一年", () => {
  it("accounts for every case, tells each missed deadline at each level once at its time, and issues deadlines as counted by hand", () => {
    const year = simulateYear(options);
    expect(year.problems).toEqual([]);
    expect(year.cases).toBeGreaterThan(2_500);
    expect(year.sampled).toBeGreaterThan(200);
    expect(year.breaches).toBeGreaterThan(500);
    // It has to have met what it speaks of.
    for (const type of [
      "CaseEscalated",
      "LadderExhausted",
      "OrderHandedOn",
      "CaseResumed",
      "CaseExtended",
      "CaseReturned",
      "CaseReworked",
      "CaseReopened",
      "OvertimeExempted",
      "VerificationAsked",
    ])
      expect(year.types[type] ?? 0, type).toBeGreaterThan(3);
  });

  it("is the same year again for the same seed, and another one for another", () => {
    const few = { ...options, casesADay: 0.5 };
    expect(simulateYear(few)).toEqual(simulateYear(few));
    expect(simulateYear({ ...few, seed: 8 }).events).not.toBe(simulateYear(few).events);
  });

  const few = { ...options, casesADay: 1 };
  it.each([
    [
      "told a minute late",
      once("CaseEscalated", (event) => [
        { ...event, data: { ...event.data, at: later(event.data.at, 1) } } as CaseEvent,
      ]),
    ],
    ["told to nobody", once("CaseEscalated", () => [])],
    ["told twice", once("CaseEscalated", (event) => [event, event])],
    [
      "a check due a minute late",
      once("CaseHandled", (event) =>
        event.type === "CaseHandled"
          ? [{ ...event, data: { ...event.data, checkBy: later(event.data.checkBy, 1) } }]
          : [event],
      ),
    ],
  ])("sees what is wrong: %s", (_name, bend) => {
    expect(simulateYear(few, bend).problems.length).toBeGreaterThan(0);
  });
});
