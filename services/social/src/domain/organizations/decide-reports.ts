/** 年度工作报告: received, in time or late, and missed. */
import { dayOf } from "@wangge/calendar";
import { asked, mustBe, refuse, type Decided, type Of } from "./guards.ts";
import type { Organization, Receiver } from "./organization.ts";
import { hasReceived, lastDayOf, newlyMissed, owedReports } from "./reports.ts";
import type { OrganizationRules } from "./rules.ts";

export const missedOf = (state: Organization, rules: OrganizationRules, about: ReturnType<typeof asked>): Decided =>
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

export const submit = (command: Of<"SubmitReport">, state: Organization, rules: OrganizationRules): Decided => {
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

export const forward = (command: Of<"ForwardReport">, state: Organization, rules: OrganizationRules): Decided => {
  const { year } = command;
  mustBe(state, "registered", "suspended");
  const submitted = state.reports.find((one) => one.year === year && one.to === "supervisor");
  if (submitted === undefined) throw refuse("report_not_submitted", "The supervisor does not have it", { year });
  if (hasReceived(state, year, "registrar")) return [];
  return receive(command, { state, year, to: "registrar", digest: submitted.digest }, rules);
};
