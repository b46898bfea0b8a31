import { fold } from "@wangge/kit/domain";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  caseDecider,
  clocksOf,
  type CaseCommand,
  type CaseEvent,
  type CaseState,
  type Line,
} from "../src/domain/index.ts";
import { anyLife, line } from "./any-life.ts";
import {
  caseAccepted,
  caseAssigned,
  caseAssignedTo,
  caseFiled,
  caseHandled,
  caseWaiting,
  later,
  T0,
  verificationAsked,
} from "./builders.ts";

const stateOf = (events: readonly CaseEvent[]): CaseState => fold(caseDecider, events);
const wake = (at: string, told: Line | "unknown" = line, next?: string): CaseCommand => ({
  type: "WakeCase",
  data: { ...(told === "unknown" ? {} : { line: told }), ...(next === undefined ? {} : { next }) },
  at,
});
const told = (events: readonly CaseEvent[]) =>
  events.flatMap((event) =>
    event.type === "CaseEscalated"
      ? [`${String(event.data.level)} ${event.data.post} ${event.data.person ?? "vacant"} ${event.data.dueAt}`]
      : event.type === "LadderExhausted"
        ? [`exhausted ${event.data.dueAt}`]
        : [],
  );

/** Wednesday 27 December 2017, 09:00 in Chengdu. */
const DUE = "2017-12-28T01:00:00.000Z"; // Thursday 09:00
const DEPARTMENT = "environmental-sanitation";

describe("the ladder 升级", () => {
  const late = [caseFiled(), caseAssignedTo(DEPARTMENT), caseAccepted()];

  it("goes up the line of superiors in working time, and ends in one alarm", () => {
    expect(told(caseDecider.decide(wake("2018-01-31T00:00:00.000Z"), stateOf(late)))).toEqual([
      `1 gridResponsible w-9001 ${DUE}`,
      // 1 working hour later
      `2 communitySecretary w-9002 2017-12-28T02:00:00.000Z`,
      // 4 working hours later: 10:00-12:00, 14:00-16:00
      `3 streetDirector w-9003 2017-12-28T08:00:00.000Z`,
      // 8 working hours later: 16:00-18:00 on Thursday, 08:00-12:00 and 14:00-16:00 on Friday
      `exhausted 2017-12-29T08:00:00.000Z`,
    ]);
  });

  it("tells each level once, however often somebody looks, and nothing after the alarm", () => {
    let events = late;
    const found: string[] = [];
    for (let minutes = 0; minutes < 14 * 24 * 60; minutes += 37) {
      const next = caseDecider.decide(wake(later(T0, minutes)), stateOf(events));
      found.push(...told(next));
      events = [...events, ...next];
    }
    expect(found.length).toBe(4);
    expect(stateOf(events)).not.toHaveProperty("wakeAt");
  });

  it("passes over a vacant post at once", () => {
    const vacant = { ...line, gridResponsible: undefined };
    expect(told(caseDecider.decide(wake(DUE.replace("00.000", "01.000"), vacant), stateOf(late)))).toEqual([
      `1 gridResponsible vacant ${DUE}`,
      `2 communitySecretary w-9002 ${DUE}`,
    ]);
  });

  it("waits where nobody knows the line, and catches up with the true times", () => {
    expect(caseDecider.decide(wake("2017-12-28T03:00:00.000Z", "unknown"), stateOf(late))).toEqual([]);
    expect(told(caseDecider.decide({ ...wake("2017-12-28T03:00:00.000Z") }, stateOf(late)))).toEqual([
      `1 gridResponsible w-9001 ${DUE}`,
      `2 communitySecretary w-9002 2017-12-28T02:00:00.000Z`,
    ]);
  });

  it("misses nobody: unassigned, unverified and unchecked cases escalate as well", () => {
    const cases: readonly (readonly [readonly CaseEvent[], string])[] = [
      [[caseWaiting()], "dispatch"],
      [[verificationAsked()], "verification"],
      [[caseFiled(), caseAssigned(), caseHandled()], "check"],
      [late, "handling"],
    ];
    for (const [events, about] of cases) {
      const [first] = caseDecider.decide(wake("2018-01-31T00:00:00.000Z"), stateOf(events));
      expect(first).toMatchObject({ type: "CaseEscalated", data: { about, level: 1 } });
    }
  });

  it("stops when the work is done in between", () => {
    const once = [...late, ...caseDecider.decide(wake("2017-12-28T01:30:00.000Z"), stateOf(late))];
    const handled = [...once, caseHandled("2017-12-28T01:40:00.000Z")];
    const found = caseDecider.decide(wake("2017-12-28T02:00:00.000Z"), stateOf(handled));
    expect(found).toEqual([]);
  });
});

