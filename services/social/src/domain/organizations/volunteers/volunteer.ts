/** 志愿者. A resident who helps: what he can, where and when, and the hours that others have confirmed. Never a name. */
import type { Decider } from "@wangge/kit/domain";
import { DomainError, reject } from "@wangge/kit/errors";

/** 每周可服务时段. In Asia/Shanghai. */
export interface Slot {
  /** 1 is Monday, 7 is Sunday. */
  readonly weekday: number;
  /** `18:30` */
  readonly from: string;
  readonly to: string;
}

export interface VolunteerProfile {
  readonly skills: readonly string[];
  /** 12 digits: where he is at home. */
  readonly community: string;
  /** 15 digits */
  readonly grid?: string | undefined;
  readonly slots: readonly Slot[];
}

/** 服务时长. One stretch of work, from one instant to another. */
export interface HoursEntry {
  readonly id: string;
  readonly need: string;
  readonly community: string;
  readonly from: string;
  readonly to: string;
  readonly confirmedBy: string;
  /** What was said before, the oldest first. */
  readonly before: readonly {
    readonly from: string;
    readonly to: string;
    readonly confirmedBy: string;
    readonly reason: string;
  }[];
  /** 作废: counts for nothing. */
  readonly struck?: true;
}

export interface Volunteer {
  readonly status: "active" | "erased";
  readonly since: string;
  readonly profile: VolunteerProfile;
  /** Changes with the sealed name and phone, and tells nothing of them. */
  readonly contact?: string;
  readonly hours: readonly HoursEntry[];
}
export type VolunteerState = { readonly status: "none" } | Volunteer;

/** Who confirms: `volunteer` is the id that he has, or would have, as one himself. */
export interface Confirmer {
  readonly account: string;
  readonly volunteer: string;
}

interface Confirming {
  readonly volunteer: string;
  readonly by: Confirmer;
  readonly at: string;
}
interface Stretch {
  readonly from: string;
  readonly to: string;
  /** When the need was, as far as hours may go beyond it. */
  readonly within: { readonly from: string; readonly to: string };
}

export type VolunteerCommand =
  | { readonly type: "Enrol"; readonly profile: VolunteerProfile; readonly contact: string; readonly at: string }
  | { readonly type: "Erase"; readonly at: string }
  | ({
      readonly type: "ConfirmHours";
      readonly id: string;
      readonly need: string;
      readonly community: string;
    } & Stretch &
      Confirming)
  | ({ readonly type: "CorrectHours"; readonly id: string; readonly reason: string } & Stretch & Confirming)
  | ({ readonly type: "StrikeHours"; readonly id: string; readonly reason: string } & Confirming);
type Of<Type extends VolunteerCommand["type"]> = Extract<VolunteerCommand, { readonly type: Type }>;

type Fact<Type extends string, Data = unknown> = { readonly type: Type; readonly data: Data & { readonly at: string } };
export type VolunteerEvent =
  | Fact<"Enrolled", { readonly profile: VolunteerProfile; readonly contact: string }>
  | Fact<"Erased">
  | Fact<"HoursConfirmed", Pick<HoursEntry, "id" | "need" | "community" | "from" | "to" | "confirmedBy">>
  | Fact<"HoursCorrected", Pick<HoursEntry, "id" | "from" | "to" | "confirmedBy"> & { readonly reason: string }>
  | Fact<"HoursStruck", { readonly id: string; readonly confirmedBy: string; readonly reason: string }>;

const refuse = (code: string, message: string, details: Readonly<Record<string, unknown>> = {}): DomainError =>
  reject(`social.volunteer.${code}`, message, details);

export const unknownVolunteer = (): DomainError =>
  new DomainError("missing", "social.volunteer.unknown", "There is no such volunteer");

const MINUTE = 60_000;
const ms = (at: string): number => Date.parse(at);

export const minutesOf = ({ from, to, struck }: Pick<HoursEntry, "from" | "to" | "struck">): number =>
  struck === true ? 0 : Math.floor((ms(to) - ms(from)) / MINUTE);

export const totalMinutes = ({ hours }: Pick<Volunteer, "hours">): number =>
  hours.reduce((sum, entry) => sum + minutesOf(entry), 0);

/** 回避: nobody says himself how long he has worked. */
const mustBeAnother = ({ volunteer, by }: Confirming): void => {
  if (by.volunteer === volunteer)
    throw new DomainError("forbidden", "social.volunteer.own_hours", "Somebody else confirms your hours");
};

