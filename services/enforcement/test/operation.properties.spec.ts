import { isDomainError } from "@wangge/kit";
import fc from "fast-check";
import { expect, it } from "vitest";
import {
  activePersons,
  operationDecider,
  resultsOf,
  type OperationCommand,
  type OperationEvent,
  type OperationState,
} from "../src/domain/operation/index.ts";
import {
  after,
  assign,
  card,
  commander,
  COMMANDER,
  DEPUTY,
  minutes,
  opening,
  person,
  SAFETY,
  say,
  terms,
} from "./operation-builders.ts";

const PEOPLE = [COMMANDER, DEPUTY, SAFETY, "acc-1", "acc-2", "acc-3"] as const;
const who = fc.constantFrom(...PEOPLE);
/** Mostly the commander, so that much is allowed; the desk for what it may. */
const by = fc.oneof(
  { weight: 5, arbitrary: fc.constant<string>(COMMANDER) },
  { weight: 3, arbitrary: fc.constantFrom<string>(DEPUTY, SAFETY, "desk") },
);
const status = fc.constantFrom("enRoute", "onScene", "inside", "resting", "returning" as const);
const alarm = fc.constantFrom("a1", "a2", "a3");

/** Deputy and safety officer are there from the beginning. */
const manned = assign("claim-two", [person(DEPUTY), person(SAFETY)]);

type Maker = (at: string, claim: string) => OperationCommand;

const made: readonly { readonly weight: number; readonly arbitrary: fc.Arbitrary<Maker> }[] = [
  {
    weight: 6,
    arbitrary: fc.record({ who, by, traffic: fc.boolean() }).map(({ who: one, by: asks, traffic }) => (at, claim) => {
      const as = traffic ? person(one, { force: "traffic", need: "traffic" }) : person(one);
      return assign(claim, [as], asks, at);
    }),
  },
  {
    weight: 10,
    arbitrary: fc
      .record({ who, status, by })
      .map((one) => (at) => say("SetPersonStatus", { officer: one.who, status: one.status }, one.by, at)),
  },
  {
    weight: 6,
    arbitrary: fc
      .record({ who, help: fc.boolean() })
      .map((one) => (at) => say("CheckIn", { officer: one.who, needsHelp: one.help }, one.who, at)),
  },
  { weight: 2, arbitrary: by.map((asks) => (at) => say("CallAll", {}, asks, at)) },
  {
    weight: 3,
    arbitrary: fc
      .record({ who, by })
      .map((one) => (at) => say("ReleaseForces", { officers: [one.who], units: [] }, one.by, at)),
  },
  {
    weight: 3,
    arbitrary: fc.record({ alarm, by }).map((one) => (at) => say("AcknowledgeAlarm", { alarm: one.alarm }, one.by, at)),
  },
  {
    weight: 10,
    arbitrary: fc
      .record({ alarm, by })
      .map((one) => (at) => say("ResolveAlarm", { alarm: one.alarm, outcome: "safe" }, one.by, at)),
  },
  {
    weight: 8,
    arbitrary: fc
      .record({ who: fc.constantFrom(DEPUTY, SAFETY), by })
      .map((one) => (at) => say("OfferCommand", { to: one.who }, one.by, at)),
  },
  {
    weight: 8,
    arbitrary: fc
      .record({ who: fc.constantFrom(DEPUTY, SAFETY), accepts: fc.boolean() })
      .map((one) => (at) => say("AnswerCommand", { accepts: one.accepts }, one.who, at)),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({ who, by, post: fc.constantFrom("deputy", "safety" as const) })
      .map((one) => (at) => say("FillPost", { post: one.post, officer: one.who }, one.by, at)),
  },
  { weight: 1, arbitrary: who.map((one) => (at) => say("TakeCommand", { reason: "x" }, one, at)) },
  {
    weight: 2,
    arbitrary: fc
      .record({ by, level: fc.constantFrom(2, 3) })
      .map((one) => (at) => say("RaiseLevel", { level: one.level, reason: "x" }, one.by, at)),
  },
  { weight: 5, arbitrary: by.map((asks) => (at) => say("JudgeTask", { task: "clear", outcome: "met" }, asks, at)) },
  { weight: 7, arbitrary: by.map((asks) => (at) => say("CloseOperation", { summary: "x" }, asks, at)) },
  {
    weight: 5,
    arbitrary: who.map(
      (one) => (at, claim) =>
        say("ReopenOperation", { commander: { ...commander, officer: one }, claim, terms, reason: "x" }, "acc-l", at),
    ),
  },
  { weight: 5, arbitrary: fc.constant<Maker>((at) => say("WakeOperation", {}, "enforcement", at)) },
];