describe("acceptance time-out 超时未接单", () => {
  const offered = [caseFiled(), caseAssigned({ at: T0 })];

  it("goes to the next candidate, and its clock runs on", () => {
    const at = later(T0, 16);
    const [event, ...rest] = caseDecider.decide(wake(at, line, "w-0002"), stateOf(offered));
    expect(rest).toEqual([]);
    expect(event).toMatchObject({ type: "OrderHandedOn", data: { worker: "w-0002", because: "notAccepted" } });
    const state = stateOf([...offered, ...(event === undefined ? [] : [event])]);
    expect(state).toMatchObject({
      status: "assigned",
      acceptBy: later(at, 15),
      assignment: { worker: "w-0002", dueAt: DUE, passed: ["w-0001"] },
    });
  });

  it("asks nobody twice: with no one left the department has it", () => {
    let events: readonly CaseEvent[] = offered;
    for (const [minutes, next] of [
      [16, "w-0002"],
      [32, "w-0001"],
    ] as const)
      events = [...events, ...caseDecider.decide(wake(later(T0, minutes), line, next), stateOf(events))];
    const state = stateOf(events);
    expect(state).toMatchObject({ status: "assigned", assignment: { passed: ["w-0001", "w-0002"] } });
    expect("assignment" in state && state.assignment.worker).toBe(undefined);
  });
});

describe("whatever happens to a case", () => {
  it("no clock that ran out stays untold, and no level is told twice", () => {
    let escalated = 0;
    fc.assert(
      fc.property(anyLife(), (life) => {
        const last = life.at(-1);
        if (last === undefined) return;
        const at = last.command.at;
        const end = caseDecider.decide(wake(at), last.after);
        const events = [...life.flatMap((step) => step.events), ...end];
        const state = end.reduce(caseDecider.evolve, last.after);
        // Every running clock past its deadline has been told, or is told no more because its ladder is at its end.
        if (state.status === "new") return;
        for (const { about, dueAt, isStopped } of clocksOf(state)) {
          if (dueAt > at || isStopped === true || about === "suspension" || about === "acceptance") continue;
          expect(state.escalations?.[about]?.breachedAt).toBe(dueAt);
        }
        expect((state.wakeAt ?? "never") > at).toBe(true);
        const keys = events.flatMap((event) =>
          event.type === "CaseEscalated"
            ? [`${event.data.about} ${event.data.breachedAt} ${String(event.data.level)}`]
            : [],
        );
        expect(new Set(keys).size).toBe(keys.length);
        escalated += keys.length > 0 ? 1 : 0;
        for (const event of events)
          if (event.type === "CaseEscalated") expect(event.data.dueAt <= event.data.at).toBe(true);
      }),
      { numRuns: 500 },
    );
    expect(escalated).toBeGreaterThan(50);
  });

  it("looking often or once tells the same, in the same order", () => {
    fc.assert(
      fc.property(
        fc.constantFrom<readonly CaseEvent[]>(
          [caseWaiting()],
          [caseFiled(), caseAssignedTo(DEPARTMENT), caseAccepted()],
          [caseFiled(), caseAssigned(), caseHandled()],
        ),
        fc.array(fc.integer({ min: 1, max: 3_000 }), { maxLength: 30 }),
        (events, steps) => {
          const end = later(T0, 40 * 24 * 60);
          let at = T0;
          let often = events;
          for (const minutes of steps) {
            at = later(at, minutes);
            if (at < end) often = [...often, ...caseDecider.decide(wake(at), stateOf(often))];
          }
          often = [...often, ...caseDecider.decide(wake(end), stateOf(often))];
          const once = [...events, ...caseDecider.decide(wake(end), stateOf(events))];
          expect(told(often)).toEqual(told(once));
        },
      ),
    );
  });
});
