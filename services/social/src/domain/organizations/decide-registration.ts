/** 登记: from the recording of a group or an application to the end of an organization. */
import { dayAfter, dayOf } from "@wangge/calendar";
import { creditCodeFault } from "./credit-code.ts";
import { asked, mustBe, mustBeAnother, refuse, same, unknownOrganization, type Decided, type Of } from "./guards.ts";
import type { Application, Organization, OrganizationState, Profile } from "./organization.ts";
import type { FormRule, OrganizationRules } from "./rules.ts";

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

export const recordGroup = (
  command: Of<"RecordGroup">,
  state: OrganizationState,
  rules: OrganizationRules,
): Decided => {
  const { profile } = command;
  if (state.status !== "none") {
    if (state.status === "forming" && same(state.profile, profile)) return [];
    throw refuse("already", "It is in the register already", { status: state.status });
  }
  if (rules.forms.some(({ code, category }) => code === profile.form && category !== undefined))
    throw refuse("form_registered", "This form is registered, not recorded", { form: profile.form });
  return [{ type: "GroupRecorded", data: { profile, ...asked(command) } }];
};

export const apply = (command: Of<"Apply">, state: OrganizationState, rules: OrganizationRules): Decided => {
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

export const register = (command: Of<"Register">, state: Organization, rules: OrganizationRules): Decided => {
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

export const refuseApplication = (command: Of<"Refuse">, state: Organization): Decided => {
  openApplication(state, command.by);
  return [{ type: "Refused", data: { reason: command.reason, ...asked(command) } }];
};

export const amend = (command: Of<"Amend">, state: Organization): Decided => {
  const { profile } = command;
  mustBe(state, "forming", "registered", "suspended");
  if (same(profile, state.profile)) return [];
  if (state.application !== undefined) throw refuse("application_open", "An application is open on what stands now");
  if (profile.form !== state.profile.form)
    throw refuse("form_changed", "Another form is another organization", { form: state.profile.form });
  return [{ type: "Amended", data: { profile, ...asked(command) } }];
};

export const setPeople = (command: Of<"SetPeople">, state: Organization): Decided => {
  const { people, names } = command;
  mustBe(state, "applied", "forming", "registered", "suspended");
  if (names === state.names && same(people, state.people)) return [];
  return [{ type: "PeopleSet", data: { people, names, ...asked(command) } }];
};

export const suspend = (command: Of<"Suspend">, state: Organization): Decided => {
  if (state.status === "suspended") return [];
  mustBe(state, "registered");
  return [{ type: "Suspended", data: { reason: command.reason, ...asked(command) } }];
};

export const resume = (command: Of<"Resume">, state: Organization): Decided => {
  if (state.status === "registered") return [];
  mustBe(state, "suspended");
  return [{ type: "Resumed", data: asked(command) }];
};

export const deregister = (command: Of<"Deregister">, state: Organization): Decided => {
  if (state.status === "deregistered") return [];
  mustBe(state, "forming", "registered", "suspended");
  if (state.application !== undefined) throw refuse("application_open", "Its application is to be decided first");
  return [{ type: "Deregistered", data: { reason: command.reason, ...asked(command) } }];
};

export const designate = (command: Of<"DesignateHub">, state: Organization): Decided => {
  const { hub } = command;
  if ((state.hub === true) === hub) return [];
  if (hub) mustBe(state, "registered");
  return [{ type: "HubDesignated", data: { hub, ...asked(command) } }];
};
