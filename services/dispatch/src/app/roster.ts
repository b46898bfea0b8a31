import type { DeciderStore } from "@wangge/kit";
import type { RosterState } from "../domain/index.ts";

type RosterStore = Pick<DeciderStore<RosterState, never, never>, "find">;

const PAGE = 1000;

/**
 * Workers of the grids and their open cases, in memory: picking one costs no question to anybody. Rebuilt from the store at
 * start, at a takeover, and now and then, since other replicas change it too; it steers, the store decides.
 */
export interface Roster {
  /** The worker of the grid with the fewest open cases; with equal loads the one who was served longest ago. */
  readonly leastLoaded: (grid: string, without?: readonly string[]) => string | undefined;
  readonly isWorkerOf: (grid: string, worker: string) => boolean;
  readonly staff: (grid: string, workers: readonly string[]) => void;
  readonly took: (worker: string | undefined) => void;
  readonly gave: (worker: string | undefined) => void;
  readonly refresh: () => Promise<void>;
  readonly size: () => number;
}

export interface RosterOptions {
  readonly grids: RosterStore;
  /** Open cases of each worker, from the store. */
  readonly openCases: () => Promise<ReadonlyMap<string, number>>;
}

interface Load {
  open: number;
  /** Rises with every order that is given out: the smallest waited longest. */
  turn: number;
}

export const createRoster = ({ grids, openCases }: RosterOptions): Roster => {
  const workersOf = new Map<string, readonly string[]>();
  const loads = new Map<string, Load>();
  let turn = 0;

  const loadOf = (worker: string): Load => {
    const known = loads.get(worker);
    if (known !== undefined) return known;
    const fresh = { open: 0, turn: 0 };
    loads.set(worker, fresh);
    return fresh;
  };

  const leastLoaded = (grid: string, without: readonly string[] = []): string | undefined => {
    let best: string | undefined;
    let bestLoad: Load | undefined;
    for (const worker of workersOf.get(grid) ?? []) {
      if (without.includes(worker)) continue;
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
    for (let after: string | undefined, full = true; full;) {
      const page = await grids.find({ where: {}, limit: PAGE, after, order: "oldest" });
      for (const { id, state } of page) workersOf.set(id, state.workers);
      after = page.at(-1)?.id;
      full = page.length === PAGE;
    }
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
    staff: (grid, workers) => {
      workersOf.set(grid, workers);
    },
    took: (worker) => {
      if (worker === undefined) return;
      const load = loadOf(worker);
      turn += 1;
      load.open += 1;
      load.turn = turn;
    },
    gave: (worker) => {
      if (worker === undefined) return;
      const load = loadOf(worker);
      load.open = Math.max(0, load.open - 1);
    },
    refresh,
    size: () => workersOf.size,
  };
};
