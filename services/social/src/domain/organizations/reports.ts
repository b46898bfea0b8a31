import type { Day } from "@wangge/contracts/vocabulary";
import type { MissedReport, Organization, Receiver } from "./organization.ts";
import type { OrganizationRules } from "./rules.ts";
import { profileOn } from "./standing.ts";

/** The last day on which the report of a year reaches its receiver. */
export const lastDayOf = (year: number, to: Receiver, { reports }: OrganizationRules): Day =>
  `${String(year + 1)}-${reports[to]}`;

/** A supervisor that it got later is owed nothing for the years before. */
const receiversOf = (state: Organization, year: number, rules: OrganizationRules): readonly Receiver[] =>
  profileOn(state, lastDayOf(year, "supervisor", rules)).supervisor === undefined
    ? ["registrar"]
    : ["supervisor", "registrar"];

export const hasReceived = ({ reports }: Organization, year: number, to: Receiver): boolean =>
  reports.some((one) => one.year === year && one.to === to);

/** Every report that it owes or has owed, by year and last day: from the year of its registration on, as long as it is registered. */
export function* owedReports(state: Organization, rules: OrganizationRules): Generator<MissedReport> {
  const { registeredOn, statuses } = state;
  if (registeredOn === undefined) return;
  const endedOn = state.status === "deregistered" ? statuses.at(-1)?.from : undefined;
  for (let year = Number(registeredOn.slice(0, 4)); ; year += 1)
    for (const to of receiversOf(state, year, rules)) {
      const lastDay = lastDayOf(year, to, rules);
      if (endedOn !== undefined && lastDay >= endedOn) return;
      yield { year, to, lastDay };
    }
}

/** Not received and not yet said to be missing, though its last day is over. */
export const newlyMissed = (state: Organization, rules: OrganizationRules, today: Day): readonly MissedReport[] => {
  const found: MissedReport[] = [];
  for (const one of owedReports(state, rules)) {
    if (one.lastDay >= today) break;
    const isStated = state.missed.some(({ year, to }) => year === one.year && to === one.to);
    if (!isStated && !hasReceived(state, one.year, one.to)) found.push(one);
  }
  return found;
};

/** 缺报年度. Years whose report the registrar does not have on a day, though its last day was over. */
export const reportsMissingOn = (state: Organization, rules: OrganizationRules, day: Day): readonly number[] => {
  const years: number[] = [];
  for (const { year, to, lastDay } of owedReports(state, rules)) {
    if (lastDay >= day) break;
    const isThere = state.reports.some((one) => one.year === year && one.to === to && one.on <= day);
    if (to === "registrar" && !isThere) years.push(year);
  }
  return years;
};