const checkStretch = (
  id: string,
  { from, to, within, at }: Stretch & { readonly at: string },
  hours: readonly HoursEntry[],
): void => {
  if (ms(to) - ms(from) < MINUTE) throw refuse("no_time", "Work ends after it begins");
  if (ms(to) > ms(at)) throw refuse("not_over", "What is not over is not confirmed");
  if (ms(from) < ms(within.from) || ms(to) > ms(within.to))
    throw refuse("outside_need", "The need was at another time", { ...within });
  const other = hours.find(
    (one) => one.id !== id && one.struck !== true && ms(one.from) < ms(to) && ms(from) < ms(one.to),
  );
  if (other !== undefined) throw refuse("hours_overlap", "These hours are confirmed already", { entry: other.id });
};

const confirm = (command: Of<"ConfirmHours">, state: Volunteer): readonly VolunteerEvent[] => {
  const { id, need, community, from, to, by, at } = command;
  mustBeAnother(command);
  if (state.hours.some((one) => one.id === id)) return [];
  if (state.status === "erased") throw refuse("erased", "He has left, and his hours stay as they are");
  checkStretch(id, command, state.hours);
  return [{ type: "HoursConfirmed", data: { id, need, community, from, to, confirmedBy: by.account, at } }];
};

const entryOf = ({ hours }: Volunteer, id: string): HoursEntry => {
  const entry = hours.find((one) => one.id === id);
  if (entry === undefined) throw new DomainError("missing", "social.volunteer.no_entry", "There is no such entry");
  return entry;
};

const correct = (command: Of<"CorrectHours">, state: Volunteer): readonly VolunteerEvent[] => {
  const { id, from, to, reason, by, at } = command;
  mustBeAnother(command);
  const entry = entryOf(state, id);
  if (entry.struck === true) throw refuse("struck", "This entry was struck out");
  if (entry.from === from && entry.to === to) return [];
  checkStretch(id, command, state.hours);
  return [{ type: "HoursCorrected", data: { id, from, to, reason, confirmedBy: by.account, at } }];
};

const strike = (command: Of<"StrikeHours">, state: Volunteer): readonly VolunteerEvent[] => {
  const { id, reason, by, at } = command;
  mustBeAnother(command);
  if (entryOf(state, id).struck === true) return [];
  return [{ type: "HoursStruck", data: { id, reason, confirmedBy: by.account, at } }];
};

const decide = (command: VolunteerCommand, state: VolunteerState): readonly VolunteerEvent[] => {
  if (command.type === "Enrol") {
    const { profile, contact, at } = command;
    const isSame =
      state.status === "active" &&
      state.contact === contact &&
      JSON.stringify(state.profile) === JSON.stringify(profile);
    return isSame ? [] : [{ type: "Enrolled", data: { profile, contact, at } }];
  }
  if (state.status === "none") throw unknownVolunteer();
  switch (command.type) {
    case "Erase":
      return state.status === "erased" ? [] : [{ type: "Erased", data: { at: command.at } }];
    case "ConfirmHours":
      return confirm(command, state);
    case "CorrectHours":
      return correct(command, state);
    case "StrikeHours":
      return strike(command, state);
  }
};

const evolveHours = (hours: readonly HoursEntry[], { type, data }: VolunteerEvent): readonly HoursEntry[] => {
  switch (type) {
    case "Enrolled":
    case "Erased":
      return hours;
    case "HoursConfirmed": {
      const { at: _at, ...entry } = data;
      return [...hours, { ...entry, before: [] }];
    }
    case "HoursCorrected":
    case "HoursStruck":
      return hours.map((one) => {
        if (one.id !== data.id) return one;
        const { from, to, confirmedBy } = one;
        const before = [...one.before, { from, to, confirmedBy, reason: data.reason }];
        return type === "HoursStruck"
          ? { ...one, before, struck: true as const }
          : { ...one, before, from: data.from, to: data.to, confirmedBy: data.confirmedBy };
      });
  }
};

const evolve = (state: VolunteerState, event: VolunteerEvent): VolunteerState => {
  if (event.type === "Enrolled") {
    const { profile, contact, at } = event.data;
    const known = state.status === "none" ? { since: at, hours: [] } : { since: state.since, hours: state.hours };
    return { status: "active", profile, contact, ...known };
  }
  if (state.status === "none") return state;
  // 注销: what he could, where and when goes; what he has done stays.
  if (event.type === "Erased") {
    const { since, hours } = state;
    return { status: "erased", since, hours, profile: { skills: [], community: "", slots: [] } };
  }
  return { ...state, hours: evolveHours(state.hours, event) };
};

export const volunteerDecider: Decider<VolunteerState, VolunteerCommand, VolunteerEvent> = {
  name: "social.volunteer",
  initial: { status: "none" },
  decide,
  evolve,
};
