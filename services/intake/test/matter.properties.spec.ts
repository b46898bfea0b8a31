import fc from "fast-check";
import { expect, it } from "vitest";
import { isDomainError } from "@wangge/kit";
import { dueOf, type MatterKind } from "../src/domain/index.ts";
import { brought, clerk, filed, officer, START, supervisor, type Told } from "./matter-builders.ts";

const parties = fc.constantFrom(
  clerk,
  supervisor,
  officer("civil-affairs"),
  officer("civil-affairs", "acc-head"),
  officer("urban-management"),
  officer("district-government"),
  officer("city-government"),
);
const places = fc.uniqueArray(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 });
const category = { scheme: "s@1", path: ["民政"] };

type Step = Parameters<Told["then"]>[1];
const notices: fc.Arbitrary<Step> = fc.record({
  type: fc.constant("GiveNotice" as const),
  by: parties,
  missing: fc
    .oneof(places, fc.constant([2, 3]))
    .map((all) => all.map((material) => ({ material, problem: "absent" as const }))),
});
const otherSteps: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    type: fc.constant("BringMaterials" as const),
    by: parties,
    brought: places.map((all) => brought(...all)),
  }),
  fc.record({
    type: fc.constant("AcceptMatter" as const),
    by: parties,
    to: fc.constantFrom(undefined, "civil-affairs", "district-government", "urban-management"),
    category: fc.constant(category),
  }),
  fc.record({
    type: fc.constant("RefuseMatter" as const),
    by: parties,
    code: fc.constantFrom("notThisBody", "noFacts"),
  }),
  fc.record({ type: fc.constant("PauseHandling" as const), by: parties, why: fc.constant("hearing") }),
  fc.record({ type: fc.constant("ResumeHandling" as const), by: parties }),
  fc.record({
    type: fc.constant("DecideApplication" as const),
    by: parties,
    result: fc.constantFrom("approved" as const, "notApproved" as const),
    code: fc.constant("conditionsNotMet"),
    document: fc.constant("1"),
  }),
  fc.record({ type: fc.constant("Reply" as const), by: parties }),
  fc.record({ type: fc.constant("CloseMatter" as const), by: parties }),
  fc.record({ type: fc.constant("AskReview" as const), to: fc.constantFrom("district-government", "city-government") }),
  fc.record({ type: fc.constant("RateMatter" as const), stars: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ type: fc.constant("ReopenMatter" as const) }),
);
const extensions: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ type: fc.constant("AskExtension" as const), by: parties, code: fc.constant("complex") }),
  fc.record({ type: fc.constant("DecideExtension" as const), by: parties, grants: fc.boolean() }),
);
const steps = fc.oneof(
  { weight: 30, arbitrary: otherSteps },
  { weight: 15, arbitrary: notices },
  { weight: 20, arbitrary: extensions },
  { weight: 1, arbitrary: fc.constant<Step>({ type: "WithdrawMatter" }) },
);
/** Minutes between two steps: mostly the same morning, sometimes days. */
const minutes = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 60 }) },
  { weight: 1, arbitrary: fc.integer({ min: 60, max: 60 * 72 }) },
);

const kinds = fc.constantFrom<MatterKind>("application", "consultation", "complaint", "opinion");
const walks = fc.array(fc.tuple(minutes, steps, fc.constantFrom(undefined, "acc-1", "acc-2")), {
  minLength: 10,
  maxLength: 60,
  size: "max",
});

/** Often by somebody who may: an account of whoever has it in hand. Else by whoever it was. */
const fitting = ({ state: { onHand } }: Told, step: Step, account: string | undefined): Step => {
  if (account === undefined || !("by" in step)) return step;
  return { ...step, by: onHand === "window" ? { ...clerk, account } : officer(onHand, account) };
};

/** All states that these steps lead through; what is refused changes nothing. */
const walkedBy = (kind: MatterKind, all: readonly (readonly [number, Step, string | undefined])[]): readonly Told[] => {
  const subject = kind === "application" ? { brought: brought(1) } : {};
  const states = [filed(kind, subject)];
  let at = Date.parse(START);
  for (const [wait, step, account] of all) {
    at += wait * 60_000;
    const before = states.at(-1);
    try {
      const after = before?.then(new Date(at).toISOString(), fitting(before, step, account));
      if (after !== undefined) states.push(after);
    } catch (error) {
      if (!isDomainError(error)) throw error;
    }
  }
  return states;
};

it("whatever is asked, nothing moves a deadline but pauses and extensions, and no end but a reopening or review", () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(kinds, walks, (kind, all) => {
      const states = walkedBy(kind, all);
      for (const [index, { state, events }] of states.entries()) {
        const before = states[index - 1];
        const fresh = events.slice(before?.events.length ?? 0).map(({ type }) => type);
        for (const type of fresh) seen.set(type, (seen.get(type) ?? 0) + 1);
        if (before === undefined || fresh.length === 0) continue;
        const [now, then] = [state.clocks, before.state.clocks].map((clocks) => clocks.at(-1));
        const isSameClock = state.clocks.length === before.state.clocks.length;
        if (isSameClock && now !== undefined && then !== undefined && dueOf(now) !== dueOf(then))
          expect([
            "NoticeGiven",
            "MaterialsBrought",
            "HandlingPaused",
            "HandlingResumed",
            "ExtensionDecided",
          ]).toContain(fresh[0]);
        if (before.state.ended !== undefined && state.ended?.at !== before.state.ended.at)
          expect(["MatterReopened", "ReviewAsked"]).toContain(fresh[0]);
      }
    }),
    { numRuns: 500 },
  );
  for (const type of [
    "NoticeGiven",
    "MatterAccepted",
    "ExtensionDecided",
    "ReplyGiven",
    "ReviewAsked",
    "MatterEnded",
    "MatterReopened",
  ])
    expect(seen.get(type) ?? 0, type).toBeGreaterThan(2);
});

it("whatever is asked, nothing is asked for that the first notice did not name, and nobody grants his own extension", () => {
  let [again, grants] = [0, 0];
  fc.assert(
    fc.property(kinds, walks, (kind, all) => {
      const { events } = walkedBy(kind, all).at(-1) ?? { events: [] };
      const told = events.flatMap((event) => (event.type === "NoticeGiven" ? [event.data.missing] : []));
      const [first, ...later] = told.map((missing) => missing.map(({ material }) => material));
      again += later.length;
      for (const places of later) for (const place of places) expect(first).toContain(place);
      let askedBy: string | undefined;
      for (const event of events) {
        if (event.type === "ExtensionAsked") askedBy = event.data.by;
        if (event.type !== "ExtensionDecided") continue;
        grants += 1;
        expect(event.data.by).not.toBe(askedBy);
      }
    }),
    { numRuns: 500 },
  );
  expect(again).toBeGreaterThan(5);
  expect(grants).toBeGreaterThan(5);
});
