import { pagesOf, type DeciderStore, type StoreFactory } from "@wangge/kit";
import {
  readingDecider,
  readingFact,
  type Fact,
  type ReadingCommand,
  type ReadingEvent,
  type ReadingSource,
  type ReadingState,
  type Span,
} from "../domain/index.ts";

export interface Readings {
  /** One store for each side of the wall: who asks the one cannot reach the other. */
  readonly stores: Readonly<Record<ReadingSource, DeciderStore<ReadingState, ReadingCommand, ReadingEvent>>>;
  /** Of one source, what was recorded before an instant and is of a period. */
  readonly of: (source: ReadingSource, span: Span, asOf: string) => AsyncIterable<Fact>;
}

export const createReadings = async (factory: StoreFactory): Promise<Readings> => {
  const open = (collection: string) =>
    factory.decider(collection, readingDecider, { publishAs: () => [], indexes: [["state.at"]], chained: true });
  const stores = { surveys: await open("surveys"), economy: await open("economy") };
  return {
    stores,
    of: async function* (source, { from, until }, asOf) {
      const where = { "state.at": { gte: new Date(from).toISOString(), lt: new Date(until).toISOString() } };
      for await (const page of pagesOf(stores[source], where))
        for (const { id, state } of page)
          if (state.status === "recorded" && state.recordedAt < asOf) yield readingFact({ id, ...state });
    },
  };
};
