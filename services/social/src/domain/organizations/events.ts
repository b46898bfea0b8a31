import type { Day } from "@wangge/contracts/vocabulary";
import type { BanOrder } from "./commands.ts";
import type { AnnualReport, MissedReport, Person, Profile } from "./organization.ts";

/** `on`: the day of `at` in the district. */
type Fact<Type extends string, Data = unknown> = {
  readonly type: Type;
  readonly data: Data & { readonly by: string; readonly at: string; readonly on: Day };
};

export type OrganizationEvent =
  | Fact<"GroupRecorded", { readonly profile: Profile }>
  | Fact<"Applied", { readonly profile: Profile; readonly decideBy: Day; readonly rules: string }>
  | Fact<"Registered", { readonly code: string; readonly rules: string }>
  | Fact<"Refused", { readonly reason: string }>
  | Fact<"Amended", { readonly profile: Profile }>
  | Fact<"PeopleSet", { readonly people: readonly Person[]; readonly names: string }>
  | Fact<"Suspended", { readonly reason: string }>
  | Fact<"Resumed">
  | Fact<"Deregistered", { readonly reason: string }>
  | Fact<"HubDesignated", { readonly hub: boolean }>
  | Fact<"ReportReceived", { readonly report: AnnualReport; readonly rules: string }>
  | Fact<"ReportMissed", MissedReport>
  | Fact<"DecisionOverdue", { readonly decideBy: Day }>
  | Fact<"Banned", { readonly ban: BanOrder }>
  | Fact<"BanLifted", { readonly id: string; readonly reason: string }>
  /** Absent: nothing of it can come due. */
  | Fact<"WakeSet", { readonly wakeAt?: string }>;
