/** What the rules of an admission have in common: who asks, in which state, and how it is refused. */
import { DomainError, reject } from "@wangge/kit/errors";
import { canonical } from "../canonical.ts";
import type { AdmissionState } from "./admission.ts";
import type { AdmissionCommand, Party } from "./commands.ts";

export type Of<Type extends AdmissionCommand["type"]> = Extract<AdmissionCommand, { readonly type: Type }>;
export type In<Status extends AdmissionState["status"]> = Extract<AdmissionState, { readonly status: Status }>;
export type Existing = Exclude<AdmissionState, { readonly status: "none" }>;

export const refuse = (code: string, message: string, more: Readonly<Record<string, unknown>> = {}): DomainError =>
  reject(`intake.admission.${code}`, message, more);
export const forbidden = (code: string, message: string): DomainError =>
  new DomainError("forbidden", `intake.admission.${code}`, message);
export const notNow = ({ status }: AdmissionState): DomainError =>
  refuse("not_now", `Not possible while the admission is ${status}`, { status });

export const isSame = (one: unknown, other: unknown): boolean => canonical(one) === canonical(other);

export const departmentOf = ({ roles, department }: Party): string => {
  if (!roles.includes("department") || department === undefined)
    throw forbidden("no_department", "Only an account of a department may do this");
  return department;
};

/** The applicant's own department, through an account that has not reviewed it. */
export const mustApply = ({ department, everReviewed }: Existing, by: Party): void => {
  if (departmentOf(by) !== department) throw forbidden("not_yours", "Another department applies for this");
  if (everReviewed.some(({ account }) => account === by.account))
    throw refuse("self_review", "Who has reviewed it does not apply for it");
};
