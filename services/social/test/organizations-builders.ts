import { loadOrganizationRules } from "../src/app/organizations/rules.ts";
import { bodyCheckCharacter, checkCharacter } from "../src/domain/organizations/credit-code.ts";
import { organizationDeciderWith, type OrganizationCommand, type Profile } from "../src/domain/organizations/index.ts";

export const rules = loadOrganizationRules();
export const organizationDecider = organizationDeciderWith(rules.at);

/** Wednesday morning in Chengdu. */
export const T0 = "2017-12-27T01:00:00.000Z";
export const STREET = "510108002";
export const COMMUNITY = "510108002002";

export const profile = (more: Partial<Profile> = {}): Profile => ({
  name: "猛追湾环保协会",
  form: "association",
  supervisor: "environment",
  scope: "社区环境保护",
  place: { street: STREET },
  members: { individuals: 60, units: 0 },
  ...more,
});

/** Eleven in the morning of that day. */
export const on = (day: string): string => `${day}T03:00:00.000Z`;

export const apply = (more: Partial<Profile> = {}, at = T0): OrganizationCommand => ({
  type: "Apply",
  profile: profile(more),
  by: "acc-maker",
  at,
});

/** A code as civil affairs would give it; `body` is any eight digits. */
export const codeOf = (category: "51" | "52" | "53", body: string): string => {
  const first17 = `${category}510108${body}${bodyCheckCharacter(body)}`;
  return `${first17}${checkCharacter(first17)}`;
};
export const CODE = codeOf("51", "50001001");
