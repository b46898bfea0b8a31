import { idFrom, keyOfAccount, newId, type Actor, type CallContext, type Role } from "@wangge/kit";

/** 经办与监督: whoever sees everything of funds and grants. */
export const OFFICE: readonly Role[] = [
  "socialOfficer",
  "financeOfficer",
  "reviewer",
  "supervisor",
  "inspector",
  "districtGovernment",
];

/** Anybody who is signed in may object to what is publicized. */
export const EVERYBODY: readonly Role[] = [
  ...OFFICE,
  ...(["citizen", "organization", "gridWorker", "department", "communityOfficer", "spokesperson", "clerk"] as const),
];

export const isOfOffice = (actor: Actor | undefined): boolean =>
  actor === undefined || actor.roles.some((role) => role === "admin" || OFFICE.includes(role));

export const accountOf = (actor: Actor | undefined): string => actor?.id ?? "social";

/** The same request twice makes the same thing. */
export const idOfRequest = (thing: string, { actor, idempotencyKey }: CallContext): string =>
  idempotencyKey === undefined ? newId() : idFrom(`social/${thing}`, keyOfAccount(actor?.id, idempotencyKey));
