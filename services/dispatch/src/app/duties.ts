import type { Shift } from "../domain/index.ts";

export interface Duty {
  readonly worker: string;
  readonly shift: Shift;
}

/** 值班. Shifts by who does them and by where, in memory. One worker's change costs no look at the others'. */
export interface Duties {
  /** Takes the place of what was known of this worker. */
  readonly set: (worker: string, shifts: readonly Shift[]) => void;
  readonly clear: () => void;
  readonly of: (worker: string) => readonly Shift[];
  /** In the grid, and in the whole of its street. */
  readonly at: (grid: string) => readonly Duty[];
  readonly isEmpty: () => boolean;
}

const NOTHING: readonly never[] = [];

export const createDuties = (): Duties => {
  const shiftsOf = new Map<string, readonly Shift[]>();
  const dutiesAt = new Map<string, readonly Duty[]>();

  const remove = (worker: string): void => {
    for (const place of new Set(shiftsOf.get(worker)?.map((shift) => shift.place))) {
      const others = (dutiesAt.get(place) ?? NOTHING).filter((duty) => duty.worker !== worker);
      if (others.length === 0) dutiesAt.delete(place);
      else dutiesAt.set(place, others);
    }
    shiftsOf.delete(worker);
  };

  return {
    set: (worker, shifts) => {
      remove(worker);
      if (shifts.length === 0) return;
      shiftsOf.set(worker, shifts);
      for (const shift of shifts)
        dutiesAt.set(shift.place, [...(dutiesAt.get(shift.place) ?? NOTHING), { worker, shift }]);
    },
    clear: () => {
      shiftsOf.clear();
      dutiesAt.clear();
    },
    of: (worker) => shiftsOf.get(worker) ?? NOTHING,
    at: (grid) => {
      if (dutiesAt.size === 0) return NOTHING;
      const [ofGrid = NOTHING, ofStreet = NOTHING] = [dutiesAt.get(grid), dutiesAt.get(grid.slice(0, 9))];
      return ofStreet.length === 0 ? ofGrid : [...ofGrid, ...ofStreet];
    },
    isEmpty: () => dutiesAt.size === 0,
  };
};
