import { refusals } from "../refuse.ts";
import type { Caller, Grant, GrantCommand, GrantState, Milestone, Tranche } from "./grant.ts";

export const { refuse, forbid, unknown } = refusals("grant");

export type Of<Type extends GrantCommand["type"]> = Extract<GrantCommand, { readonly type: Type }>;

export const existing = (state: GrantState): Grant => {
  if (state.status === "none") throw unknown();
  return state;
};

export const mustBe = ({ status }: Grant, ...statuses: readonly Grant["status"][]): void => {
  if (!statuses.includes(status)) throw refuse("not_now", `Not possible while the grant is ${status}`, { status });
};

interface Asking {
  readonly by: Caller;
  readonly party: readonly string[];
}

/** 回避. Nobody acts for the office in what his own organization gets. */
export const mustBeApart = ({ organization }: Grant, { by, party }: Asking): void => {
  if (by.organization === organization || party.includes(by.account))
    throw forbid("own_organization", "You have ties to the organization that gets the grant");
};

export const mustBeOfOrganization = ({ organization }: Grant, { by }: Asking): void => {
  if (by.organization !== organization) throw forbid("not_yours", "This is for the organization that has the grant");
};

export const trancheOf = ({ tranches }: Grant, number: number): Tranche => {
  const found = tranches.find((one) => one.number === number);
  if (found === undefined) throw refuse("no_tranche", "There is no such tranche", { tranche: number });
  return found;
};

export const milestoneOf = ({ milestones }: Grant, number: number): Milestone => {
  const found = milestones.find((one) => one.number === number);
  if (found === undefined) throw refuse("no_milestone", "There is no such milestone", { milestone: number });
  return found;
};
