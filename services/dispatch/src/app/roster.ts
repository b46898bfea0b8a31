import type { DeciderStore } from "@wangge/kit";
import { communityOf, type RosterState } from "../domain/index.ts";
import { newsOf } from "./news.ts";

type RosterStore = Pick<DeciderStore<RosterState, never, never>, "scan">;

const NOBODY: readonly string[] = [];

/**
 * Workers of the grids and their open cases, in memory: picking one costs no question to anybody. Read from the store at start;
 * at a takeover, and now and then, what is new there, since other replicas change it too. It steers, the store decides.
 */
export interface Roster {
  /** The worker of the grid with the fewest open cases; with equal loads the one who was served longest ago. */
  readonly leastLoaded: (grid: string) => string | undefined;
  readonly isWorkerOf: (grid: string, worker: string) => boolean;
  readonly staff: (grid: string, workers: readonly string[]) => void;
  readonly took: (worker: string | undefined, at?: number) => void;
  readonly gave: (worker: string | undefined) => void;
  readonly refresh: () => Promise<void>;
  readonly size: () => number;
  readonly workersOf: (grid: string) => readonly string[];
  readonly gridsOf: (worker: string) => readonly string[];
  /** Workers of all grids of a community. */
  readonly workersIn: (community: string) => ReadonlySet<string>;
  readonly loadOf: (worker: string) => Readonly<Load>;
}

export interface RosterOptions {
  readonly grids: RosterStore;
  /** Open cases of each worker, from the store. */
  readonly openCases: () => Promise<ReadonlyMap<string, number>>;
}

export interface Load {
  open: number;
  /** Rises with every order that is given out: the smallest waited longest. */
  turn: number;
  /** When the last order was given out, as far as this replica knows. */
  orderedAt?: number | undefined;
}

/** One record a worker: there are millions of them in a country. */
interface Person extends Load {
  /** Those who work in one grid only share the list of it. */
  grids: readonly string[];
}

export const createRoster = ({ grids, openCases }: RosterOptions): Roster => {
  const workersOf = new Map<string, readonly string[]>();
  const people = new Map<string, Person>();
  const gridsIn = new Map<string, string[]>();
  const inCommunity = new Map<string, ReadonlySet<string>>();
  /** Who has open cases. */
  const busy = new Set<string>();
  let turn = 0;

  const personOf = (worker: string): Person => {
    const known = people.get(worker);
    if (known !== undefined) return known;
    const fresh: Person = { open: 0, turn: 0, orderedAt: undefined, grids: NOBODY };
    people.set(worker, fresh);
    return fresh;
  };

  const staff = (grid: string, workers: readonly string[]): void => {
    const before = workersOf.get(grid);
    for (const worker of before ?? NOBODY) {
      const person = personOf(worker);
      person.grids = person.grids.filter((one) => one !== grid);
    }
    // A list that was read from the store has room for more.
    workersOf.set(grid, workers.slice());
    const only = [grid];
    for (const worker of workers) {
      const person = personOf(worker);
      person.grids = person.grids.length === 0 ? only : [...person.grids, grid];
    }
    const community = communityOf(grid);
    if (before === undefined) {
      const others = gridsIn.get(community);
      if (others === undefined) gridsIn.set(community, [grid]);
      else others.push(grid);
    }
    inCommunity.delete(community);
  };

  const leastLoaded = (grid: string): string | undefined => {
    let best: string | undefined;
    let bestLoad: Load | undefined;
    for (const worker of workersOf.get(grid) ?? NOBODY) {
      const load = personOf(worker);
      if (
        bestLoad === undefined ||
        load.open < bestLoad.open ||
        (load.open === bestLoad.open && load.turn < bestLoad.turn)
      ) {
        best = worker;
        bestLoad = load;
      }
    }
    return best;
  };

  const setOpen = (worker: string, open: number): void => {
    personOf(worker).open = open;
    if (open > 0) busy.add(worker);
    else busy.delete(worker);
  };

  /** Whose load changed here while the store was counting: what was counted is older than what is known. */
  let changedMeanwhile: Set<string> | undefined;

  const recount = async (): Promise<void> => {
    const changed = (changedMeanwhile = new Set());
    const open = await openCases().finally(() => {
      changedMeanwhile = undefined;
    });
    for (const worker of busy) if (!open.has(worker) && !changed.has(worker)) setOpen(worker, 0);
    for (const [worker, count] of open) if (!changed.has(worker)) setOpen(worker, count);
  };

  const news = newsOf(grids);

  const rebuild = async (): Promise<void> => {
    await news.read((id, { workers }) => {
      staff(id, workers);
    });
    await recount();
  };

  let rebuilding: Promise<void> | undefined;
  /** All partitions that are taken over at once share one look at the store. */
  const refresh = (): Promise<void> =>
    (rebuilding ??= rebuild().finally(() => {
      rebuilding = undefined;
    }));

  return {
    leastLoaded,
    isWorkerOf: (grid, worker) => workersOf.get(grid)?.includes(worker) === true,
    staff,
    took: (worker, at) => {
      if (worker === undefined) return;
      changedMeanwhile?.add(worker);
      const load = personOf(worker);
      turn += 1;
      setOpen(worker, load.open + 1);
      load.turn = turn;
      if (at !== undefined) load.orderedAt = at;
    },
    gave: (worker) => {
      if (worker === undefined) return;
      changedMeanwhile?.add(worker);
      setOpen(worker, Math.max(0, personOf(worker).open - 1));
    },
    refresh,
    size: () => workersOf.size,
    workersOf: (grid) => workersOf.get(grid) ?? NOBODY,
    gridsOf: (worker) => people.get(worker)?.grids ?? NOBODY,
    workersIn: (community) => {
      const known = inCommunity.get(community);
      if (known !== undefined) return known;
      const found = new Set([...(gridsIn.get(community) ?? [])].flatMap((grid) => workersOf.get(grid) ?? NOBODY));
      inCommunity.set(community, found);
      return found;
    },
    loadOf: personOf,
  };
};
