import { chinaCalendar } from "@wangge/calendar";
import { isDomainError } from "@wangge/kit";
import fc from "fast-check";
import { expect, it } from "vitest";
import {
  allocationDeciderWith,
  type Allocation,
  type AllocationCommand,
  type AllocationState,
  type Finding,
  type Inputs,
} from "../src/domain/grants/allocation/index.ts";
import { T0 } from "./grants-builders.ts";

const DAY_MS = 86_400_000;
const decider = allocationDeciderWith({
  calendar: chinaCalendar,
  publicityAt: () => ({
    publicity: { amount: 7, kind: "workingDay" },
    answer: { amount: 10, kind: "workingDay" },
    appeal: { amount: 5, kind: "workingDay" },
    decision: { amount: 15, kind: "workingDay" },
  }),
});

const inputs: Inputs = {
  ...{ round: "r", book: "b", programme: "p", envelope: 100, bars: [{ application: "a4", why: "banned" }] },
  rule: { version: "test", caps: { shareOfBudget: 10_000 }, partial: "withPartial", onShortfall: "skip" },
  candidates: ["a1", "a2", "a3", "a4"].map((application, place) => ({
    ...{ application, organization: `o${place}`, title: application, grids: [], score: 10 - place },
    ...{ budget: 50, asked: 50, own: 0 },
    stages: [20, 30].map((amount) => ({ title: "s", amount, due: "2017-12-31" })),
  })),
};
const finding: Finding = {
  ...{ id: "f1", application: "a2", reasons: ["period"], titleLikeness: 0, costs: [] },
  with: { kind: "grant", id: "g", organization: "o", title: "t", from: "2017-01-01", until: "2017-12-31", amount: 1 },
};

const stranger = fc.option(fc.constantFrom("runner", "determiner", "answerer", "decider", "citizen"), { freq: 4 });
const usual: Partial<Record<AllocationCommand["type"], string>> = {
  Determine: "determiner",
  Object: "citizen",
  Appeal: "citizen",
  AnswerObjection: "answerer",
  DecideAppeal: "decider",
};
const change = fc.record({
  application: fc.constantFrom("a1", "a2", "a3", "a4"),
  granted: fc.constantFrom(0, 20, 30, 50),
  reason: fc.constant("r"),
});
const changes = fc.oneof(
  fc.constant([]),
  fc.array(change, { maxLength: 2 }),
  // More than the envelope, while the two before have all that they asked for.
  fc.constant([{ application: "a3", granted: 50, reason: "r" }]),
);
const id = fc.constantFrom("n1", "n2");
type Asked = Pick<AllocationCommand, "type" | "data">;
const what: fc.Arbitrary<Asked> = fc.oneof(
  fc.constant({ type: "RunAllocation", data: { inputs, findings: [finding] } }),
  fc.record({
    type: fc.constant("DecideFindings"),
    data: fc.record({
      decisions: fc.tuple(fc.record({ finding: fc.constant("f1"), duplicate: fc.boolean(), reason: fc.constant("r") })),
    }),
  }),
  fc.record({
    type: fc.constant("Determine"),
    data: fc.record({ hash: fc.constant("h"), reasons: fc.constant("r"), changes }),
  }),
  fc.record({ type: fc.constant("Object"), data: fc.record({ id, text: fc.constant("t") }) }),
  {
    arbitrary: fc.record({
      type: fc.constantFrom("AnswerObjection", "DecideAppeal", "DecideAppeal"),
      data: fc.record({ id, upheld: fc.boolean(), reason: fc.constant("r"), changes }),
    }),
    weight: 8,
  },
  { arbitrary: fc.record({ type: fc.constant("Appeal"), data: fc.record({ id, text: fc.constant("t") }) }), weight: 4 },
  { arbitrary: fc.constant({ type: "WakeAllocation", data: {} } as const), weight: 2 },
  fc.constant({ type: "MarkSettled", data: {} } as const),
);
/** Determined and publicized: most of what may happen begins there. */
const begun = [
  { asked: { type: "RunAllocation", data: { inputs, findings: [finding] } }, by: "runner" },
  {
    asked: { type: "DecideFindings", data: { decisions: [{ finding: "f1", duplicate: false, reason: "r" }] } },
    by: "runner",
  },
  { asked: { type: "Determine", data: { hash: "h", reasons: "r", changes: [] } }, by: "determiner" },
] as const;

