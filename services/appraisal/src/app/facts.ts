import type { Envelope } from "@wangge/contracts";
import { type BatchResult, type DeciderStore, type EventHandler, type Received, type StoreFactory } from "@wangge/kit";
import {
  caseFact,
  keptOf,
  saidBefore,
  toldDecider,
  type Fact,
  type Note,
  type NotesTaken,
  type Span,
  type Tell,
  type ToldState,
} from "../domain/index.ts";
import { caseEvents } from "./case-events.ts";

type Data = Readonly<Record<string, unknown>>;

/** The note that an event is. @throws Error for an event that does not say its place in the history of its subject */
export const noteOf = ({ id, source, type, time, sequence }: Omit<Envelope, "data">, data: Data): Note => {
  const version = Number(sequence);
  if (!Number.isInteger(version)) throw new Error(`${type} ${id} without its place in a history`);
  const [, thing = "", fact = ""] = type.split(".");
  return { id, source, version, type: `${thing}.${fact}`, time, data: keptOf(data) };
};

const caseIdOf = (data: Data): string => String(data["caseId"] ?? data["reportId"]);

export interface Facts {
  readonly store: DeciderStore<ToldState, Tell, NotesTaken>;
  readonly subscriptions: readonly EventHandler[];
  /** Every case that a period may be about, by what had been said before an instant; in no order. */
  readonly cases: (span: Span, asOf: string) => AsyncIterable<Fact>;
  readonly caseById: (id: string, asOf: string) => Promise<Fact | undefined>;
}

/** 案件事实: what the bus tells of cases, each event once, and what is to be known of them by a day. */
export const createFacts = async (factory: StoreFactory): Promise<Facts> => {
  const store = await factory.decider("facts", toldDecider, {
    publishAs: () => [],
    indexes: [["state.lastAt"]],
  });

  const take = async (received: readonly Received<never>[]): Promise<readonly BatchResult[]> => {
    const byCase = Map.groupBy(received, ({ data }) => caseIdOf(data));
    const ids = [...byCase.keys()];
    const outcomes = await store.handleMany(
      [...byCase].map(([id, all]) => ({
        id,
        command: { type: "Tell", notes: all.map(({ envelope, data }) => noteOf(envelope, data)) },
        meta: { actor: "appraisal" },
      })),
    );
    const resultOf = new Map(
      outcomes.map((outcome, index): [string | undefined, BatchResult] => [
        ids[index],
        outcome.ok ? { ok: true } : { ok: false, error: outcome.error },
      ]),
    );
    return received.map(({ data }) => resultOf.get(caseIdOf(data)) ?? { ok: false, error: new Error("no answer") });
  };

  const factOf = (id: string, state: ToldState, asOf: string): Fact | undefined => {
    if (state.status === "none") return undefined;
    const notes = saidBefore(state.notes, asOf);
    return notes.length === 0 ? undefined : caseFact(id, notes);
  };

  return {
    store,
    subscriptions: caseEvents.map((event) => ({ event, mode: "each" as const, handle: take })),
    cases: async function* ({ from, until }, asOf) {
      for await (const page of store.scan({ where: { "state.lastAt": { gte: from } } }))
        for (const { id, state } of page) {
          if (state.status === "none" || state.firstAt >= until) continue;
          const fact = factOf(id, state, asOf);
          if (fact !== undefined) yield fact;
        }
    },
    caseById: async (id, asOf) => {
      const stored = await store.load(id);
      return stored === undefined ? undefined : factOf(id, stored.state, asOf);
    },
  };
};
