import type { Point } from "@wangge/contracts/vocabulary";
import type { Decider } from "@wangge/kit/domain";
import { DomainError, reject } from "@wangge/kit/errors";
import type { Party } from "./events.ts";
import { isInside, type Ring } from "./ground.ts";

/** 管控区域: whole grids, or a polygon across them. */
export type ControlArea = { readonly grids: readonly string[] } | { readonly polygon: Ring };

/** 管控申请: where and when certain categories are not to be reported by patrol, and why. */
export interface Control {
  readonly department: string;
  readonly area: ControlArea;
  readonly categories: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

interface Applied extends Control {
  readonly appliedAt: string;
  readonly appliedBy: Party;
}

interface Decided extends Applied {
  readonly decidedAt: string;
  readonly decidedBy: Party;
}

export type ControlState =
  | { readonly status: "none" }
  | ({ readonly status: "applied" } & Applied)
  | ({ readonly status: "approved" } & Decided)
  | ({ readonly status: "refused"; readonly ground: string } & Decided)
  /** 撤回, before or after it was decided: what was withheld until then stays so. */
  | ({ readonly status: "withdrawn"; readonly withdrawnAt: string; readonly ground: string } & Applied);

export type ControlCommand =
  | {
      readonly type: "ApplyControl";
      readonly data: Control;
      readonly mostDays: number;
      readonly by: Party;
      readonly at: string;
    }
  | {
      readonly type: "DecideControl";
      readonly data: { readonly approved: true } | { readonly approved: false; readonly ground: string };
      readonly by: Party;
      readonly at: string;
    }
  /** `isOffice`: a dispatcher or supervisor may end any of them. */
  | {
      readonly type: "WithdrawControl";
      readonly ground: string;
      readonly by: Party;
      readonly isOffice: boolean;
      readonly at: string;
    };

export type ControlEvent =
  | { readonly type: "ControlApplied"; readonly data: Control & { readonly by: Party; readonly at: string } }
  | { readonly type: "ControlApproved"; readonly data: { readonly by: Party; readonly at: string } }
  | {
      readonly type: "ControlRefused";
      readonly data: { readonly ground: string; readonly by: Party; readonly at: string };
    }
  | {
      readonly type: "ControlWithdrawn";
      readonly data: { readonly ground: string; readonly by: Party; readonly at: string };
    };

const DAY_MS = 86_400_000;

const refuse = (reason: string, message: string, details: Readonly<Record<string, unknown>> = {}): DomainError =>
  reject(`dispatch.control.${reason}`, message, details);

export const unknownControl = (): DomainError =>
  new DomainError("missing", "dispatch.control.unknown", "There is no such control area");

const apply = (
  { data, mostDays, by, at }: Extract<ControlCommand, { readonly type: "ApplyControl" }>,
  state: ControlState,
): ControlEvent[] => {
  if (state.status !== "none") return [];
  if (data.to <= data.from) throw refuse("ends_before_it_begins", "The end has to come after the beginning");
  if (data.to <= at) throw refuse("over", "This time is over already");
  if (Date.parse(data.to) - Date.parse(data.from) > mostDays * DAY_MS)
    throw refuse("too_long", "A control area holds for a limited time", { mostDays });
  return [{ type: "ControlApplied", data: { ...data, by, at } }];
};

/** Who applied does not decide: not the account, and nobody of its department. */
const isApplicant = ({ appliedBy, department }: Applied, by: Party): boolean =>
  appliedBy.account === by.account || by.department === department;

const resolve = (
  { data, by, at }: Extract<ControlCommand, { readonly type: "DecideControl" }>,
  state: Exclude<ControlState, { readonly status: "none" }>,
): ControlEvent[] => {
  if (state.status === (data.approved ? "approved" : "refused") && state.decidedBy.account === by.account) return [];
  if (state.status !== "applied") throw refuse("not_open", "This application is decided or withdrawn");
  if (isApplicant(state, by)) throw refuse("own", "Who applies does not decide");
  if (!data.approved) return [{ type: "ControlRefused", data: { ground: data.ground, by, at } }];
  if (at >= state.to) throw refuse("over", "This time is over already");
  return [{ type: "ControlApproved", data: { by, at } }];
};

const decide = (command: ControlCommand, state: ControlState): readonly ControlEvent[] => {
  if (command.type === "ApplyControl") return apply(command, state);
  if (state.status === "none") throw unknownControl();
  switch (command.type) {
    case "DecideControl":
      return resolve(command, state);
    case "WithdrawControl": {
      const { ground, by, at, isOffice } = command;
      if (!isOffice && by.department !== state.department)
        throw new DomainError("forbidden", "dispatch.control.not_yours", "Another department applied for this");
      if (state.status === "withdrawn") return [];
      if (state.status === "refused") throw refuse("not_open", "This application was refused");
      return [{ type: "ControlWithdrawn", data: { ground, by, at } }];
    }
  }
};

const misplaced = (state: ControlState, event: ControlEvent): Error =>
  new Error(`${event.type} in a control area that is ${state.status}`);

const appliedOf = (state: Applied): Applied => {
  const { department, area, categories, from, to, reason, appliedAt, appliedBy } = state;
  return { department, area, categories, from, to, reason, appliedAt, appliedBy };
};

const evolve = (state: ControlState, event: ControlEvent): ControlState => {
  if (event.type === "ControlApplied") {
    const { by: appliedBy, at: appliedAt, ...control } = event.data;
    return { status: "applied", ...control, appliedBy, appliedAt };
  }
  if (state.status === "none") throw misplaced(state, event);
  switch (event.type) {
    case "ControlApproved":
      return { ...appliedOf(state), status: "approved", decidedAt: event.data.at, decidedBy: event.data.by };
    case "ControlRefused": {
      const { ground, by: decidedBy, at: decidedAt } = event.data;
      return { ...appliedOf(state), status: "refused", ground, decidedBy, decidedAt };
    }
    case "ControlWithdrawn":
      return {
        ...appliedOf(state),
        status: "withdrawn",
        ground: event.data.ground,
        withdrawnAt: event.data.at,
      };
  }
};

export const controlDecider: Decider<ControlState, ControlCommand, ControlEvent> = {
  name: "dispatch.control",
  initial: { status: "none" },
  decide,
  evolve,
};

/** A report, as far as a control area is about it. */
export interface Reported {
  readonly grid: string;
  readonly point?: Point | undefined;
  readonly category: string;
  readonly channel: string;
  readonly at: string;
}

/** What residents bring is never withheld; nor what lies in no known place of a polygon. */
export const fallsUnder = (
  { area, categories, from, to }: Control,
  { grid, point, category, channel, at }: Reported,
): boolean => {
  if (channel !== "patrol" || at < from || at >= to || !categories.includes(category)) return false;
  if ("grids" in area) return area.grids.includes(grid);
  return point !== undefined && isInside(area.polygon, point);
};
