import type { Decider } from "@wangge/kit/domain";
import type { OrganizationCommand } from "./commands.ts";
import { organizationDecisions } from "./decide.ts";
import type { OrganizationEvent } from "./events.ts";
import { evolve } from "./evolve.ts";
import type { OrganizationState } from "./organization.ts";
import type { RulesAt } from "./rules.ts";

/** 社会组织登记 */
export const organizationDeciderWith = (
  rulesAt: RulesAt,
): Decider<OrganizationState, OrganizationCommand, OrganizationEvent> => ({
  name: "social.organization",
  initial: { status: "none" },
  decide: organizationDecisions(rulesAt),
  evolve,
});

export { unknownOrganization } from "./guards.ts";
export type { BanOrder, OrganizationCommand } from "./commands.ts";
export type { OrganizationEvent } from "./events.ts";
export {
  FORMS,
  PERSON_OFFICES,
  type Organization,
  type OrganizationState,
  type Person,
  type Place,
  type Profile,
  type Status,
} from "./organization.ts";
export { reportsMissingOn } from "./reports.ts";
export type { OrganizationRules, RulesAt } from "./rules.ts";
export { banOn, profileOn, statusOn } from "./standing.ts";
