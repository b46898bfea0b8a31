/** 居民议事会. One for a community: who sits on it, who convenes it, who serves and who speaks for the community. */
import { dayOf } from "@wangge/calendar";
import type { Decider } from "@wangge/kit/domain";
import { existing, refusals, type Asked, type Words } from "./terms.ts";

export interface Seat {
  readonly account: string;
  readonly name: Words;
  /** 民意代表: elected by courtyards to bring opinions; sits and votes as every member. */
  readonly kind: "member" | "opinionRepresentative";
  readonly from: string;
  /** The last day of the term. */
  readonly until: string;
  readonly endedOn?: string;
}

export interface Spokesperson {
  readonly account: string;
  readonly name: Words;
  readonly from: string;
}

export interface Council {
  readonly status: "formed";
  /** 社区两委: accounts that serve it. */
  readonly officers: readonly string[];
  readonly seats: readonly Seat[];
  readonly convener?: string;
  readonly spokesperson?: Spokesperson;
}
export type CouncilState = { readonly status: "none" } | Council;

export type CouncilCommand = Asked &
  (
    | { readonly type: "FormCouncil"; readonly officers: readonly string[] }
    | { readonly type: "SeatMember"; readonly seat: Omit<Seat, "endedOn"> }
    | { readonly type: "EndSeat"; readonly account: string }
    | { readonly type: "NameConvener"; readonly account: string }
    | { readonly type: "AppointSpokesperson"; readonly account: string; readonly name: Words }
    | { readonly type: "EndSpokesperson" }
  );

type Fact<Type extends string, Data = unknown> = { readonly type: Type; readonly data: Data & Asked };
export type CouncilEvent =
  | Fact<"CouncilFormed", { readonly officers: readonly string[] }>
  | Fact<"MemberSeated", { readonly seat: Seat }>
  | Fact<"SeatEnded", { readonly account: string; readonly on: string }>
  | Fact<"ConvenerNamed", { readonly account: string }>
  | Fact<"SpokespersonAppointed", { readonly spokesperson: Spokesperson }>
  | Fact<"SpokespersonEnded">;

export interface CouncilRules {
  readonly termYears: number;
  readonly mostMembers: number;
}

const refuse = refusals("council");

/** Who sits on it on a day. */
export const seatedOn = ({ seats }: Pick<Council, "seats">, day: string): readonly Seat[] =>
  seats.filter(({ from, until, endedOn }) => from <= day && day <= until && (endedOn === undefined || day < endedOn));

const yearsLater = (day: string, years: number): string => `${String(Number(day.slice(0, 4)) + years)}${day.slice(4)}`;

const seatMember = (
  { seat, by, at }: Extract<CouncilCommand, { type: "SeatMember" }>,
  state: Council,
  { termYears, mostMembers }: CouncilRules,
): CouncilEvent[] => {
  const { account, from, until } = seat;
  if (until < from) throw refuse("term_ends_before", "A term ends after it begins", { from, until });
  if (until >= yearsLater(from, termYears)) throw refuse("term_too_long", "No term is that long", { termYears });
  const overlaps = ({ from: begun, until: end, endedOn }: Seat): boolean =>
    begun <= until && from <= end && (endedOn === undefined || from < endedOn);
  if (state.seats.some((one) => one.account === account && overlaps(one)))
    throw refuse("seated_already", "This account has a seat in that time", { account });
  if (state.seats.filter(overlaps).length >= mostMembers)
    throw refuse("full", "All seats are taken in that time", { mostMembers });
  return [{ type: "MemberSeated", data: { seat, by, at } }];
};

export const councilDeciderWith = (
  rulesAt: (at: string) => CouncilRules,
): Decider<CouncilState, CouncilCommand, CouncilEvent> => ({
  name: "social.council",
  initial: { status: "none" },
  decide: (command, state) => {
    const { by, at } = command;
    if (command.type === "FormCouncil") {
      if (state.status !== "none") throw refuse("formed_already", "This community has its council");
      return [{ type: "CouncilFormed", data: { officers: command.officers, by, at } }];
    }
    const council = existing("council", state);
    const today = dayOf(at);
    switch (command.type) {
      case "SeatMember":
        return seatMember(command, council, rulesAt(at));
      case "EndSeat": {
        const { account } = command;
        if (!seatedOn(council, today).some((seat) => seat.account === account))
          throw refuse("not_seated", "This account has no seat today", { account });
        return [{ type: "SeatEnded", data: { account, on: today, by, at } }];
      }
      case "NameConvener": {
        const { account } = command;
        if (council.convener === account) return [];
        if (!seatedOn(council, today).some((seat) => seat.account === account))
          throw refuse("not_seated", "Only a member convenes", { account });
        return [{ type: "ConvenerNamed", data: { account, by, at } }];
      }
      case "AppointSpokesperson": {
        const { account, name } = command;
        if (council.spokesperson?.account === account) return [];
        return [{ type: "SpokespersonAppointed", data: { spokesperson: { account, name, from: today }, by, at } }];
      }
      case "EndSpokesperson":
        return council.spokesperson === undefined ? [] : [{ type: "SpokespersonEnded", data: { by, at } }];
    }
  },
  evolve: (state, event): CouncilState => {
    if (event.type === "CouncilFormed") return { status: "formed", officers: event.data.officers, seats: [] };
    if (state.status === "none") return state;
    switch (event.type) {
      case "MemberSeated":
        return { ...state, seats: [...state.seats, event.data.seat] };
      case "SeatEnded": {
        const { account, on } = event.data;
        const seats = state.seats.map((seat) =>
          seat.account === account && seatedOn({ seats: [seat] }, on).length > 0 ? { ...seat, endedOn: on } : seat,
        );
        const { convener, ...rest } = state;
        return { ...rest, seats, ...(convener === undefined || convener === account ? {} : { convener }) };
      }
      case "ConvenerNamed":
        return { ...state, convener: event.data.account };
      case "SpokespersonAppointed":
        return { ...state, spokesperson: event.data.spokesperson };
      case "SpokespersonEnded": {
        const { spokesperson: _ended, ...rest } = state;
        return rest;
      }
    }
  },
});
