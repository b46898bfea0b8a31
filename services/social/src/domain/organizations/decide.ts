import { dayAfter, dayOf, instantOf } from "@wangge/calendar";
import type { Day } from "@wangge/contracts/vocabulary";
import { DomainError, reject } from "@wangge/kit/errors";
import { creditCodeFault } from "./credit-code.ts";
import type { OrganizationCommand } from "./commands.ts";
import type { OrganizationEvent } from "./events.ts";
import { evolve } from "./evolve.ts";
import type { Application, Organization, OrganizationState, Profile, Receiver, Status } from "./organization.ts";
import { hasReceived, lastDayOf, newlyMissed, owedReports } from "./reports.ts";
import type { FormRule, OrganizationRules, RulesAt } from "./rules.ts";
import { holdsOn } from "./standing.ts";

type Of<Type extends OrganizationCommand["type"]> = Extract<OrganizationCommand, { readonly type: Type }>;
type Decided = readonly OrganizationEvent[];

const refuse = (code: string, message: string, details: Readonly<Record<string, unknown>> = {}): DomainError =>
  reject(`social.organization.${code}`, message, details);

export const unknownOrganization = (): DomainError =>
  new DomainError("missing", "social.organization.unknown", "There is no such organization");

const asked = ({ by, at }: { readonly by: string; readonly at: string }) => ({ by, at, on: dayOf(at) });

const mustBe = ({ status }: Organization, ...statuses: readonly Status[]): void => {
  if (!statuses.includes(status)) throw refuse("not_now", `Not possible while it is ${status}`, { status });
};

const mustBeAnother = (by: string, first: string | undefined): void => {
  if (by === first)
    throw new DomainError("forbidden", "social.organization.same_person", "Another person decides this");
};

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** ≥ 50 people, or ≥ 30 units, or ≥ 50 of both, where the form asks for it. */
const hasEnoughMembers = ({ members }: Pick<FormRule, "members">, has: Profile["members"]): boolean =>
  members === undefined ||
  has.individuals >= members.individuals ||
  has.units >= members.units ||
  (has.individuals > 0 && has.units > 0 && has.individuals + has.units >= members.mixed);

const formRule = ({ form }: Profile, { forms }: OrganizationRules): FormRule & { readonly category: string } => {
  const rule = forms.find(({ code }) => code === form);
  if (rule?.category === undefined)
    throw refuse("form_not_registered", "This form is recorded, not registered", { form });
  return { ...rule, category: rule.category };
};

const recordGroup = (command: Of<"RecordGroup">, state: OrganizationState, rules: OrganizationRules): Decided => {
  const { profile } = command;
  if (state.status !== "none") {
    if (state.status === "forming" && same(state.profile, profile)) return [];
    throw refuse("already", "It is in the register already", { status: state.status });
  }
  if (rules.forms.some(({ code, category }) => code === profile.form && category !== undefined))
    throw refuse("form_registered", "This form is registered, not recorded", { form: profile.form });
  return [{ type: "GroupRecorded", data: { profile, ...asked(command) } }];
};

const apply = (command: Of<"Apply">, state: OrganizationState, rules: OrganizationRules): Decided => {
  const profile = command.profile ?? (state.status === "none" ? undefined : state.profile);
  if (profile === undefined) throw unknownOrganization();
  if (state.status !== "none") {
    if (state.application !== undefined) {
      if (same(state.application.profile, profile)) return [];
      throw refuse("application_open", "An application is open already");
    }
    mustBe(state, "forming", "refused");
  }
  formRule(profile, rules);
  const on = dayOf(command.at);
  const decideBy = dayAfter(on, rules.decisionDays);
  return [{ type: "Applied", data: { profile, decideBy, rules: rules.version, ...asked(command) } }];
};

const openApplication = ({ application }: Organization, by: string): Application => {
  if (application === undefined) throw refuse("no_application", "No application is open");
  mustBeAnother(by, application.enteredBy);
  return application;
};

const register = (command: Of<"Register">, state: Organization, rules: OrganizationRules): Decided => {
  const { code, by } = command;
  if (state.status === "registered" && state.code === code && state.application === undefined) return [];
  const { profile } = openApplication(state, by);
  const rule = formRule(profile, rules);
  const fault = creditCodeFault(code, rule.category);
  if (fault !== undefined) throw refuse("bad_code", "This is no credit code of such an organization", { fault });
  if (!hasEnoughMembers(rule, profile.members))
    throw refuse("too_few_members", "It has too few members to be registered", { needed: rule.members });
  return [{ type: "Registered", data: { code, rules: rules.version, ...asked(command) } }];
};

