/** 枢纽型社会组织. A hub mentors a group until it can be registered. By the group: it has one hub at a time. */
import { dayAfter, dayOf, instantOf, monthsAfter } from "@wangge/calendar";
import type { Day } from "@wangge/contracts/vocabulary";
import type { Decider } from "@wangge/kit/domain";
import { DomainError, reject } from "@wangge/kit/errors";
import type { OrganizationRules, RulesAt } from "../rules.ts";

/** Which of the two. */
export type Side = "hub" | "organization";

/** 辅导记录. Counts when the other side has signed it too. */
export interface Mentoring {
  readonly id: string;
  readonly on: Day;
  readonly minutes: number;
  /** What it was about, by its code. */
  readonly subject: string;
  readonly side: Side;
  readonly by: string;
  readonly signedBy?: string;
}

export interface Agreement {
  readonly id: string;
  readonly hub: string;
  readonly from: Day;
  /** Its last day, unless it ends before. */
  readonly until: Day;
  readonly status: "proposed" | "running" | "declined" | "graduated" | "ended";
  /** From this day on it does not run. */
  readonly endedOn?: Day;
  readonly records: readonly Mentoring[];
}

export interface Incubation {
  /** The oldest first. */
  readonly agreements: readonly Agreement[];
  /** Every hub it ever had: what a store can look for. */
  readonly hubs: readonly string[];
  readonly wakeAt?: string;
}

interface Asked {
  readonly by: string;
  readonly at: string;
}

export type IncubationCommand =
  | ({ readonly type: "ProposeIncubation" } & Pick<Agreement, "id" | "hub" | "from" | "until"> & Asked)
  | ({ readonly type: "AcceptIncubation" | "DeclineIncubation" } & Asked)
  | ({ readonly type: "RecordMentoring" } & Pick<Mentoring, "id" | "on" | "minutes" | "subject" | "side"> & Asked)
  | ({ readonly type: "SignMentoring"; readonly id: string; readonly side: Side } & Asked)
  /** `registeredOn` of the group, where it is registered. */
  | ({ readonly type: "Graduate"; readonly registeredOn?: Day | undefined } & Asked)
  | ({ readonly type: "EndIncubation"; readonly reason: string } & Asked)
  | { readonly type: "WakeIncubation"; readonly at: string };
type Of<Type extends IncubationCommand["type"]> = Extract<IncubationCommand, { readonly type: Type }>;

type Fact<Type extends string, Data = unknown> = {
  readonly type: Type;
  readonly data: Data & Asked & { readonly on: Day; readonly agreement: string };
};
export type IncubationEvent =
  | Fact<"IncubationProposed", Pick<Agreement, "hub" | "from" | "until"> & { readonly rules: string }>
  | Fact<"IncubationAccepted" | "IncubationDeclined" | "Graduated">
  | Fact<"MentoringRecorded", { readonly record: Mentoring }>
  | Fact<"MentoringSigned", { readonly record: string }>
  | Fact<"IncubationEnded", { readonly reason: string }>;

const refuse = (code: string, message: string, details: Readonly<Record<string, unknown>> = {}): DomainError =>
  reject(`social.incubation.${code}`, message, details);

export const currentOf = ({ agreements }: Incubation): Agreement | undefined =>
  agreements.findLast(({ status }) => status === "proposed" || status === "running");

const openOf = (state: Incubation, ...statuses: readonly Agreement["status"][]): Agreement => {
  const agreement = currentOf(state);
  if (agreement === undefined) throw new DomainError("missing", "social.incubation.none", "No agreement is open");
  if (!statuses.includes(agreement.status))
    throw refuse("not_now", `Not possible while it is ${agreement.status}`, { status: agreement.status });
  return agreement;
};

/** What both have signed, in minutes. */
export const mentoredMinutes = ({ records }: Pick<Agreement, "records">): number =>
  records.reduce((sum, { minutes, signedBy }) => (signedBy === undefined ? sum : sum + minutes), 0);

/** 利益关联. A hub is of one house with whom it mentors while the agreement runs, and for some time after it. */
export const isTiedOn = ({ status, from, endedOn }: Agreement, day: Day, tieMonths: number): boolean =>
  status !== "proposed" &&
  status !== "declined" &&
  from <= day &&
  (endedOn === undefined || day < monthsAfter(endedOn, tieMonths));

/** One whose last day is over has ended, whether or not anybody has looked. */
const lapsed = (state: Incubation, at: string): readonly IncubationEvent[] => {
  const agreement = currentOf(state);
  if (agreement === undefined || agreement.until >= dayOf(at)) return [];
  const on = dayAfter(agreement.until, 1);
  return [{ type: "IncubationEnded", data: { agreement: agreement.id, reason: "lapsed", by: "social", at, on } }];
};

const about = ({ by, at }: Asked, { id: agreement }: Pick<Agreement, "id">) => ({ agreement, by, at, on: dayOf(at) });

const propose = (
  command: Of<"ProposeIncubation">,
  state: Incubation,
  { version, hubs }: OrganizationRules,
): readonly IncubationEvent[] => {
  const { id, hub, from, until, at } = command;
  if (state.agreements.some((one) => one.id === id)) return [];
  if (currentOf(state) !== undefined) throw refuse("has_hub", "An agreement is open already");
  if (from < dayOf(at)) throw refuse("back_dated", "An agreement begins on the day it is proposed, or later");
  const last = dayAfter(monthsAfter(from, hubs.mostMonths), -1);
  if (until < from || until > last)
    throw refuse("bad_period", "It ends after it begins, and not later than this", { last });
  return [{ type: "IncubationProposed", data: { hub, from, until, rules: version, ...about(command, { id }) } }];
};

