import { DomainError, type Actor, type CallContext, type Role } from "@wangge/kit";
import type { Appraisal, Caller, CardSide, SubjectKind } from "../domain/index.ts";

/** 经办 of the two appraisals that know nothing of each other. */
export const OFFICERS: readonly Role[] = ["appraisalOfficer", "economyOfficer"];
export const READERS: readonly Role[] = [
  ...OFFICERS,
  "districtGovernment",
  "supervisor",
  "department",
  "gridWorker",
  "clerk",
  "dispatcher",
  "communityOfficer",
];

const SIDES_OF: Readonly<Partial<Record<Role, readonly CardSide[]>>> = {
  appraisalOfficer: ["street", "work", "zone"],
  economyOfficer: ["subCentre"],
  supervisor: ["street", "work", "zone"],
};

const OFFICE_OF: Readonly<Partial<Record<SubjectKind, RegExp>>> = {
  street: /^street-(\d{9})$/,
  community: /^community-(\d{12})$/,
  subCentre: /^sub-centre-(\d{9})$/,
  zone: /^zone-([a-z]-[0-9a-z]{4,20})$/,
};

/** 岗位: who may be appraised in it. An account speaks for what it did itself. */
const POST_OF: Readonly<Partial<Record<SubjectKind, readonly Role[]>>> = {
  acceptor: ["clerk"],
  collector: ["gridWorker", "supervisor"],
  foreman: ["gridWorker", "supervisor"],
  dispatcher: ["dispatcher"],
};

/**
 * The subject that an account speaks for: a department and a worker for themselves, an office for its place; the account of a street's office
 * names the department `street-510108001`, of its sub-centre `sub-centre-510108001`.
 */
export const speaksFor = (actor: Actor, kind: SubjectKind): string | undefined => {
  if (POST_OF[kind]?.some((role) => actor.roles.includes(role)) === true) return actor.id;
  if (kind === "worker") return actor.roles.includes("gridWorker") ? actor.worker : undefined;
  if (!actor.roles.includes("department") || actor.department === undefined) return undefined;
  if (kind === "department") return actor.department;
  return OFFICE_OF[kind]?.exec(actor.department)?.[1];
};

/** 被考核者: who may object, of themselves. */
export const APPRAISED: readonly Role[] = ["department", "gridWorker", "clerk", "dispatcher", "supervisor"];

/** Sides whose drafts an account sees. */
export const sidesOf = (actor: Actor | undefined): readonly CardSide[] => {
  if (actor === undefined) return [];
  if (actor.roles.includes("admin") || actor.roles.includes("districtGovernment"))
    return ["street", "work", "zone", "subCentre"];
  return actor.roles.flatMap((role) => SIDES_OF[role] ?? []);
};

const runs = (actor: Actor): readonly CardSide[] =>
  actor.roles.flatMap((role) => (OFFICERS.includes(role) ? (SIDES_OF[role] ?? []) : []));

export const callerOf = ({ actor }: Pick<CallContext, "actor">, kind?: SubjectKind): Caller => {
  if (actor === undefined) throw new DomainError("forbidden", "auth.sign_in", "Sign in first");
  return {
    id: actor.id,
    sides: runs(actor),
    isGovernment: actor.roles.includes("districtGovernment"),
    ...(kind === undefined ? {} : { speaksFor: speaksFor(actor, kind) }),
  };
};

/** Why the results of an appraisal are not shown to somebody; undefined: they are. */
export type Hidden = "otherSide" | "notYetMade" | "notYetNoticed" | "notYetPublished";

/** @param own whether the account speaks for one of the appraised */
export const hiddenFrom = (
  { side, status, editions, published }: Appraisal,
  actor: Actor | undefined,
  own: boolean,
): Hidden | undefined => {
  if (published.length > 0 && status === "published") return undefined;
  if (sidesOf(actor).includes(side)) return editions.length === 0 ? "notYetMade" : undefined;
  if (own) return status === "noticed" || status === "final" ? undefined : "notYetNoticed";
  if (sidesOf(actor).length > 0) return "otherSide";
  return "notYetPublished";
};
