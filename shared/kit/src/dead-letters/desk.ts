import type { BatchHandler, InMessage, Verdict } from "../bus/port.ts";
import { done } from "../bus/port.ts";
import { DomainError } from "../errors.ts";
import type { DeciderStore } from "../store/port.ts";
import type { LetterCommand, LetterEvent, LetterState } from "./decider.ts";
import { deadLetterOf, settledOf, storedOf, type DeadLetter, type Settled } from "./letter.ts";
import type { Decision, Settle } from "./settle.ts";

export type LetterStore = Pick<
  DeciderStore<LetterState, LetterCommand, LetterEvent>,
  "handle" | "handleMany" | "load" | "find" | "countBy"
>;

export interface LetterDesk {
  /** For the two durables of the service. */
  readonly keep: BatchHandler;
  readonly note: BatchHandler;
  /** Newest first. */
  readonly open: (limit: number, before?: number) => Promise<readonly DeadLetter[]>;
  readonly openCount: () => Promise<number>;
  /**
   * 重投 or 弃置, with the name of who decides and the reason. @throws DomainError `missing`, `conflict` where it was settled before
   */
  readonly settle: (sequence: number, outcome: Settled["outcome"], decision: Required<Decision>) => Promise<void>;
}

const letterId = (sequence: number): string => String(sequence).padStart(12, "0");

export const unknownLetter = (sequence: number): DomainError =>
  new DomainError("missing", "bus.dead_letter.unknown", "This service has no such dead letter", { sequence });
const settledBefore = (sequence: number): DomainError =>
  new DomainError("conflict", "bus.dead_letter.settled", "Somebody has put it back or discarded it", { sequence });

/** 死信. What the service could not do, and what people decide about it. The bus has the truth; this keeps it where it can be asked. */
export const letterDesk = (letters: LetterStore, settle: Settle, now: () => number = Date.now): LetterDesk => {
  const keeping =
    (itemOf: (message: InMessage) => { readonly sequence: number; readonly command: LetterCommand }): BatchHandler =>
    async (messages) => {
      const items = messages.map((message) => {
        const { sequence, command } = itemOf(message);
        return { id: letterId(sequence), command };
      });
      const outcomes = await letters.handleMany(items);
      return outcomes.map((outcome): Verdict => (outcome.ok ? done : { kind: "again", error: outcome.error }));
    };

  return {
    keep: keeping((message) => {
      const letter = deadLetterOf(storedOf(message));
      return { sequence: letter.sequence, command: { type: "KeepLetter", letter } };
    }),
    note: keeping((message) => {
      const settled = settledOf(storedOf(message));
      return { sequence: settled.deadLetter, command: { type: "NoteSettled", settled } };
    }),
    open: async (limit, before) =>
      (
        await letters.find({
          where: { "state.status": "open" },
          limit,
          ...(before === undefined ? {} : { after: letterId(before) }),
        })
      ).flatMap(({ state: { letter } }) => letter ?? []),
    openCount: async () => (await letters.countBy("state.status", { "state.status": "open" })).get("open") ?? 0,
    settle: async (sequence, outcome, decision) => {
      const { letter, settled } = (await letters.load(letterId(sequence)))?.state ?? {};
      if (letter === undefined) throw unknownLetter(sequence);
      if (settled !== undefined) throw settledBefore(sequence);
      if (!(await settle(letter, outcome, decision))) throw settledBefore(sequence);
      // The bus has it, and tells it again; noted at once, so that who looks next sees it.
      await letters.handle(letterId(sequence), {
        type: "NoteSettled",
        settled: { deadLetter: sequence, outcome, ...decision, at: now() },
      });
    },
  };
};
