/**
 * A pure decision: what may be asked in a state and what follows from it. No clock, no random, no network: time comes in with
 * the command, the answer is a list of facts.
 */
export interface Decider<State, Command, Event> {
  /** The aggregate's name in the singular: `case`. */
  readonly name: string;
  readonly initial: State;
  /** Nothing new is `[]`. @throws DomainError where the rules say no. */
  readonly decide: (command: Command, state: State) => readonly Event[];
  /** Never refuses: what is recorded has happened. */
  readonly evolve: (state: State, event: Event) => State;
}

/** The state after these events, from the beginning. */
export const fold = <State, Event>(
  decider: Pick<Decider<State, never, Event>, "initial" | "evolve">,
  events: readonly Event[],
): State => events.reduce(decider.evolve, decider.initial);