const course = fc
  .array(fc.record({ wait: fc.integer({ min: 0, max: 12 }), make: fc.oneof(...made) }), {
    minLength: 20,
    maxLength: 70,
    size: "max",
  })
  .map((steps) => {
    let now = 1;
    return steps.map(({ wait, make }, index) => {
      now += wait;
      return make(minutes(now), `claim-${index}`);
    });
  });

interface Step {
  readonly command: OperationCommand;
  readonly events: readonly OperationEvent[];
  readonly before: OperationState;
  readonly after: OperationState;
}

const run = (commands: readonly OperationCommand[]): readonly Step[] => {
  let state = after(...opening, manned);
  return commands.flatMap((command) => {
    const before = state;
    try {
      const events = operationDecider.decide(command, before);
      state = events.reduce(operationDecider.evolve, before);
      return [{ command, events, before, after: state }];
    } catch (error) {
      if (!isDomainError(error)) throw error;
      expect(state).toBe(before);
      return [];
    }
  });
};

/** Minutes since the start. */
const minuteOf = (at: string): number => (Date.parse(at) - Date.parse(minutes(0))) / 60_000;

/** Written apart: who has to be heard of by which minute, by what was asked and allowed alone. */
const missesOf = (steps: readonly Step[]): readonly string[] => {
  const due = new Map<string, number>();
  const where = new Map<string, string>([COMMANDER, DEPUTY, SAFETY].map((one) => [one, "called"]));
  const about = new Map<string, string>();
  const misses: string[] = [];
  let alarms = 0;
  const restart = (officer: string, now: number): void => {
    const place = where.get(officer);
    due.delete(officer);
    if (place === "onScene") due.set(officer, now + 30);
    if (place === "inside") due.set(officer, now + 10);
  };
  const raise = (officer: string): void => {
    alarms += 1;
    about.set(`a${alarms}`, officer);
  };
  for (const { command, events, before } of steps) {
    const now = minuteOf(command.at);
    if (before.status === "live")
      for (const [officer, by] of [...due].sort(([one, a], [other, b]) => a - b || (one < other ? -1 : 1)))
        if (by + 2 <= now) {
          misses.push(`${officer} ${by}`);
          due.delete(officer);
          raise(officer);
        }
    const has = (type: OperationEvent["type"]): boolean => events.some((event) => event.type === type);
    switch (command.type) {
      case "AssignForces":
        for (const { officer } of command.persons) where.set(officer, "called");
        break;
      case "SetPersonStatus":
        if (!has("PersonStatusSet")) break;
        where.set(command.officer, command.status);
        restart(command.officer, now);
        break;
      case "CheckIn":
        restart(command.officer, now);
        if (events.at(-1)?.type === "AlarmRaised") raise(command.officer);
        break;
      case "CallAll":
        for (const officer of due.keys()) due.set(officer, now);
        break;
      case "ResolveAlarm": {
        const officer = about.get(command.alarm);
        if (has("AlarmResolved") && officer !== undefined && !due.has(officer)) restart(officer, now);
        break;
      }
      case "ReleaseForces":
        if (!has("ForcesReleased")) break;
        for (const officer of command.officers) {
          where.delete(officer);
          due.delete(officer);
        }
        break;
      case "CloseOperation":
        where.clear();
        due.clear();
        break;
      case "ReopenOperation":
        where.set(command.commander.officer, "called");
        break;
      default:
    }
  }
  return misses;
};

