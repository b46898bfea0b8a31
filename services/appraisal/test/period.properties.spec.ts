import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  appraisalDecider,
  type AppraisalCommand,
  type AppraisalEvent,
  type AppraisalState,
  type Caller,
} from "../src/domain/index.ts";

const { decide, evolve, initial } = appraisalDecider;

const officers: readonly Caller[] = ["o1", "o2"].map((id) => ({
  id,
  sides: ["street", "work", "zone"],
  isGovernment: false,
}));
const economist: Caller = { id: "e1", sides: ["subCentre"], isGovernment: false };
const governments: readonly Caller[] = ["g1", "g2"].map((id) => ({ id, sides: [], isGovernment: true }));
const appraised: readonly Caller[] = ["s1", "s2"].map((id) => ({ id, sides: [], isGovernment: false, speaksFor: id }));
const everybody = [...officers, economist, ...governments, ...appraised];

const START = Date.parse("2018-04-01T00:00:00.000Z");
const DAY = 86_400_000;
const iso = (day: number): string => new Date(START + day * DAY).toISOString();

type Draft = Omit<AppraisalCommand, "at" | "by"> & { readonly type: AppraisalCommand["type"] };
const ids = fc.constantFrom("x1", "x2", "x3");
const cases = fc.subarray(["c1", "c2", "c3"]);

/** Who mostly asks for it, so that most of what is tried makes sense. */
const usual: Readonly<Record<AppraisalCommand["type"], readonly Caller[]>> = {
  Open: officers,
  Freeze: officers,
  MakeEdition: officers,
  Notice: officers,
  Object: appraised,
  Answer: officers,
  Appeal: appraised,
  DecideAppeal: governments,
  Finalise: governments,
  Publish: officers,
  Correct: governments,
};

const drafts = fc.oneof(
  fc.constant({ type: "Open", card: "street", side: "street", from: "2018-01-01", until: "2018-04-01" }),
  fc.constant({ type: "Freeze", notBefore: iso(3) }),
  fc.record({
    type: fc.constant("MakeEdition"),
    edition: fc.record(
      {
        dictionary: fc.constant("d"),
        card: fc.constant("c"),
        facts: fc.constant({ count: 1, digest: "f" }),
        digest: fc.constantFrom("r1", "r2"),
        because: fc.constant("a reason"),
      },
      { requiredKeys: ["dictionary", "card", "facts", "digest"] },
    ),
  }),
  fc.record({ type: fc.constant("Notice"), until: fc.constantFrom(15, 30).map(iso) }),
  fc.record({ type: fc.constant("Object"), id: ids, cases, reason: fc.constant("r") }),
  fc.record({
    type: fc.constantFrom("Answer", "DecideAppeal"),
    id: ids,
    upheld: fc.boolean(),
    answer: fc.constant("a"),
    exempted: cases,
    appealBy: fc.constant(iso(40)),
  }),
  fc.record({ type: fc.constant("Appeal"), id: ids }),
  fc.constant({ type: "Finalise" }),
  fc.constant({ type: "Publish", snapshot: "p" }),
  fc.constant({ type: "Correct", reason: "r" }),
) as fc.Arbitrary<Draft>;

const steps = fc.record({
  draft: drafts,
  who: fc.nat(),
  stranger: fc.integer({ min: 0, max: 9 }),
  days: fc.integer({ min: 0, max: 4 }),
});

const callerOf = ({
  draft,
  who,
  stranger,
}: {
  readonly draft: Draft;
  readonly who: number;
  readonly stranger: number;
}): Caller => {
  const all = stranger === 0 ? everybody : usual[draft.type];
  return all[who % all.length] ?? economist;
};

describe("the procedure of a period", () => {
  it("keeps its promises whatever is asked, by whom, and when", () => {
    const reached = new Map<string, number>();
    let refused = 0;
    fc.assert(
      fc.property(fc.array(steps, { minLength: 40, maxLength: 120 }), (all) => {
        let state: AppraisalState = initial;
        const history: AppraisalEvent[] = [];
        let day = 0;
        for (const step of all) {
          day += step.days;
          const by = callerOf(step);
          const command = { ...step.draft, at: iso(day), by } as AppraisalCommand;
          const before = structuredClone(state);
          let events: readonly AppraisalEvent[];
          try {
            events = decide(command, state);
          } catch (error) {
            expect(error).toMatchObject({ code: expect.stringMatching(/^appraisal\./) as string });
            expect(state).toEqual(before);
            refused += 1;
            continue;
          }
          state = events.reduce(evolve, state);
          history.push(...events);
          if (state.status === "none") continue;
          reached.set(state.status, (reached.get(state.status) ?? 0) + 1);
          if (before.status === "none") continue;

          // Nothing published changes, and every edition stays.
          expect(state.published.slice(0, before.published.length)).toEqual(before.published);
          expect(state.editions.slice(0, before.editions.length)).toEqual(before.editions);
          for (const { type } of events) {
            if (type === "Finalised") {
              expect(before.objections.every((one) => !["open", "appealed"].includes(one.status))).toBe(true);
              expect(before.isStale).toBe(false);
              expect(before.editions.at(-1)?.madeBy).not.toBe(by.id);
              expect(iso(day) >= (before.noticeUntil ?? "")).toBe(true);
            }
            if (type === "FactsFrozen") expect(iso(day) >= iso(3)).toBe(true);
            if (type === "Published") expect(before.status).toBe("final");
            // Nobody of the other side ever runs it.
            expect(by.id).not.toBe("e1");
          }
          for (const { caseId, objection } of state.exemptions)
            expect(state.objections.find(({ id }) => id === objection)?.cases).toContain(caseId);
          for (const { by: who, answeredBy } of state.objections) expect(answeredBy).not.toBe(who);
        }
        expect(history.reduce(evolve, initial)).toEqual(state);
      }),
      { numRuns: 100 },
    );
    expect([...reached.keys()].toSorted()).toEqual(["drafted", "final", "frozen", "noticed", "open", "published"]);
    for (const count of reached.values()) expect(count).toBeGreaterThan(20);
    expect(refused).toBeGreaterThan(500);
  });
});
