import type { Decider } from "@wangge/kit/domain";

/** 网格员配备: who walks a grid, by the last word of the registry. */
export interface Staffing {
  readonly workers: readonly string[];
  readonly since: string;
}

export interface HearOfStaff {
  readonly type: "HearOfStaff";
  readonly data: Staffing;
}

export interface StaffingEvent {
  readonly type: "StaffHeard";
  readonly data: Staffing;
}

export const staffingDecider: Decider<Staffing, HearOfStaff, StaffingEvent> = {
  name: "social.grid-staff",
  initial: { workers: [], since: "" },
  decide: ({ data }, { since }) => (data.since <= since ? [] : [{ type: "StaffHeard", data }]),
  evolve: (_state, { data }) => data,
};
