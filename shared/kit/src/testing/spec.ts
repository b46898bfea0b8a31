import { AssertionError, deepStrictEqual, fail } from "node:assert/strict";
import { fold, type Decider } from "../domain.ts";
import { isDomainError, messageOf } from "../errors.ts";

export interface Then<Event> {
  /** Exactly these facts, in this order. */
  readonly then: (...events: readonly Event[]) => void;
  readonly thenNothing: () => void;
  /** Refused with this code. */
  readonly thenRejects: (code: string) => void;
}

export interface Given<Command, Event> {
  readonly when: (command: Command) => Then<Event>;
}

/**
 * A rule as a sentence: `given(...events).when(command).then(...events)`. What has happened is folded into the state, as the
 * store does it.
 */
export const specFor =
  <State, Command, Event>(decider: Decider<State, Command, Event>) =>
  (...history: readonly Event[]): Given<Command, Event> => ({
    when: (command) => {
      const decide = (): readonly Event[] => decider.decide(command, fold(decider, history));
      return {
        then: (...events) => {
          deepStrictEqual([...decide()], [...events]);
        },
        thenNothing: () => {
          deepStrictEqual([...decide()], []);
        },
        thenRejects: (code) => {
          let events: readonly Event[];
          try {
            events = decide();
          } catch (error) {
            if (!isDomainError(error)) throw error;
            if (error.code === code) return;
            throw new AssertionError({ message: `refused: ${messageOf(error)}`, actual: error.code, expected: code });
          }
          fail(`not refused with ${code}, but decided ${JSON.stringify(events)}`);
        },
      };
    },
  });

/** The states that these commands lead through, one after the other; what is refused changes nothing and is left out. */
export const walk = <State, Command, Event>(
  decider: Decider<State, Command, Event>,
  commands: readonly Command[],
): readonly State[] => {
  const states: State[] = [];
  let state = decider.initial;
  for (const command of commands)
    try {
      state = decider.decide(command, state).reduce(decider.evolve, state);
      states.push(state);
    } catch (error) {
      if (!isDomainError(error)) throw error;
    }
  return states;
};
