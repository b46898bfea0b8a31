import type { SelectionRules } from "./rules.ts";

/** How an organization stands, as far as a round asks. Undefined standing: there is no such organization. */
export interface Party {
  readonly organization: string;
  readonly standing:
    | {
        readonly status: "forming" | "registered" | "suspended" | "deregistered";
        readonly registeredOn?: string;
        readonly reportsMissing: readonly number[];
        readonly ban?: { readonly from: string; readonly until: string };
      }
    | undefined;
  /** Other applications of the round that it is party to. */
  readonly otherApplications: number;
}

export type Ineligibility =
  | "unknownOrganization"
  | "notRegistered"
  | "suspended"
  | "deregistered"
  | "reportMissing"
  | "banned"
  | "funderHouse"
  | "tooManyApplications";

export interface IneligibleBecause {
  readonly organization: string;
  readonly reason: Ineligibility;
  /** The years of missing reports, the last day of a ban, or how many are allowed. */
  readonly detail?: string;
}

/** 资格审查. Every reason why these parties may not apply on this day; none: they may. `funderHouse`: the round's funder and its own. */
export const ineligibilities = (
  parties: readonly Party[],
  {
    day,
    funderHouse,
    rules,
  }: { readonly day: string; readonly funderHouse: readonly string[]; readonly rules: SelectionRules },
): readonly IneligibleBecause[] =>
  parties.flatMap(({ organization, standing, otherApplications }) => {
    const because = (reason: Ineligibility, detail?: string): IneligibleBecause => ({
      organization,
      reason,
      ...(detail === undefined ? {} : { detail }),
    });
    const most = rules.applicationsPerOrganization;
    const ofRound = [
      ...(funderHouse.includes(organization) ? [because("funderHouse")] : []),
      ...(otherApplications >= most ? [because("tooManyApplications", String(most))] : []),
    ];
    if (standing === undefined) return [because("unknownOrganization"), ...ofRound];
    const { status, registeredOn, reportsMissing, ban } = standing;
    const isRegistered = registeredOn !== undefined && registeredOn <= day;
    return [
      ...(status === "suspended" || status === "deregistered" ? [because(status)] : []),
      ...(status === "forming" || (status === "registered" && !isRegistered) ? [because("notRegistered")] : []),
      ...(reportsMissing.length > 0 ? [because("reportMissing", reportsMissing.join(", "))] : []),
      ...(ban !== undefined && ban.from <= day && day <= ban.until ? [because("banned", ban.until)] : []),
      ...ofRound,
    ];
  });
