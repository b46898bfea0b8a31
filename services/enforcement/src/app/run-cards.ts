import { aggregateKind, DomainError, type Clock, type DeciderStore, type StoreFactory } from "@wangge/kit";
import {
  cardAt,
  cardDecider,
  unknownCard,
  type CardCommand,
  type CardEdition,
  type CardEvent,
  type CardShelf,
  type RunCard,
} from "../domain/run-card/index.ts";
import type { OperationData } from "./operation-data.ts";

export interface RunCards {
  readonly store: DeciderStore<CardShelf, CardCommand, CardEvent>;
  /** @throws DomainError `enforcement.card.unknown` where no card of this type is in force */
  readonly at: (type: string, at: string) => Promise<CardEdition>;
  /** @throws DomainError `enforcement.card.flawed` */
  readonly mustBeSound: (card: RunCard) => void;
  /** Takes the first editions where there are none. */
  readonly start: () => Promise<void>;
}

interface Needed {
  readonly store: StoreFactory;
  readonly data: OperationData;
  readonly clock: Clock;
}

/** 预案库 */
export const createRunCards = async ({ store: factory, data, clock }: Needed): Promise<RunCards> => {
  const store = await factory.decider("runCards", cardDecider, { publishAs: () => [], chained: true });
  return {
    store,
    at: async (type, at) => {
      const shelf = await store.load(type);
      const edition = shelf === undefined ? undefined : cardAt(shelf.state, at);
      if (edition === undefined) throw unknownCard({ type });
      return edition;
    },
    mustBeSound: (card) => {
      const problems = data.cardProblems(card);
      if (problems.length > 0)
        throw new DomainError("rule", "enforcement.card.flawed", "The run card has errors", { problems });
    },
    start: async () => {
      for (const { type, zh, en, ...first } of data.firstCards)
        await store.handle(type, { type: "FoundCard", title: { zh, en }, ...first, at: clock.now() });
    },
  };
};

export const runCardAggregates = [aggregateKind("enforcement", "runCards", cardDecider, () => [])];