const record = (command: Of<"RecordMentoring">, state: Incubation): readonly IncubationEvent[] => {
  const { id, on, minutes, subject, side, by, at } = command;
  const agreement = openOf(state, "running");
  if (agreement.records.some((one) => one.id === id)) return [];
  if (on < agreement.from || on > dayOf(at)) throw refuse("outside_period", "It was while the agreement ran", { on });
  const made = { id, on, minutes, subject, side, by };
  return [{ type: "MentoringRecorded", data: { record: made, ...about(command, agreement) } }];
};

const sign = (command: Of<"SignMentoring">, state: Incubation): readonly IncubationEvent[] => {
  const agreement = openOf(state, "running");
  const found = agreement.records.find(({ id }) => id === command.id);
  if (found === undefined) throw new DomainError("missing", "social.incubation.no_record", "There is no such record");
  if (found.side === command.side || found.by === command.by)
    throw new DomainError("forbidden", "social.incubation.own_record", "The other side signs it");
  if (found.signedBy !== undefined) return [];
  return [{ type: "MentoringSigned", data: { record: found.id, ...about(command, agreement) } }];
};

/** 出壳: it is registered since the agreement began, and was mentored for long enough. */
const graduate = (
  command: Of<"Graduate">,
  state: Incubation,
  { hubs }: OrganizationRules,
): readonly IncubationEvent[] => {
  const agreement = openOf(state, "running");
  const { registeredOn } = command;
  if (registeredOn === undefined || registeredOn < agreement.from)
    throw refuse("not_registered", "It graduates by being registered");
  const minutes = mentoredMinutes(agreement);
  if (minutes < hubs.leastMinutes)
    throw refuse("too_little_mentoring", "Both have signed less mentoring than it takes", {
      minutes,
      least: hubs.leastMinutes,
    });
  return [{ type: "Graduated", data: about(command, agreement) }];
};

const decided = (
  command: IncubationCommand,
  state: Incubation,
  rules: OrganizationRules,
): readonly IncubationEvent[] => {
  switch (command.type) {
    case "ProposeIncubation":
      return propose(command, state, rules);
    case "AcceptIncubation":
      return [{ type: "IncubationAccepted", data: about(command, openOf(state, "proposed")) }];
    case "DeclineIncubation":
      return [{ type: "IncubationDeclined", data: about(command, openOf(state, "proposed")) }];
    case "RecordMentoring":
      return record(command, state);
    case "SignMentoring":
      return sign(command, state);
    case "Graduate":
      return graduate(command, state, rules);
    case "EndIncubation": {
      const { reason } = command;
      return [{ type: "IncubationEnded", data: { reason, ...about(command, openOf(state, "proposed", "running")) } }];
    }
    case "WakeIncubation":
      return [];
  }
};

const evolveAgreement = (agreement: Agreement, { type, data }: IncubationEvent): Agreement => {
  switch (type) {
    case "IncubationProposed":
      return agreement;
    case "IncubationAccepted":
      return { ...agreement, status: "running" };
    case "IncubationDeclined":
      return { ...agreement, status: "declined" };
    case "MentoringRecorded":
      return { ...agreement, records: [...agreement.records, data.record] };
    case "MentoringSigned":
      return {
        ...agreement,
        records: agreement.records.map((one) => (one.id === data.record ? { ...one, signedBy: data.by } : one)),
      };
    case "Graduated":
      return { ...agreement, status: "graduated", endedOn: data.on };
    case "IncubationEnded":
      // What was never accepted never ran.
      return agreement.status === "proposed"
        ? { ...agreement, status: "declined" }
        : { ...agreement, status: "ended", endedOn: data.on };
  }
};

const evolve = (state: Incubation, event: IncubationEvent): Incubation => {
  const { wakeAt: _wake, agreements, hubs } = state;
  const { data } = event;
  const known: readonly Agreement[] =
    event.type === "IncubationProposed"
      ? [
          ...agreements,
          {
            id: data.agreement,
            hub: event.data.hub,
            from: event.data.from,
            until: event.data.until,
            status: "proposed",
            records: [],
          },
        ]
      : agreements.map((one) => (one.id === data.agreement ? evolveAgreement(one, event) : one));
  const next = {
    agreements: known,
    hubs: event.type === "IncubationProposed" && !hubs.includes(event.data.hub) ? [...hubs, event.data.hub] : hubs,
  };
  const current = currentOf(next);
  return current === undefined ? next : { ...next, wakeAt: instantOf(dayAfter(current.until, 1), "00:00") };
};

/** By the id of the group. */
export const incubationDeciderWith = (rulesAt: RulesAt): Decider<Incubation, IncubationCommand, IncubationEvent> => ({
  name: "social.incubation",
  initial: { agreements: [], hubs: [] },
  decide: (command, state) => {
    const ended = lapsed(state, command.at);
    return [...ended, ...decided(command, ended.reduce(evolve, state), rulesAt(command.at))];
  },
  evolve,
});
