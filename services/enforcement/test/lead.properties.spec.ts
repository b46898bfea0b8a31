import fc from "fast-check";
import { expect, it } from "vitest";
import { clockOf, type CaseClock, type CaseFact, type LeadCommand, type LeadState } from "../src/domain/lead/index.ts";
import { hear, leadDecider, order, T0 } from "./lead-builders.ts";

const BODIES = ["urban-management", "traffic-police"];

/** What dispatch may do with a case, step by step, and what a body hears of it. */
const steps = [
  ...(["assignBody", "assignWorker", "handOnBody", "handOnWorker", "return", "handle", "rework", "void"] as const),
  ...(["extend", "suspend", "resume"] as const),
];
type Step = (typeof steps)[number];
type Fact = CaseFact | CaseClock;

interface World {
  readonly status: "filed" | "ordered" | "handled" | "over";
  readonly attempt: number;
  readonly department: string;
  readonly worker: boolean;
  readonly clock: Omit<CaseClock, "version">;
}

/** Independent of the lead: what the case is after each step, and the fact of it. Undefined: the step is not possible. */
const stepOf = (world: World, step: Step, department: string, version: number): [World, Fact] | undefined => {
  const made = (next: Partial<World>, fact: Omit<CaseFact, "version">): [World, Fact] => [
    { ...world, ...next },
    { ...fact, version },
  ];
  const clocked = (clock: World["clock"]): [World, Fact] => [
    { ...world, clock },
    { ...clock, version },
  ];
  /** Another one each time. */
  const instant = new Date(Date.parse(order.dueAt) + version * 3_600_000).toISOString();
  const isStopped = world.clock.suspendedUntil !== undefined;
  const ordered = (worker: boolean, to: string): [World, Fact] => {
    const attempt = world.attempt + 1;
    return made(
      { status: "ordered", attempt, department: to, worker, clock: { dueAt: instant } },
      { holder: worker ? "worker" : "body", order: { ...order, dueAt: instant, department: to, attempt } },
    );
  };
  switch (step) {
    case "assignBody":
    case "assignWorker":
      return world.status === "filed" ? ordered(step === "assignWorker", department) : undefined;
    case "rework":
      return world.status === "handled" ? ordered(world.worker, world.department) : undefined;
    case "handOnBody":
    case "handOnWorker": {
      const worker = step === "handOnWorker";
      return world.status === "ordered" ? made({ worker }, { holder: worker ? "worker" : "body" }) : undefined;
    }
    case "return":
      return world.status === "ordered" ? made({ status: "filed" }, { holder: "gone" }) : undefined;
    case "handle":
      return world.status === "ordered" ? made({ status: "handled" }, { holder: "handled" }) : undefined;
    case "extend":
      return world.status === "ordered" && !isStopped ? clocked({ dueAt: instant }) : undefined;
    case "suspend":
      return world.status === "ordered" && !isStopped ? clocked({ suspendedUntil: instant }) : undefined;
    case "resume":
      return world.status === "ordered" && isStopped ? clocked({ dueAt: instant }) : undefined;
    case "void":
      return world.status === "over" || world.status === "handled"
        ? undefined
        : made({ status: "over" }, { holder: "gone" });
  }
};

const life = fc
  .array(fc.tuple(fc.constantFrom(...steps), fc.constantFrom(...BODIES)), { minLength: 1, maxLength: 30 })
  .map((wanted) => {
    let world: World = { status: "filed", attempt: 0, department: "", worker: false, clock: {} };
    const facts: Fact[] = [];
    for (const [step, department] of wanted) {
      const made = stepOf(world, step, department, facts.length + 2);
      if (made === undefined) continue;
      world = made[0];
      facts.push(made[1]);
    }
    return { world, facts };
  });

const hearing = (fact: Fact): LeadCommand =>
  "holder" in fact ? hear(fact) : { type: "HearOfClock", data: fact, at: T0 };

const told = (facts: readonly Fact[]): LeadState =>
  facts.reduce<LeadState>(
    (state, fact) => leadDecider.decide(hearing(fact), state).reduce(leadDecider.evolve, state),
    leadDecider.initial,
  );

it("in whatever order and however often the facts of a case come, its lead is open exactly where the body has the order, and has its clock", () => {
  const seen = { open: 0, away: 0, shuffled: 0, stopped: 0, extended: 0 };
  fc.assert(
    fc.property(
      life.chain(({ world, facts }) =>
        fc.record({
          world: fc.constant(world),
          facts: fc.constant(facts),
          messages: fc
            .tuple(
              fc.shuffledSubarray(facts, { minLength: facts.length }),
              fc.array(fc.nat({ max: Math.max(0, facts.length - 1) }), { maxLength: 8 }),
            )
            .map(([all, again]) => [...all, ...again.flatMap((index) => facts[index] ?? [])]),
        }),
      ),
      ({ world, facts, messages }) => {
        const lead = told(messages);
        const isWithBody = world.status === "ordered" && !world.worker;
        expect(lead.status === "none" ? "away" : lead.status).toBe(isWithBody ? "open" : "away");
        if (lead.status !== "none" && world.attempt > 0) {
          expect([lead.order?.attempt, lead.order?.department]).toEqual([world.attempt, world.department]);
          expect(clockOf(lead)).toEqual(world.clock);
          if (world.clock.suspendedUntil !== undefined) seen.stopped += 1;
          else if (world.clock.dueAt !== lead.order?.dueAt) seen.extended += 1;
        }
        seen[isWithBody ? "open" : "away"] += 1;
        if (messages.some(({ version }, place) => version !== facts[place]?.version)) seen.shuffled += 1;
      },
    ),
    { numRuns: 2_000 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(100);
});
