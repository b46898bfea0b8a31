/** 网格人员配备. Who walks a grid and who answers for it. */
import type { Decider } from "@wangge/kit/domain";
import { reject } from "@wangge/kit/errors";

/** Grid workers of one grid, both ends included. */
export const WORKERS = { low: 2, high: 3 } as const;

export interface Staff {
  /** Households at the time, for those who plan with them. */
  readonly households: number;
  readonly workers: readonly string[];
  readonly responsible: string;
}

export type StaffingState =
  { readonly status: "unstaffed" } | ({ readonly status: "staffed"; readonly staffedAt: string } & Staff);

export interface StaffGrid {
  readonly type: "StaffGrid";
  readonly data: Staff;
  readonly at: string;
}

export interface GridStaffed {
  readonly type: "GridStaffed";
  readonly data: Staff & { readonly staffedAt: string };
}

const same = (one: Staff, other: Staff): boolean =>
  one.households === other.households &&
  one.responsible === other.responsible &&
  one.workers.length === other.workers.length &&
  one.workers.every((worker) => other.workers.includes(worker));

const decide = ({ data, at }: StaffGrid, state: StaffingState): readonly GridStaffed[] => {
  const { workers, responsible } = data;
  const distinct = new Set(workers).size;
  if (distinct !== workers.length || distinct < WORKERS.low || distinct > WORKERS.high || responsible === "")
    throw reject("registry.grid.staffing", "A grid has 2 or 3 different workers and 1 person who answers for it", {
      workers,
      responsible,
    });
  if (state.status === "unstaffed") return [{ type: "GridStaffed", data: { ...data, staffedAt: at } }];
  if (same(data, state)) return [];
  // Readers keep the newest word: a clock that was set back must not make this one older than the last.
  return [{ type: "GridStaffed", data: { ...data, staffedAt: at > state.staffedAt ? at : state.staffedAt } }];
};

/** One aggregate a grid; its id is the grid's code. */
export const staffingDecider: Decider<StaffingState, StaffGrid, GridStaffed> = {
  name: "registry.grid",
  initial: { status: "unstaffed" },
  decide,
  evolve: (_state, { data }) => ({ status: "staffed", ...data }),
};
