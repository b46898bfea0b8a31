import type { Envelope } from "@wangge/contracts";
import { type BatchResult, type DeciderStore, type EventHandler, type Received, type StoreFactory } from "@wangge/kit";
import {
  actedBy,
  factsFrom,
  keptOf,
  saidBefore,
  sourcesOf,
  THING_KINDS,
  toldDecider,
  type Fact,
  type Note,
  type NotesTaken,
  type Span,
  type Tell,
  type ThingKind,
  type ToldSource,
  type ToldState,
} from "../domain/index.ts";
import { TELLINGS } from "./told-events.ts";

type Data = Readonly<Record<string, unknown>>;
type ToldStore = DeciderStore<ToldState, Tell, NotesTaken>;

const TYPES = new Map<string, string>();
/** `case.closed` of `dispatch.case.closed.v1`: of every event, so it is looked up. */
const typeOf = (contract: string): string => {
  const known = TYPES.get(contract);
  if (known !== undefined) return known;
  const [, thing = "", fact = ""] = contract.split(".");
  const type = `${thing}.${fact}`;
  TYPES.set(contract, type);
  return type;
};

/** The note that an event is. @throws Error for an event that does not say its place in the history of its subject */
export const noteOf = (
  kind: ThingKind,
  { id, source, type: contract, time, sequence, actor }: Omit<Envelope, "data">,
  told: Data,
): Note => {
  const version = Number(sequence);
  if (!Number.isInteger(version)) throw new Error(`${contract} ${id} without its place in a history`);
  const type = typeOf(contract);
  const data = keptOf(kind, told);
  const by = actedBy(type, data, actor);
  return { id, source, version, type, time, ...(by === undefined ? {} : { by }), data };
};

export interface Facts {
  readonly stores: Readonly<Record<ThingKind, ToldStore>>;
  readonly subscriptions: readonly EventHandler[];
  /**
   * Every fact of these sources that a period may be about, by what had been said before an instant; in no order. Sources that are not
   * asked are not read.
   */
  readonly of: (sources: ReadonlySet<string>, span: Span, asOf: string) => AsyncIterable<readonly [ToldSource, Fact]>;
  /** What was told of one thing before an instant. */
  readonly notesOf: (kind: ThingKind, id: string, asOf: string) => Promise<readonly Note[]>;
}

/** A collection for each kind of things; that of cases is the oldest. */
export const collectionOf = (kind: ThingKind): string => (kind === "cases" ? "facts" : kind);

/** 事实: what the bus tells, each event once, and what is to be known of each thing by a day. */
export const createFacts = async (factory: StoreFactory): Promise<Facts> => {
  const opened = await Promise.all(
    THING_KINDS.map(
      async (kind) =>
        [
          kind,
          await factory.decider(collectionOf(kind), toldDecider, {
            publishAs: () => [],
            indexes: [["state.lastAt"]],
          }),
        ] as const,
    ),
  );
  const stores = Object.fromEntries(opened) as Record<ThingKind, ToldStore>;

  const taking =
    (kind: ThingKind) =>
    async (received: readonly Received<never>[]): Promise<readonly BatchResult[]> => {
      const { thing } = TELLINGS[kind];
      const byThing = Map.groupBy(received, ({ data }) => thing(data));
      const ids = [...byThing.keys()];
      const outcomes = await stores[kind].handleMany(
        [...byThing].map(([id, all]) => ({
          id,
          command: { type: "Tell", notes: all.map(({ envelope, data }) => noteOf(kind, envelope, data)) },
          meta: { actor: "appraisal" },
        })),
      );
      const resultOf = new Map(
        outcomes.map((outcome, index): [string | undefined, BatchResult] => [
          ids[index],
          outcome.ok ? { ok: true } : { ok: false, error: outcome.error },
        ]),
      );
      return received.map(({ data }) => resultOf.get(thing(data)) ?? { ok: false, error: new Error("no answer") });
    };

  return {
    stores,
    subscriptions: THING_KINDS.flatMap((kind) =>
      TELLINGS[kind].events.map((event) => ({ event, mode: "each" as const, handle: taking(kind) })),
    ),
    of: async function* (sources, { from, until }, asOf) {
      for (const kind of THING_KINDS) {
        const asked = sourcesOf(kind).filter((source) => sources.has(source));
        if (asked.length === 0) continue;
        for await (const page of stores[kind].scan({ where: { "state.lastAt": { gte: from } } }))
          for (const { id, state } of page) {
            if (state.status === "none" || state.firstAt >= until) continue;
            const notes = saidBefore(state.notes, asOf);
            if (notes.length === 0) continue;
            for (const source of asked) for (const fact of factsFrom(source, id, notes)) yield [source, fact];
          }
      }
    },
    notesOf: async (kind, id, asOf) => {
      const stored = await stores[kind].load(id);
      return stored === undefined || stored.state.status === "none" ? [] : saidBefore(stored.state.notes, asOf);
    },
  };
};
