import type { Decider } from "../domain.ts";
import type { DeadLetter, Settled } from "./letter.ts";

/** A letter as its service knows it. What became of it may be heard before the letter itself: they are on two streams. */
export interface LetterState {
  readonly letter?: DeadLetter;
  readonly settled?: Settled;
  /** `heard`: settled, and the letter is still to come. */
  readonly status: "unknown" | "heard" | "open" | Settled["outcome"];
}

export type LetterCommand =
  | { readonly type: "KeepLetter"; readonly letter: DeadLetter }
  | { readonly type: "NoteSettled"; readonly settled: Settled };

export type LetterEvent =
  | { readonly type: "LetterKept"; readonly letter: DeadLetter }
  | { readonly type: "LetterSettled"; readonly settled: Settled };

const statusOf = ({ letter, settled }: Omit<LetterState, "status">): LetterState["status"] => {
  if (letter === undefined) return settled === undefined ? "unknown" : "heard";
  return settled?.outcome ?? "open";
};

/** 死信. Keeps what the bus says, the first word of each; it decides nothing. */
export const letterDecider = (service: string): Decider<LetterState, LetterCommand, LetterEvent> => ({
  name: `${service}.dead_letter`,
  initial: { status: "unknown" },
  decide: (command, { letter, settled }) => {
    switch (command.type) {
      case "KeepLetter":
        return letter === undefined ? [{ type: "LetterKept", letter: command.letter }] : [];
      case "NoteSettled":
        return settled === undefined ? [{ type: "LetterSettled", settled: command.settled }] : [];
    }
  },
  evolve: ({ status: _before, ...state }, event) => {
    const next =
      event.type === "LetterKept" ? { ...state, letter: event.letter } : { ...state, settled: event.settled };
    return { ...next, status: statusOf(next) };
  },
});
