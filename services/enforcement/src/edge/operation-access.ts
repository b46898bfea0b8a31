import { DomainError, withoutNumbers, type Actor, type CallContext, type Role } from "@wangge/kit";
import { z } from "zod";
import type { Teams } from "../app/team.ts";
import type { By } from "../domain/operation/index.ts";

export const FIELD: readonly Role[] = ["officer", "enforcementLead", "dispatcher"];
export const LEADS: readonly Role[] = ["enforcementLead", "dispatcher"];

/** It stands in a history for all to read: numbers of people have no place in it. */
export const Words = withoutNumbers(1, 1000);
export const UnitId = z.string().regex(/^[a-z0-9][a-z0-9-]{1,39}$/, "kebab-case");
export const Key = z.string().regex(/^[a-z][a-zA-Z0-9-]{0,39}$/, "a short code");

export const accountOf = (actor: Actor | undefined): string => actor?.id ?? "service";

const isDesk = (actor: Actor | undefined): boolean =>
  actor === undefined || actor.roles.includes("dispatcher") || actor.roles.includes("admin");

/** Who asks, as an operation knows him: the control room is whoever has the role of a dispatcher. */
export const byOf = ({ actor }: Pick<CallContext, "actor">): By => ({
  account: accountOf(actor),
  ...(isDesk(actor) ? { desk: true } : {}),
});

/** With milliseconds, so that instants compare as text. */
export const instant = (at: string): string => new Date(at).toISOString();

/**
 * 本街道. The control room, and whoever serves in the street's team; another street sees what mutual aid shows it.
 * @throws DomainError `enforcement.team.other_street`
 */
export const mustBelong = async (
  teams: Pick<Teams, "streetOf">,
  street: string,
  { actor }: Pick<CallContext, "actor">,
): Promise<void> => {
  if (isDesk(actor) || (await teams.streetOf(accountOf(actor))) === street) return;
  throw new DomainError("forbidden", "enforcement.team.other_street", "This is for the team of the street itself");
};

type Enlisted = Pick<Teams["members"] | Teams["units"], "load">;

/**
 * The same for an officer or a unit, also one who has left: of whom nothing is known the decision says so.
 * @throws DomainError `enforcement.team.other_street`
 */
export const mustBeOfOwnTeam = async (
  teams: Pick<Teams, "streetOf">,
  enlisted: Enlisted,
  id: string,
  context: Pick<CallContext, "actor">,
): Promise<void> => {
  const state = (await enlisted.load(id))?.state;
  if (state !== undefined && state.status !== "none") await mustBelong(teams, state.street, context);
};