const refuseApplication = (command: Of<"Refuse">, state: Organization): Decided => {
  openApplication(state, command.by);
  return [{ type: "Refused", data: { reason: command.reason, ...asked(command) } }];
};

const amend = (command: Of<"Amend">, state: Organization): Decided => {
  const { profile } = command;
  mustBe(state, "forming", "registered", "suspended");
  if (same(profile, state.profile)) return [];
  if (state.application !== undefined) throw refuse("application_open", "An application is open on what stands now");
  if (profile.form !== state.profile.form)
    throw refuse("form_changed", "Another form is another organization", { form: state.profile.form });
  return [{ type: "Amended", data: { profile, ...asked(command) } }];
};

const setPeople = (command: Of<"SetPeople">, state: Organization): Decided => {
  const { people, names } = command;
  mustBe(state, "applied", "forming", "registered", "suspended");
  if (names === state.names && same(people, state.people)) return [];
  return [{ type: "PeopleSet", data: { people, names, ...asked(command) } }];
};

const suspend = (command: Of<"Suspend">, state: Organization): Decided => {
  if (state.status === "suspended") return [];
  mustBe(state, "registered");
  return [{ type: "Suspended", data: { reason: command.reason, ...asked(command) } }];
};

const resume = (command: Of<"Resume">, state: Organization): Decided => {
  if (state.status === "registered") return [];
  mustBe(state, "suspended");
  return [{ type: "Resumed", data: asked(command) }];
};

const deregister = (command: Of<"Deregister">, state: Organization): Decided => {
  if (state.status === "deregistered") return [];
  mustBe(state, "forming", "registered", "suspended");
  if (state.application !== undefined) throw refuse("application_open", "Its application is to be decided first");
  return [{ type: "Deregistered", data: { reason: command.reason, ...asked(command) } }];
};

const designate = (command: Of<"DesignateHub">, state: Organization): Decided => {
  const { hub } = command;
  if ((state.hub === true) === hub) return [];
  if (hub) mustBe(state, "registered");
  return [{ type: "HubDesignated", data: { hub, ...asked(command) } }];
};

const missedOf = (state: Organization, rules: OrganizationRules, about: ReturnType<typeof asked>): Decided =>
  newlyMissed(state, rules, about.on).map((missed) => ({ type: "ReportMissed", data: { ...missed, ...about } }));

/** A late report does not undo that it was missing: where nobody had said so yet, it is said first. */
const receive = (
  command: Of<"SubmitReport" | "ForwardReport">,
  { state, year, to, digest }: { state: Organization; year: number; to: Receiver; digest: string },
  rules: OrganizationRules,
): Decided => {
  const about = asked(command);
  const isLate = about.on > lastDayOf(year, to, rules);
  const report = { year, to, on: about.on, digest, ...(isLate ? { late: true as const } : {}) };
  return [
    ...missedOf(state, rules, about),
    { type: "ReportReceived", data: { report, rules: rules.version, ...about } },
  ];
};

const owed = (state: Organization, year: number, rules: OrganizationRules): readonly Receiver[] => {
  const found: Receiver[] = [];
  for (const one of owedReports(state, rules)) {
    if (one.year > year) break;
    if (one.year === year) found.push(one.to);
  }
  return found;
};

const submit = (command: Of<"SubmitReport">, state: Organization, rules: OrganizationRules): Decided => {
  const { year, digest, at } = command;
  mustBe(state, "registered", "suspended");
  const [to] = owed(state, year, rules);
  if (to === undefined) throw refuse("report_not_owed", "It owes no report for this year", { year });
  if (dayOf(at).slice(0, 4) <= String(year)) throw refuse("year_not_over", "The year is not over yet", { year });
  const before = state.reports.find((one) => one.year === year && one.to === to);
  if (before?.digest === digest) return [];
  if (before !== undefined) throw refuse("report_received", "The report of this year was received", { year });
  return receive(command, { state, year, to, digest }, rules);
};