/** What would bring an objection on, where there is one. */
const onward = (state: AllocationState, upheld: boolean): { asked: Asked; by: string } | undefined => {
  const open = state.status === "none" ? [] : state.objections;
  const appealed = open.find(({ status }) => status === "appealed");
  if (appealed !== undefined)
    return {
      asked: { type: "DecideAppeal", data: { id: appealed.id, upheld, reason: "r", changes: [] } },
      by: "decider",
    };
  const rejected = open.find(({ status }) => status === "rejected");
  return rejected && { asked: { type: "Appeal", data: { id: rejected.id, text: "t" } }, by: "citizen" };
};

const rare = fc.constant({ type: "Abandon", data: { reason: "r" } } as const);

it("whatever is asked of a determination: within the envelope, nothing for who is barred, each step by another, final when nobody waits", () => {
  const reached = new Map<string, number>();
  const note = (name: string): void => void reached.set(name, (reached.get(name) ?? 0) + 1);
  fc.assert(
    fc.property(
      fc.boolean(),
      fc.array(
        fc.record({
          asked: fc.oneof({ arbitrary: what, weight: 60 }, rare),
          stranger,
          leadsOn: fc.boolean(),
          upheld: fc.boolean(),
          days: fc.constantFrom(...Array<number>(18).fill(0), 1, 12),
        }),
        { minLength: 40, maxLength: 120, size: "max" },
      ),
      (isBegun, wished) => {
        const steps = [
          ...(isBegun
            ? begun.map((one) => ({ ...one, stranger: one.by, days: 0, leadsOn: false, upheld: false }))
            : []),
          ...wished,
        ];
        let state: AllocationState = decider.initial;
        let at = T0;
        for (const { asked: wish, stranger: other, days, leadsOn, upheld } of steps) {
          const next = leadsOn ? onward(state, upheld) : undefined;
          const { asked, by } = next ?? { asked: wish, by: other ?? usual[wish.type] ?? "runner" };
          at = new Date(Date.parse(at) + days * DAY_MS).toISOString();
          const before = state;
          try {
            const events = decider.decide({ ...asked, by, at } as AllocationCommand, state);
            state = events.reduce(decider.evolve, state);
          } catch (error) {
            if (!isDomainError(error)) throw error;
            expect(state).toBe(before);
            note(error.code);
            continue;
          }
          if (state === before || state.status === "none") continue;
          const allocation: Allocation = state;
          note(allocation.status);
          if (allocation.settled) note("settled");
          note(`edition ${allocation.editions.length}`);
          for (const objection of allocation.objections) note(`objection ${objection.status}`);
          const duplicate = allocation.findings.some(({ decided }) => decided?.duplicate === true);
          for (const { awards } of [{ awards: allocation.lines }, ...allocation.editions]) {
            const granted = new Map(awards.map((one) => [one.application, one.granted]));
            expect([...granted.values()].reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(inputs.envelope);
            expect(granted.get("a4")).toBe(0);
            if (duplicate) expect(granted.get("a2")).toBe(0);
          }
          const [first] = allocation.editions;
          if (first !== undefined) {
            expect(first.by).not.toBe(allocation.runBy);
            expect(allocation.findings.every(({ decided }) => decided !== undefined)).toBe(true);
          }
          for (const { by: objector, answer, appeal } of allocation.objections) {
            if (answer !== undefined) expect([allocation.runBy, first?.by, objector]).not.toContain(answer.by);
            const decided = appeal?.decided?.by;
            if (decided !== undefined)
              expect([allocation.runBy, first?.by, answer?.by, objector]).not.toContain(decided);
          }
          for (const edition of allocation.editions.slice(1)) expect(edition.because).toBeDefined();
          if (allocation.status === "concluded" && before.status === "determined") {
            expect(at >= (allocation.editions.at(-1)?.publicUntil ?? "")).toBe(true);
            for (const { status, answer } of allocation.objections) {
              expect(["open", "appealed"]).not.toContain(status);
              if (status === "rejected") expect(at >= (answer?.appealBy ?? "")).toBe(true);
            }
          }
        }
      },
    ),
    { numRuns: 400, seed: 2017 },
  );
  const wanted = [
    ...["proposed", "determined", "concluded", "abandoned", "settled", "edition 2"],
    ...["open", "upheld", "rejected", "appealed", "appealUpheld", "appealRejected"].map((one) => `objection ${one}`),
    ...["own_run", "findings_open", "own_determination", "over_envelope", "no_option", "barred", "publicity_over"].map(
      (code) => `social.allocation.${code}`,
    ),
  ];
  expect(wanted.filter((name) => (reached.get(name) ?? 0) < 3)).toEqual([]);
});
