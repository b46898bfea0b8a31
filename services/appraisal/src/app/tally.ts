import type { DeciderStore } from "@wangge/kit";
import {
  factsFrom,
  sourcesOf,
  THING_KINDS,
  toldDecider,
  type Fact,
  type Gatherer,
  type NotesTaken,
  type Source,
  type Span,
  type Tell,
  type ThingKind,
  type ToldState,
} from "../domain/index.ts";
import { createVersions } from "./versions.ts";

type ToldStore = Pick<DeciderStore<ToldState, Tell, NotesTaken>, "scan" | "history">;

/** Clocks of processes that save differ by no more. What is seen twice is known by its version. */
const MARGIN_MS = 60_000;
/** A country's month and half of the next: some 480 MB of versions. Beyond, it is counted anew. */
const MOST_THINGS = 22_000_000;

/** What is kept up for one question. */
export interface Tally {
  /**
   * Everything that was said by now and is of the period. Only what was saved since the last time is read: what a thing had given is taken out,
   * what it gives now is put in. Undefined: there are too many things, count anew.
   */
  readonly upToDate: () => Promise<Gatherer | undefined>;
  /** How many things it keeps versions of. */
  readonly things: () => number;
}

interface Deps {
  readonly stores: Readonly<Record<ThingKind, ToldStore>>;
  /** Facts of readings: they are few, and are counted anew each time. */
  readonly readings: () => AsyncIterable<readonly [Source, Fact]>;
  readonly open: () => Gatherer;
  readonly span: Span;
  readonly now?: () => number;
}

type Change = readonly [Source, Fact, 1 | -1];

/** 增量计数. A change of one case costs one case and not the period. */
export const createTally = ({ stores, readings, open, span, now = Date.now }: Deps): Tally => {
  const gatherer = open();
  const asked = new Set<Source>(gatherer.sources);
  const kinds = THING_KINDS.filter((kind) => sourcesOf(kind).some((source) => asked.has(source)));
  const versions = createVersions();
  let read: readonly (readonly [Source, Fact])[] = [];
  let since: number | undefined;

  const factsOf = (kind: ThingKind, id: string, state: ToldState, times: 1 | -1): readonly Change[] => {
    if (state.status === "none" || state.firstAt >= span.until) return [];
    return sourcesOf(kind)
      .filter((source) => asked.has(source))
      .flatMap((source) => factsFrom(source, id, state.notes).map((fact): Change => [source, fact, times]));
  };

  /** A thing as it was after so many of its events. */
  const asItWas = async (kind: ThingKind, id: string, version: number): Promise<ToldState> =>
    (await stores[kind].history(id))
      .slice(0, version)
      .reduce<ToldState>((state, { event }) => toldDecider.evolve(state, event), toldDecider.initial);

  const apply = (changes: Iterable<Change>, seen: Iterable<readonly [string, number]>): void => {
    for (const [source, fact, times] of changes) gatherer.add(source, fact, times);
    for (const [key, version] of seen) versions.set(key, version);
  };

  /**
   * Counts and the versions they are of change together and at once: who reads meanwhile sees all of a look or nothing, and one that fails half way
   * is made again. Before the first look is over nobody reads, so that it needs not hold a whole period.
   */
  const look = async (): Promise<void> => {
    const startedAt = now();
    const isFirst = since === undefined;
    const savedSince = since === undefined ? undefined : since - MARGIN_MS;
    const changes: Change[] = [];
    const seen: (readonly [string, number])[] = [];
    for (const kind of kinds)
      for await (const page of stores[kind].scan({ where: { "state.lastAt": { gte: span.from } }, savedSince })) {
        for (const { id, version, state } of page) {
          const key = `${kind} ${id}`;
          const known = versions.get(key);
          if (known === version) continue;
          if (known !== undefined) changes.push(...factsOf(kind, id, await asItWas(kind, id, known), -1));
          changes.push(...factsOf(kind, id, state, 1));
          seen.push([key, version]);
        }
        if (isFirst) apply(changes.splice(0), seen.splice(0));
        if (versions.size() > MOST_THINGS) return;
      }
    const fresh: (readonly [Source, Fact])[] = [];
    for await (const one of readings()) fresh.push(one);
    apply(changes, seen);
    apply(
      [
        ...read.map(([source, fact]): Change => [source, fact, -1]),
        ...fresh.map(([source, fact]): Change => [source, fact, 1]),
      ],
      [],
    );
    read = fresh;
    since = startedAt;
  };

  let looking: Promise<void> = Promise.resolve();
  return {
    things: versions.size,
    upToDate: async () => {
      // One look after the other.
      const mine = looking.then(() => (versions.size() > MOST_THINGS ? undefined : look()));
      looking = mine.catch(() => undefined);
      await mine;
      return versions.size() > MOST_THINGS ? undefined : gatherer;
    },
  };
};
