import type { Eligibility } from "./purchase.ts";

/** How an organization stands on a day, as far as a purchase asks. */
export interface Applicant {
  readonly status: string;
  readonly form: string;
  readonly registeredOn?: string;
  readonly reportsMissing: readonly number[];
  readonly ban?: { readonly from: string; readonly until: string };
}

export type Ineligible = "unknown" | "notRegistered" | "reportMissing" | "banned" | "form" | "tooYoung";

const yearsLater = (day: string, years: number): string => `${Number(day.slice(0, 4)) + years}${day.slice(4)}`;

/** Every reason why it may not bid on this day. */
export const reasonsAgainst = (
  applicant: Applicant | undefined,
  { forms, yearsRegistered }: Eligibility,
  day: string,
): readonly Ineligible[] => {
  if (applicant === undefined) return ["unknown"];
  const { status, form, registeredOn, reportsMissing, ban } = applicant;
  const found: readonly (readonly [Ineligible, boolean])[] = [
    ["notRegistered", status !== "registered"],
    ["reportMissing", reportsMissing.length > 0],
    ["banned", ban !== undefined && ban.from <= day && day <= ban.until],
    ["form", forms.length > 0 && !forms.includes(form)],
    [
      "tooYoung",
      yearsRegistered > 0 && (registeredOn === undefined || yearsLater(registeredOn, yearsRegistered) > day),
    ],
  ];
  return found.flatMap(([reason, holds]) => (holds ? [reason] : []));
};