const forward = (command: Of<"ForwardReport">, state: Organization, rules: OrganizationRules): Decided => {
  const { year } = command;
  mustBe(state, "registered", "suspended");
  const submitted = state.reports.find((one) => one.year === year && one.to === "supervisor");
  if (submitted === undefined) throw refuse("report_not_submitted", "The supervisor does not have it", { year });
  if (hasReceived(state, year, "registrar")) return [];
  return receive(command, { state, year, to: "registrar", digest: submitted.digest }, rules);
};

const ban = (command: Of<"Ban">, state: Organization): Decided => {
  const { ban: order } = command;
  if (state.bans.some(({ id }) => id === order.id)) return [];
  if (order.until < order.from) throw refuse("ban_ends_before", "A ban ends after it begins");
  return [{ type: "Banned", data: { ban: order, ...asked(command) } }];
};

const liftBan = (command: Of<"LiftBan">, state: Organization): Decided => {
  const { id, reason, by, at } = command;
  const found = state.bans.find((one) => one.id === id);
  if (found === undefined) throw new DomainError("missing", "social.organization.no_ban", "There is no such ban");
  if (found.lifted !== undefined) return [];
  mustBeAnother(by, found.by);
  if (!holdsOn(found, dayOf(at)) && dayOf(at) > found.until)
    throw refuse("ban_over", "The ban is over", { until: found.until });
  return [{ type: "BanLifted", data: { id, reason, ...asked(command) } }];
};

const wake = ({ at }: Of<"Wake">, state: Organization, rules: OrganizationRules): Decided => {
  const about = { by: "social", at, on: dayOf(at) };
  const { application } = state;
  const isLate = application !== undefined && application.overdue !== true && about.on > application.decideBy;
  return [
    ...(isLate ? [{ type: "DecisionOverdue" as const, data: { decideBy: application.decideBy, ...about } }] : []),
    ...missedOf(state, rules, about),
  ];
};

/** The first day on which something will have passed that nobody has stated. */
const nextLook = (state: Organization, rules: OrganizationRules): Day | undefined => {
  const days: Day[] = [];
  const { application } = state;
  if (application !== undefined && application.overdue !== true) days.push(application.decideBy);
  for (const one of owedReports(state, rules)) {
    const isStated = state.missed.some(({ year, to }) => year === one.year && to === one.to);
    if (isStated || hasReceived(state, one.year, one.to)) continue;
    days.push(one.lastDay);
    break;
  }
  const [first] = days.toSorted();
  return first === undefined ? undefined : dayAfter(first, 1);
};

/** With when to look again, where that has changed. */
const scheduled = (events: Decided, state: OrganizationState, at: string, rules: OrganizationRules): Decided => {
  if (events.length === 0) return events;
  const after = events.reduce(evolve, state);
  if (after.status === "none") return events;
  const day = nextLook(after, rules);
  const wakeAt = day === undefined ? undefined : instantOf(day, "00:00");
  if (wakeAt === after.wakeAt) return events;
  const by = "social";
  return [...events, { type: "WakeSet", data: { by, at, on: dayOf(at), ...(wakeAt === undefined ? {} : { wakeAt }) } }];
};

const decideBare = (command: OrganizationCommand, state: OrganizationState, rules: OrganizationRules): Decided => {
  if (command.type === "RecordGroup") return recordGroup(command, state, rules);
  if (command.type === "Apply") return apply(command, state, rules);
  if (state.status === "none") throw unknownOrganization();
  switch (command.type) {
    case "Register":
      return register(command, state, rules);
    case "Refuse":
      return refuseApplication(command, state);
    case "Amend":
      return amend(command, state);
    case "SetPeople":
      return setPeople(command, state);
    case "Suspend":
      return suspend(command, state);
    case "Resume":
      return resume(command, state);
    case "Deregister":
      return deregister(command, state);
    case "DesignateHub":
      return designate(command, state);
    case "SubmitReport":
      return submit(command, state, rules);
    case "ForwardReport":
      return forward(command, state, rules);
    case "Ban":
      return ban(command, state);
    case "LiftBan":
      return liftBan(command, state);
    case "Wake":
      return wake(command, state, rules);
  }
};

export const organizationDecisions =
  (rulesAt: RulesAt) =>
  (command: OrganizationCommand, state: OrganizationState): readonly OrganizationEvent[] => {
    const rules = rulesAt(command.at);
    return scheduled(decideBare(command, state, rules), state, command.at, rules);
  };
