import { pagesOf, type DeciderStore } from "@wangge/kit";
import { communityOf, type RosterState } from "../domain/index.ts";

type RosterStore = Pick<DeciderStore<RosterState, never, never>, "find">;

const PAGE = 1000;
const NOBODY: readonly string[] = [];

/**
 * Workers of the grids and their open cases, in memory: picking one costs no question to anybody. Rebuilt from the store at
 * start, at a takeover, and now and then, since other replicas change it too; it steers, the store decides.
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
  readonly all: () => Iterable<string>;
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

export const createRoster = ({ grids, openCases }: RosterOptions): Roster => {
  const workersOf = new Map<string, readonly string[]>();
  const gridsOf = new Map<string, readonly string[]>();
  const gridsIn = new Map<string, Set<string>>();
  const inCommunity = new Map<string, ReadonlySet<string>>();
  const loads = new Map<string, Load>();
  let turn = 0;

  const staff = (grid: string, workers: readonly string[]): void => {
    for (const worker of workersOf.get(grid) ?? [])
      gridsOf.set(
        worker,
        (gridsOf.get(worker) ?? []).filter((one) => one !== grid),
      );
    workersOf.set(grid, workers);
    for (const worker of workers) gridsOf.set(worker, [...(gridsOf.get(worker) ?? []), grid]);
    const community = communityOf(grid);
    const grids = gridsIn.get(community);
    if (grids === undefined) gridsIn.set(community, new Set([grid]));
    else grids.add(grid);
    inCommunity.delete(community);
  };

  const loadOf = (worker: string): Load => {
    const known = loads.get(worker);
    if (known !== undefined) return known;
    const fresh = { open: 0, turn: 0 };
    loads.set(worker, fresh);
    return fresh;
  };

  const leastLoaded = (grid: string): string | undefined => {
    let best: string | undefined;
    let bestLoad: Load | undefined;
    for (const worker of workersOf.get(grid) ?? []) {
      const load = loadOf(worker);
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

  const rebuild = async (): Promise<void> => {
    for await (const page of pagesOf(grids, {}, PAGE)) for (const { id, state } of page) staff(id, state.workers);
    const open = await openCases();
    for (const [worker, load] of loads) load.open = open.get(worker) ?? 0;
    for (const [worker, count] of open) loadOf(worker).open = count;
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
      const load = loadOf(worker);
      turn += 1;
      load.open += 1;
      load.turn = turn;
      if (at !== undefined) load.orderedAt = at;
    },
    gave: (worker) => {
      if (worker === undefined) return;
      const load = loadOf(worker);
      load.open = Math.max(0, load.open - 1);
    },
    refresh,
    size: () => workersOf.size,
    workersOf: (grid) => workersOf.get(grid) ?? NOBODY,
    gridsOf: (worker) => gridsOf.get(worker) ?? NOBODY,
    workersIn: (community) => {
      const known = inCommunity.get(community);
      if (known !== undefined) return known;
      const found = new Set([...(gridsIn.get(community) ?? [])].flatMap((grid) => workersOf.get(grid) ?? NOBODY));
      inCommunity.set(community, found);
      return found;
    },
    loadOf,
    all: () => gridsOf.keys(),
  };
};
