/** 社会组织. What one is from its application or its recording with the community on; every fact with its day. */
import type { Day } from "@wangge/contracts/vocabulary";

/** 社会团体, 社会服务机构 (民办非企业单位), 基金会; 群众活动团队, which is not registered. What each has to have is data. */
export const FORMS = ["association", "socialService", "foundation", "group"] as const;
export type Form = (typeof FORMS)[number];

/** Where it is at home. Each level below only where it is narrower than the one above. */
export interface Place {
  /** 9 digits */
  readonly street: string;
  /** 12 digits */
  readonly community?: string | undefined;
  /** 院落: an id of the register */
  readonly courtyard?: string | undefined;
}

export interface Profile {
  readonly name: string;
  readonly form: Form;
  /** 业务主管单位: a department. Absent: registered directly. */
  readonly supervisor?: string | undefined;
  /** 业务范围 */
  readonly scope: string;
  readonly place: Place;
  readonly members: { readonly individuals: number; readonly units: number };
}

export const PERSON_OFFICES = ["legalRepresentative", "board", "staff"] as const;

/** 法定代表人, 理事, 工作人员. The name is sealed beside the organization. */
export interface Person {
  readonly account: string;
  readonly office: (typeof PERSON_OFFICES)[number];
}

export type Status = "applied" | "refused" | "forming" | "registered" | "suspended" | "deregistered";

export interface Application {
  /** What it is to be when it is granted. */
  readonly profile: Profile;
  readonly enteredBy: string;
  readonly on: Day;
  /** The last day to decide. */
  readonly decideBy: Day;
  readonly overdue?: true;
}

/** 年度工作报告, to the supervisor first and then to the registrar. */
export type Receiver = "supervisor" | "registrar";

export interface AnnualReport {
  readonly year: number;
  readonly to: Receiver;
  readonly on: Day;
  /** SHA-256 of the report, hex. */
  readonly digest: string;
  readonly late?: true;
}

export interface MissedReport {
  readonly year: number;
  readonly to: Receiver;
  readonly lastDay: Day;
}

export interface StandingBan {
  readonly id: string;
  readonly from: Day;
  /** Its last day. */
  readonly until: Day;
  readonly reason: string;
  readonly about?: string | undefined;
  readonly by: string;
  /** From this day on it does not hold. */
  readonly lifted?: { readonly on: Day; readonly by: string; readonly reason: string };
}

export interface Organization {
  readonly status: Status;
  /** What it was from which day, the oldest first. */
  readonly statuses: readonly { readonly status: Status; readonly from: Day; readonly reason?: string }[];
  readonly profile: Profile;
  /** What stood in the register before, with the last day of it. */
  readonly earlier: readonly { readonly until: Day; readonly profile: Profile }[];
  readonly code?: string;
  readonly registeredOn?: Day;
  readonly application?: Application;
  readonly people: readonly Person[];
  /** Which names are sealed. */
  readonly names?: string;
  /** 枢纽型社会组织 */
  readonly hub?: true;
  readonly reports: readonly AnnualReport[];
  readonly missed: readonly MissedReport[];
  readonly bans: readonly StandingBan[];
  /** The last day of what stands of bans: what a store can look for. */
  readonly bannedUntil?: Day;
  /** When to look for what has passed. */
  readonly wakeAt?: string;
}

export type OrganizationState = { readonly status: "none" } | Organization;