it("whatever happens: one commander, what the card says, each miss one alarm, and what is closed stays as it is", () => {
  const seen = { transferred: 0, missed: 0, raised: 0, closed: 0, reopened: 0, escalated: 0 };
  const RUNS = 400;
  fc.assert(
    fc.property(course, (commands) => {
      const steps = run(commands);
      const events = steps.flatMap((step) => step.events);
      const has = (type: OperationEvent["type"]): number => Number(events.some((event) => event.type === type));
      seen.transferred += has("CommandTransferred");
      seen.raised += has("LevelRaised");
      seen.closed += has("OperationClosed");
      seen.reopened += has("OperationReopened");
      seen.escalated += has("AlarmEscalated");

      let holder: string = COMMANDER;
      for (const step of steps) {
        for (const { type, data } of step.events) {
          if (type === "CommandTransferred") {
            expect(data.from).toBe(holder);
            holder = data.to;
          }
          if (type === "OperationReopened") holder = data.commander.officer;
        }
        const { after: state, before, command } = step;
        if (state.status !== "live") {
          // Closed: nothing but opening it again changes it.
          if (before.status === "closed") expect(state).toEqual(before);
          continue;
        }
        expect(state.commander).toBe(holder);
        const active = activePersons(state);
        expect(active.filter(({ officer }) => officer === holder).length).toBe(1);
        expect(new Set(active.map(({ officer }) => officer)).size).toBe(active.length);
        for (const officer of Object.values(state.posts))
          expect(officer !== holder && active.some((one) => one.officer === officer)).toBe(true);
        // The slow way: all requirements of all levels so far.
        const wanted = card.levels.slice(0, state.level).flatMap(({ adds }) => adds);
        for (const need of state.needs) {
          const count = wanted.filter(({ key }) => key === need.key).reduce((sum, one) => sum + one.count, 0);
          expect(need.count).toBe(count);
          expect(active.filter((one) => one.need === need.key).length).toBeLessThanOrEqual(count);
        }
        expect(new Set(state.needs.map(({ key }) => key))).toEqual(new Set(wanted.map(({ key }) => key)));
        if (command.type === "WakeOperation")
          expect(state.wakeAt === undefined || state.wakeAt > command.at).toBe(true);
      }

      const told = events.flatMap((event) =>
        event.type === "AlarmRaised" && event.data.alarm.kind === "missedCheckIn"
          ? [`${event.data.alarm.officer} ${minuteOf(event.data.alarm.dueAt ?? "")}`]
          : [],
      );
      expect(told).toEqual(missesOf(steps));
      expect(new Set(told).size).toBe(told.length);
      seen.missed += Number(told.length > 0);
    }),
    { numRuns: RUNS },
  );
  // A property that never gets there says nothing.
  for (const [what, count] of Object.entries(seen)) expect([what, count >= RUNS * 0.03]).toEqual([what, true]);
});

it("results: the totals are those of the linked dossiers, and the parts add up to them", () => {
  const fact = fc.record({
    dossier: fc.integer({ min: 1, max: 12 }).map((one) => `d${one}`),
    decidingBody: fc.constantFrom("urban-management", "traffic-police", "fire"),
    outcome: fc.option(fc.constantFrom("penalty", "exempt", "transferred"), { nil: undefined }),
    fineFen: fc.option(fc.integer({ min: 0, max: 1_000_000 }), { nil: undefined }),
  });
  const linked = fc.uniqueArray(fc.integer({ min: 1, max: 12 }).map((one) => `d${one}`));
  const facts = fc.uniqueArray(fact, { selector: ({ dossier }) => dossier });
  fc.assert(
    fc.property(linked, facts, (dossiers, all) => {
      const { bodies, total, unknown } = resultsOf(dossiers, all);
      const those = all.filter(({ dossier }) => dossiers.includes(dossier));
      expect(total.filed).toBe(those.length);
      expect(total.fineFen).toBe(those.map(({ fineFen }) => fineFen ?? 0).reduce((sum, one) => sum + one, 0));
      expect(unknown.length).toBe(dossiers.length - those.length);
      for (const key of ["filed", "decided", "fineFen"] as const)
        expect(bodies.reduce((sum, one) => sum + one[key], 0)).toBe(total[key]);
      for (const { decidingBody, filed } of bodies)
        expect(filed).toBe(those.filter((one) => one.decidingBody === decidingBody).length);
    }),
  );
});
