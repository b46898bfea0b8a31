import { calendarsOf, chinaCalendars, clockKinds, createCalendar, deadlineOf, type Limit } from "@wangge/calendar";
import { slowAdd, slowElapsed, minutesIn } from "@wangge/calendar/reference";
import { isDomainError } from "@wangge/kit/errors";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import data from "@wangge/calendar/data/cn-2012-2026.json" with { type: "json" };
import {
  type caseDecider,
  caseDeciderWith,
  firstRules,
  segmentsOf,
  stoppedAtOf,
  type CaseCommand,
  type CaseEvent,
  type CaseState,
} from "../src/domain/index.ts";
import { anyLife, type Lived } from "./any-life.ts";
import { problem } from "./builders.ts";

const orderOf = (state: CaseState) =>
  "assignment" in state ? state.assignment : state.status === "filed" ? state.stopped : undefined;

const ISSUING: ReadonlySet<CaseEvent["type"]> = new Set([
  "CaseAssigned",
  "CaseReworked",
  "CaseExtended",
  "CaseResumed",
]);

const anyLimit: fc.Arbitrary<Limit> = fc.record({
  amount: fc.integer({ min: 1, max: 6 }),
  kind: fc.constantFrom(...clockKinds),
});

const anyLives = anyLimit.chain((limit) =>
  anyLife({ ...problem, standard: { ...problem.standard, limit } }).map((life) => ({ limit, life })),
);

/** What is refused changes nothing. */
const decided = (decider: typeof caseDecider, command: CaseCommand, state: CaseState): readonly CaseEvent[] => {
  try {
    return decider.decide(command, state);
  } catch (error) {
    if (isDomainError(error)) return [];
    throw error;
  }
};

/** Counts by hand, minute by minute: which stretches the clock ran, and how much was granted. */
const byHand = (
  limit: Limit,
  life: readonly Lived[],
): readonly { readonly said: string; readonly counted: string }[] => {
  const unit = minutesIn[limit.kind];
  const found: { said: string; counted: string }[] = [];
  let used = 0;
  let granted = limit.amount * unit;
  let since: number | undefined;
  let department: string | undefined;
  const minutesUntil = (at: number): number => (since === undefined ? 0 : slowElapsed(since, at, limit.kind));
  for (const { events } of life)
    for (const event of events) {
      const at = Date.parse(event.data.at);
      switch (event.type) {
        case "CaseAssigned":
          if (department !== event.data.department) {
            used = 0;
            granted = limit.amount * unit;
          }
          department = event.data.department;
          since = at;
          break;
        case "CaseReworked":
          used = 0;
          granted = limit.amount * unit;
          since = at;
          break;
        case "CaseReturned":
        case "OrderRevoked":
        case "CaseSuspended":
          used += minutesUntil(at);
          since = undefined;
          continue;
        case "CaseResumed":
          since = at;
          break;
        case "CaseExtended":
          granted += limit.amount * unit;
          break;
        case "CaseClosed":
          department = undefined;
          since = undefined;
          continue;
        default:
          continue;
      }
      // Past its end it stays at the instant at which it ran out, which the walk below cannot tell: those are left out.
      if (used < granted && since !== undefined)
        found.push({
          said: event.data.dueAt,
          counted: new Date(slowAdd(since, granted - used, limit.kind)).toISOString(),
        });
    }
  return found;
};

describe("a clock that no one can bend 计时", () => {
  it("every deadline is what a count by hand, minute by minute, says", () => {
    let resumed = 0;
    let extended = 0;
    fc.assert(
      fc.property(anyLives, ({ limit, life }) => {
        for (const { said, counted } of byHand(limit, life)) expect(said).toBe(counted);
        const types = life.flatMap(({ events }) => events.map(({ type }) => type));
        if (types.includes("CaseResumed")) resumed += 1;
        if (types.includes("CaseExtended")) extended += 1;
      }),
      { numRuns: 1_000 },
    );
    // It has to have met what it speaks of.
    expect(resumed).toBeGreaterThan(30);
    expect(extended).toBeGreaterThan(30);
  });

  it("is a pure function of its segments and their calendar editions, at every step", () => {
    fc.assert(
      fc.property(anyLives, ({ limit, life }) => {
        for (const { after } of life) {
          const order = orderOf(after);
          if (order === undefined || stoppedAtOf(order) !== undefined) continue;
          const total = limit.amount * (1 + (order.extensions ?? 0));
          expect(order.dueAt).toBe(deadlineOf(segmentsOf(order), total, limit.kind, chinaCalendars.of));
        }
      }),
      { numRuns: 300 },
    );
  });

  it("nothing but an order, a grant or a resumption moves a deadline: no note, no reply, no assistance, no handing on", () => {
    fc.assert(
      fc.property(anyLives, ({ life }) => {
        for (const { before, events, after } of life) {
          if (events.some(({ type }) => ISSUING.has(type))) continue;
          const was = orderOf(before);
          const is = orderOf(after);
          if (was !== undefined && is !== undefined) expect(is.dueAt).toBe(was.dueAt);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("a calendar that is published later changes no deadline that was issued, and counts what begins after it", () => {
    const holidays = {
      ...data,
      version: "cn-2012-2026.2",
      years: {
        ...data.years,
        "2018": { ...data.years["2018"], off: [...data.years["2018"].off, "01-02", "01-03", "01-04"] },
      },
    };
    const later = calendarsOf([chinaCalendars.current, createCalendar(holidays)]);
    const decider = caseDeciderWith({ ...firstRules, calendars: later });
    fc.assert(
      fc.property(anyLives, fc.nat(60), ({ life }, at) => {
        // Up to `at` under the first edition, then under both.
        const published = life.slice(0, at + 1).at(-1);
        if (published === undefined) return;
        const issued = orderOf(published.after)?.dueAt;
        let state = published.after;
        for (const { command } of life.slice(at + 1)) {
          const events = decided(decider, command, state);
          state = events.reduce(decider.evolve, state);
          if (events.some(({ type }) => ISSUING.has(type))) break;
          const now = orderOf(state)?.dueAt;
          if (issued !== undefined && now !== undefined) expect(now).toBe(issued);
        }
        const order = orderOf(state);
        if (order !== undefined && stoppedAtOf(order) === undefined && "standard" in state) {
          const { limit } = state.standard;
          const total = limit.amount * (1 + (order.extensions ?? 0));
          expect(order.dueAt).toBe(deadlineOf(segmentsOf(order), total, limit.kind, later.of));
        }
      }),
      { numRuns: 300 },
    );
  });
});
