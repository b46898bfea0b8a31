import type { Digest } from "../canonical.ts";
import type { Level } from "../items/index.ts";

/** 准入规则, dated: who takes part in every joint review. An admission keeps those of the day of its submission. */
export interface AdmissionRules {
  readonly from: string;
  /** Bodies that review every admission: 法制审核. */
  readonly always: readonly string[];
  /** 承接主体: the counterpart that takes an item on, by level. */
  readonly takesOn: Readonly<Record<Level, string>>;
}

/** What the rules of an admission need from outside. */
export interface AdmissionParts {
  readonly digest: Digest;
  /** @throws DomainError before the first rules */
  readonly rulesOn: (day: string) => AdmissionRules;
  /** Hash of the reform's own list, the only one that its decision of 2012 covers. */
  readonly foundingHash: string;
}

/** The role whose word is 区政府审定. */
export const DISTRICT_GOVERNMENT = "districtGovernment";
/** The body it is, as a department. */
export const DISTRICT_GOVERNMENT_BODY = "district-government";
