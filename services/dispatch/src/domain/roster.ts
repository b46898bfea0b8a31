import type { Decider } from "@wangge/kit/domain";

/** 网格人员: who works in a grid, as the registry last said. */
export interface RosterState {
  readonly staffedAt: string;
  readonly workers: readonly string[];
  readonly responsible: string;
}

export interface StaffGrid {
  readonly type: "StaffGrid";
  readonly data: RosterState;
}

export interface GridStaffed {
  readonly type: "GridStaffed";
  readonly data: RosterState;
}

const same = (one: RosterState, other: RosterState): boolean =>
  one.responsible === other.responsible && one.workers.join() === other.workers.join();

/** The newest word counts; an older one that comes late changes nothing. */
export const rosterDecider: Decider<RosterState, StaffGrid, GridStaffed> = {
  name: "dispatch.roster",
  initial: { staffedAt: "", workers: [], responsible: "" },
  decide: ({ data }, state) =>
    data.staffedAt < state.staffedAt || same(data, state) ? [] : [{ type: "GridStaffed", data }],
  evolve: (_state, { data }) => data,
};
