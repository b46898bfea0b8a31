import { dayOf } from "@wangge/calendar";
import {
  DomainError,
  idFrom,
  keyOfAccount,
  newId,
  reject,
  type Actor,
  type CallContext,
  type Clock,
} from "@wangge/kit";
import type { Places } from "../../adapters/places.ts";
import { missing, type Council } from "../../domain/councils/index.ts";
import type { OrganizationsPort } from "../ports.ts";
import type { SliceRules } from "./rules.ts";
import type { Stores } from "./stores.ts";
import type { Vault } from "./vault.ts";

/** What every part of the slice works with. */
export interface Desk extends Stores {
  readonly vault: Vault;
  readonly rules: SliceRules;
  readonly clock: Clock;
  readonly standing: OrganizationsPort["standing"];
  readonly places: Places;
}

export const accountOf = (actor: Actor | undefined): string => actor?.id ?? "social";

/** The same idempotency key of the same account is the same thing. */
export const idOf = (thing: string, { actor, idempotencyKey: key }: CallContext): string =>
  key === undefined ? newId() : idFrom(`social/${thing}`, keyOfAccount(actor?.id, key));

/** What is known of who asks and when, for a command. */
export const askedBy = ({ clock }: Pick<Desk, "clock">, { actor }: CallContext) => ({
  by: accountOf(actor),
  at: clock.now(),
});

/** @throws DomainError `social.council.unknown` */
export const councilOf = async ({ councils }: Pick<Desk, "councils">, community: string): Promise<Council> => {
  const state = (await councils.load(community))?.state;
  if (state === undefined || state.status === "none") throw missing("council");
  return state;
};

const isAdmin = (actor: Actor | undefined): boolean => actor === undefined || actor.roles.includes("admin");

export const serves = ({ officers }: Council, actor: Actor | undefined): boolean =>
  isAdmin(actor) || officers.includes(accountOf(actor));

/** @throws DomainError `social.council.not_yours` where the account is no officer of the community */
export const mustServe = async (
  desk: Pick<Desk, "councils">,
  community: string,
  { actor }: CallContext,
): Promise<Council> => {
  const council = await councilOf(desk, community);
  if (!serves(council, actor))
    throw new DomainError("forbidden", "social.council.not_yours", "Only officers of this community do this");
  return council;
};

/** Its officers, or the member who convenes it. @throws as `mustServe` does */
export const mustConvene = async (
  desk: Pick<Desk, "councils" | "clock">,
  community: string,
  { actor }: CallContext,
): Promise<Council> => {
  const council = await councilOf(desk, community);
  const isConvener = council.convener === accountOf(actor);
  if (!isConvener && !serves(council, actor))
    throw new DomainError("forbidden", "social.council.not_yours", "Only its convener or an officer does this");
  return council;
};

/** @throws DomainError `social.council.no_spokesperson` where the account does not speak for the community */
export const mustSpeakFor = async (
  desk: Pick<Desk, "councils">,
  community: string,
  { actor }: CallContext,
): Promise<void> => {
  const { spokesperson } = await councilOf(desk, community);
  if (!isAdmin(actor) && spokesperson?.account !== accountOf(actor))
    throw new DomainError("forbidden", "social.council.no_spokesperson", "Only its spokesperson does this");
};

/** @throws DomainError `social.council.courtyard_unknown` */
export const mustLieIn = async (
  { places }: Pick<Desk, "places">,
  courtyard: string,
  community: string,
): Promise<void> => {
  if (!(await places.hasCourtyard(courtyard, community)))
    throw reject("social.council.courtyard_unknown", "The community has no such courtyard", { courtyard });
};

export const todayOf = ({ clock }: Pick<Desk, "clock">): string => dayOf(clock.now());
