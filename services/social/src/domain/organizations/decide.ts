import { dayAfter, dayOf, instantOf } from "@wangge/calendar";
import type { Day } from "@wangge/contracts/vocabulary";
import { DomainError } from "@wangge/kit/errors";
import type { OrganizationCommand } from "./commands.ts";
import {
  amend,
  apply,
  deregister,
  designate,
  recordGroup,
  refuseApplication,
  register,
  resume,
  setPeople,
  suspend,
} from "./decide-registration.ts";
import { forward, missedOf, submit } from "./decide-reports.ts";
import { evolve } from "./evolve.ts";
import { asked, mustBeAnother, refuse, unknownOrganization, type Decided, type Of } from "./guards.ts";
import type { Organization, OrganizationState } from "./organization.ts";
import { hasReceived, owedReports } from "./reports.ts";
import type { OrganizationRules, RulesAt } from "./rules.ts";

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
  if (dayOf(at) > found.until) throw refuse("ban_over", "The ban is over", { until: found.until });
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
  (command: OrganizationCommand, state: OrganizationState): Decided => {
    const rules = rulesAt(command.at);
    return scheduled(decideBare(command, state, rules), state, command.at, rules);
  };
