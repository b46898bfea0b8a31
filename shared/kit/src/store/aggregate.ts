import type { Decider } from "../domain.ts";
import type { PublicEvent, Stored } from "./port.ts";

/** What a service keeps of one kind: enough for a checker to recompute state and events from the history alone. */
export interface AggregateKind {
  readonly service: string;
  readonly collection: string;
  readonly decider: Pick<Decider<unknown, never, unknown>, "initial" | "evolve">;
  readonly publishAs: (event: unknown, aggregate: Stored<unknown>) => readonly PublicEvent[];
}

/** Forgets the types: a checker treats all kinds alike. */
export const aggregateKind = <State, Command, Event>(
  service: string,
  collection: string,
  { initial, evolve }: Decider<State, Command, Event>,
  publishAs: (event: Event, aggregate: Stored<State>) => readonly PublicEvent[],
): AggregateKind => ({
  service,
  collection,
  decider: { initial, evolve: evolve as (state: unknown, event: unknown) => unknown },
  publishAs: publishAs as AggregateKind["publishAs"],
});
