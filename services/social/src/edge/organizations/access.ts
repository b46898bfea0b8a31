import { DomainError, idFrom, keyOfAccount, newId, type Actor, type CallContext, type Role } from "@wangge/kit";

/** 登记管理机关 */
export const REGISTRARS: readonly Role[] = ["socialOfficer"];
/** Who records groups with a community, and keeps the tree. */
export const RECORDERS: readonly Role[] = ["communityOfficer", "socialOfficer"];
/** Who may read what is not public; which of it, says the view. */
export const READERS: readonly Role[] = [
  "socialOfficer",
  "financeOfficer",
  "communityOfficer",
  "organization",
  "department",
  "supervisor",
  "inspector",
  "districtGovernment",
];

export const accountOf = (actor: Actor | undefined): string => actor?.id ?? "social";

export const isRegistrar = ({ roles }: Pick<Actor, "roles">): boolean =>
  roles.includes("socialOfficer") || roles.includes("admin");

/**
 * 社区备案: officers of a community act for what lies in it; what belongs to a street, and what lies where no council says who its officers are, is the
 * registrars'. @throws DomainError `social.community.not_yours`
 */
export const mustRecordIn = async (
  { serves }: { readonly serves: (community: string, actor: Actor | undefined) => Promise<boolean> },
  { community }: { readonly community?: string | undefined },
  actor: Actor | undefined,
): Promise<void> => {
  if (actor === undefined || isRegistrar(actor)) return;
  if (community !== undefined && (await serves(community, actor))) return;
  throw new DomainError("forbidden", "social.community.not_yours", "This is for officers of that community");
};

/** Whether this account is the organization's own. */
export const isOf = (actor: Actor | undefined, organization: string): boolean =>
  actor?.roles.includes("organization") === true && actor.organization === organization;

/** @throws DomainError `social.organization.not_yours` */
export const mustBeOf = (actor: Actor | undefined, organization: string): void => {
  if (!isOf(actor, organization))
    throw new DomainError("forbidden", "social.organization.not_yours", "This is for the organization itself");
};

/** The organization itself, or who keeps the register. @throws DomainError `social.organization.not_yours` */
export const mustKeep = (actor: Actor | undefined, organization: string): void => {
  if (actor === undefined || !isRegistrar(actor)) mustBeOf(actor, organization);
};

/** Who is there for organizations alone reads his own. @throws DomainError `social.organization.not_yours` */
export const mustRead = (actor: Actor | undefined, organization: string): void => {
  const isOutsider = actor?.roles.every((role) => role === "organization" || role === "citizen") === true;
  if (isOutsider) mustBeOf(actor, organization);
};

/** The same for the same key of the same account: what is asked twice is made once. */
export const createdId = (kind: string, { actor, idempotencyKey }: CallContext, ...about: readonly string[]): string =>
  idempotencyKey === undefined ? newId() : idFrom(`social/${kind}`, keyOfAccount(actor?.id, idempotencyKey), ...about);
