/** 网格人员配备. What others have been told of who walks a grid and who answers for it. */
import type { Decider } from "@wangge/kit/domain";
import type { Vacancy } from "./register/staffing-on.ts";

export interface Staff {
  /** Households at the time, for those who plan with them. */
  readonly households: number;
  readonly workers: readonly string[];
  /** Nobody, where the post is vacant and nobody stands in. */
  readonly responsible?: string | undefined;
}

interface AsOf {
  /** Number of the last change in the register it was read from. */
  readonly change: number;
  /** The day it was read for. */
  readonly day: string;
}

interface Told {
  readonly asOf?: AsOf;
  readonly vacancy?: Vacancy | undefined;
}

export type StaffingState =
  | ({ readonly status: "unstaffed" } & Told)
  | ({
      readonly status: "staffed";
      readonly households: number;
      readonly workers: readonly string[];
      readonly responsible: string;
      readonly staffedAt: string;
    } & Told);

export interface StaffGrid {
  readonly type: "StaffGrid";
  readonly data: Staff & { readonly asOf: AsOf; readonly vacancy?: Vacancy | undefined };
  readonly at: string;
}

export interface GridStaffed {
  readonly type: "GridStaffed";
  readonly data: Staff & { readonly responsible: string; readonly staffedAt: string; readonly asOf: AsOf };
}

export interface GridVacated {
  readonly type: "GridVacated";
  readonly data: { readonly vacancy: Vacancy; readonly asOf: AsOf };
}

/** The vacancy is over though the same people are there: the rule changed, or a post was given up. */
export interface VacancyEnded {
  readonly type: "VacancyEnded";
  readonly data: { readonly asOf: AsOf };
}

export type StaffingEvent = GridStaffed | GridVacated | VacancyEnded;

const isOlder = (one: AsOf, other: AsOf | undefined): boolean =>
  other !== undefined && (one.change < other.change || (one.change === other.change && one.day < other.day));

const same = (one: Staff, other: Staff): boolean =>
  one.households === other.households &&
  one.responsible === other.responsible &&
  one.workers.length === other.workers.length &&
  one.workers.every((worker) => other.workers.includes(worker));

const decide = ({ data, at }: StaffGrid, state: StaffingState): readonly StaffingEvent[] => {
  const { asOf, vacancy, ...staff } = data;
  // A replica that is behind has read an older register: what it says is already past.
  if (isOlder(asOf, state.asOf)) return [];
  const events: StaffingEvent[] = [];
  const known = state.status === "staffed" ? state.responsible : undefined;
  // 缺责任人: until somebody is named, the last one is still who is asked; the alarm says that he is gone.
  const responsible = staff.responsible ?? known;
  if (responsible !== undefined) {
    const told = { ...staff, responsible };
    if (state.status === "unstaffed" || !same(told, state)) {
      // Readers keep the newest word: a clock that was set back must not make this one older than the last.
      const staffedAt = state.status === "staffed" && at < state.staffedAt ? state.staffedAt : at;
      events.push({ type: "GridStaffed", data: { ...told, staffedAt, asOf } });
    }
  }
  if (vacancy !== undefined && JSON.stringify(vacancy) !== JSON.stringify(state.vacancy))
    events.push({ type: "GridVacated", data: { vacancy, asOf } });
  if (vacancy === undefined && state.vacancy !== undefined) events.push({ type: "VacancyEnded", data: { asOf } });
  return events;
};

const evolve = (state: StaffingState, event: StaffingEvent): StaffingState => {
  const { vacancy: _past, ...rest } = state;
  switch (event.type) {
    case "GridStaffed":
      return { status: "staffed", ...event.data, ...(state.vacancy === undefined ? {} : { vacancy: state.vacancy }) };
    case "GridVacated":
      return { ...rest, ...event.data };
    case "VacancyEnded":
      return { ...rest, asOf: event.data.asOf };
  }
};

/** One aggregate a grid code; its id is the code. */
export const staffingDecider: Decider<StaffingState, StaffGrid, StaffingEvent> = {
  name: "registry.grid",
  initial: { status: "unstaffed" },
  decide,
  evolve,
};
