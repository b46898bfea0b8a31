import type { Decider } from "../domain.ts";
import { isRedaction } from "./chain.ts";
import type { PublicEvent, Stored } from "./port.ts";

/** What a service keeps of one kind: enough for a checker to recompute state and events from the history alone. */
export interface AggregateKind {
  readonly service: string;
  readonly collection: string;
  readonly decider: Pick<Decider<unknown, never, unknown>, "name" | "initial" | "evolve">;
  readonly publishAs: (event: unknown, aggregate: Stored<unknown>) => readonly PublicEvent[];
}

/** Forgets the types: a checker treats all kinds alike. */
export const aggregateKind = <State, Command, Event>(
  service: string,
  collection: string,
  { name, initial, evolve }: Decider<State, Command, Event>,
  publishAs: (event: Event, aggregate: Stored<State>) => readonly PublicEvent[],
): AggregateKind => ({
  service,
  collection,
  decider: {
    name,
    initial,
    evolve: (state, event) => (isRedaction(event) ? state : evolve(state as State, event as Event)),
  },
  publishAs: (event, aggregate) => (isRedaction(event) ? [] : publishAs(event as Event, aggregate as Stored<State>)),
});
