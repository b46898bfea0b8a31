/** 民情受理室 (room) and 社情民意受理箱 (box): where it is and when it is open. */
import type { Decider } from "@wangge/kit/domain";
import { existing, refusals, type Asked } from "./terms.ts";

export interface OpeningHours {
  /** 1 is Monday. */
  readonly weekday: number;
  /** `09:00`, Asia/Shanghai. */
  readonly opens: string;
  readonly closes: string;
}

export interface OpinionPoint {
  readonly status: "open" | "closed";
  readonly kind: "room" | "box";
  readonly community: string;
  /** In words, for everybody. */
  readonly place: string;
  readonly hours: readonly OpeningHours[];
}
export type OpinionPointState = { readonly status: "none" } | OpinionPoint;

type Described = Omit<OpinionPoint, "status">;
export type OpinionPointCommand = Asked &
  (
    | ({ readonly type: "OpenPoint" } & Described)
    | { readonly type: "SetHours"; readonly hours: readonly OpeningHours[] }
    | { readonly type: "ClosePoint" }
  );
export type OpinionPointEvent =
  | { readonly type: "PointOpened"; readonly data: Described & Asked }
  | { readonly type: "HoursSet"; readonly data: { readonly hours: readonly OpeningHours[] } & Asked }
  | { readonly type: "PointClosed"; readonly data: Asked };

const refuse = refusals("opinion-point");

const mustFit = (hours: readonly OpeningHours[]): void => {
  if (hours.some(({ opens, closes }) => closes <= opens)) throw refuse("hours", "It closes after it opens");
};

export const opinionPointDecider: Decider<OpinionPointState, OpinionPointCommand, OpinionPointEvent> = {
  name: "social.opinion-point",
  initial: { status: "none" },
  decide: (command, state) => {
    const { by, at } = command;
    if (command.type === "OpenPoint") {
      const { kind, community, place, hours } = command;
      mustFit(hours);
      return state.status === "none" ? [{ type: "PointOpened", data: { kind, community, place, hours, by, at } }] : [];
    }
    const point = existing("opinion-point", state);
    if (command.type === "ClosePoint")
      return point.status === "closed" ? [] : [{ type: "PointClosed", data: { by, at } }];
    if (point.status === "closed") throw refuse("closed", "It is no more");
    mustFit(command.hours);
    return [{ type: "HoursSet", data: { hours: command.hours, by, at } }];
  },
  evolve: (state, event): OpinionPointState => {
    if (event.type === "PointOpened") {
      const { kind, community, place, hours } = event.data;
      return { status: "open", kind, community, place, hours };
    }
    if (state.status === "none") return state;
    return event.type === "HoursSet" ? { ...state, hours: event.data.hours } : { ...state, status: "closed" };
  },
};
