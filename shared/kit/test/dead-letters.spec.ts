import fc from "fast-check";
import { expect, it } from "vitest";
import {
  fold,
  letterDecider,
  type DeadLetter,
  type LetterCommand,
  type LetterState,
  type Settled,
} from "../src/index.ts";

const decider = letterDecider("dispatch");
const letter: DeadLetter = {
  ...{ sequence: 7, consumer: "dispatch--report-accepted-v1", code: "internal", reason: "a bug", storedAt: 1 },
  redriven: {
    deadLetter: 7,
    consumer: "dispatch--report-accepted-v1",
    id: "e",
    subject: "s",
    stream: "EVT_INTAKE",
    sequence: 1,
    text: "",
  },
};
const settled = (outcome: Settled["outcome"], by: string): Settled => ({ deadLetter: 7, outcome, by, at: 2 });

const after = (commands: readonly LetterCommand[]): LetterState => {
  let state = decider.initial;
  for (const command of commands) state = fold({ ...decider, initial: state }, decider.decide(command, state));
  return state;
};

const keep: LetterCommand = { type: "KeepLetter", letter };

it("a letter is open until somebody settles it", () => {
  expect(after([keep]).status).toBe("open");
  expect(after([keep, { type: "NoteSettled", settled: settled("discarded", "a") }]).status).toBe("discarded");
});

it("in whatever order and however often the bus says it, a letter ends as its first decision says", () => {
  const note = fc
    .record({ outcome: fc.constantFrom("putBack" as const, "discarded" as const), by: fc.constantFrom("a", "b") })
    .map(({ outcome, by }): LetterCommand => ({ type: "NoteSettled", settled: settled(outcome, by) }));
  const commands = fc.array(fc.oneof(fc.constant(keep), note), { minLength: 2, maxLength: 12 });
  fc.assert(
    fc.property(commands, (said) => {
      const first = said.find((one) => one.type === "NoteSettled");
      const { status, settled: found } = after(said);
      expect(found).toEqual(first?.settled);
      const isKept = said.includes(keep);
      expect(status).toBe(isKept ? (first?.settled.outcome ?? "open") : "heard");
    }),
  );
});
