import { dayOf } from "@wangge/calendar";
import { DomainError, type Actor, type CallContext, type Clock } from "@wangge/kit";
import type { Registrar } from "../../domain/authority/index.ts";

/** Who keeps the registers. */
export const REGISTRARS = ["enforcementLead"] as const;
/** Who works by them. */
export const READERS = ["officer", "enforcementLead", "legalReviewer", "inspector", "supervisor"] as const;

/** @throws DomainError `enforcement.registrar.no_body` for a leader of no body */
const registrarOf = (actor: Actor | undefined): Registrar => {
  if (actor === undefined) throw new DomainError("forbidden", "auth.sign_in", "Sign in first");
  const { id: account, roles, department: body } = actor;
  if (roles.includes("admin")) return { account };
  if (body === undefined)
    throw new DomainError("forbidden", "enforcement.registrar.no_body", "Your account is of no body");
  return { account, body };
};

export const asked = ({ actor }: CallContext, clock: Clock) => {
  const at = clock.now();
  return { by: registrarOf(actor), at, on: dayOf(at) };
};
