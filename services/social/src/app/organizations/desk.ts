import {
  givenOrKeptKey,
  personalDataKeys,
  type Actor,
  type Clock,
  type DeciderStore,
  type SigningKey,
  type Stored,
} from "@wangge/kit";
import { placesOf } from "../../adapters/places.ts";
import {
  codeClaimDecider,
  type CodeClaim,
  type CodeClaimCommand,
  type CodeClaimEvent,
} from "../../domain/organizations/code-claim.ts";
import {
  incubationDeciderWith,
  type Incubation,
  type IncubationCommand,
  type IncubationEvent,
} from "../../domain/organizations/hub/index.ts";
import {
  organizationDeciderWith,
  unknownOrganization,
  type Organization,
  type OrganizationCommand,
  type OrganizationEvent,
  type OrganizationState,
  type Place,
} from "../../domain/organizations/index.ts";
import { treeDeciderWith, type Tree, type TreeCommand, type TreeEvent } from "../../domain/organizations/tree/index.ts";
import {
  needDecider,
  unknownNeed,
  unknownVolunteer,
  volunteerDecider,
  type Need,
  type NeedCommand,
  type NeedEvent,
  type NeedState,
  type Volunteer,
  type VolunteerCommand,
  type VolunteerEvent,
  type VolunteerState,
} from "../../domain/organizations/volunteers/index.ts";
import type { Needed } from "../slice.ts";
import { createVault, type Vault } from "./names.ts";
import { publishIncubationAs, publishOrganizationAs, publishVolunteerAs } from "./publish-as.ts";
import { loadOrganizationRules, loadTreeRules, loadVolunteerRules } from "./rules.ts";

export const rules = loadOrganizationRules();
export const treeRules = loadTreeRules();
export const volunteerRules = loadVolunteerRules();

export const organizationDecider = organizationDeciderWith(rules.at);
export const treeDecider = treeDeciderWith(treeRules.at);
export const incubationDecider = incubationDeciderWith(rules.at);

/** All that the edge of organizations, hubs and volunteers asks. */
export interface OrganizationDesk {
  readonly organizations: DeciderStore<OrganizationState, OrganizationCommand, OrganizationEvent>;
  readonly claims: DeciderStore<CodeClaim, CodeClaimCommand, CodeClaimEvent>;
  readonly trees: DeciderStore<Tree, TreeCommand, TreeEvent>;
  readonly incubations: DeciderStore<Incubation, IncubationCommand, IncubationEvent>;
  readonly volunteers: DeciderStore<VolunteerState, VolunteerCommand, VolunteerEvent>;
  readonly needs: DeciderStore<NeedState, NeedCommand, NeedEvent>;
  readonly vault: Vault;
  readonly clock: Clock;
  /** Signs certificates. */
  readonly key: SigningKey | undefined;
  /** Whether an account is an officer of a community. */
  readonly serves: (community: string, actor: Actor | undefined) => Promise<boolean>;
  /** @throws DomainError `social.place.unknown` */
  readonly place: (code: string) => Promise<Place>;
  /** @throws DomainError `social.organization.unknown` */
  readonly organization: (id: string) => Promise<Stored<Organization>>;
  /** @throws DomainError `social.volunteer.unknown` */
  readonly volunteer: (id: string) => Promise<Stored<Volunteer>>;
  /** @throws DomainError `social.need.unknown` */
  readonly need: (id: string) => Promise<Stored<Need>>;
}

export type DeskParts = Needed & Pick<OrganizationDesk, "serves">;

/** @throws what `missing` makes where there is none */
export const existing = <State extends { readonly status: string }>(
  stored: Stored<State> | undefined,
  missing: () => Error,
): Stored<Exclude<State, { readonly status: "none" }>> => {
  if (stored === undefined || stored.state.status === "none") throw missing();
  return stored as Stored<Exclude<State, { readonly status: "none" }>>;
};

export const createDesk = async ({ config, store, clock, call, serves }: DeskParts): Promise<OrganizationDesk> => {
  const organizations = await store.decider("organizations", organizationDecider, {
    publishAs: publishOrganizationAs,
    indexes: [["state.profile.place.street", "state.status"], ["state.status"], ["state.profile.place.community"]],
    sparse: ["state.wakeAt", "state.bannedUntil"],
    chained: true,
  });
  const claims = await store.decider("organizationCodes", codeClaimDecider, { publishAs: () => [] });
  const trees = await store.decider("selfGovernance", treeDecider, {
    publishAs: () => [],
    indexes: [["state.organizations"]],
    chained: true,
  });
  const incubations = await store.decider("incubations", incubationDecider, {
    publishAs: publishIncubationAs,
    indexes: [["state.hubs"]],
    sparse: ["state.wakeAt"],
    chained: true,
  });
  const volunteers = await store.decider("volunteers", volunteerDecider, {
    publishAs: publishVolunteerAs,
    indexes: [["state.profile.community"]],
    chained: true,
  });
  const needs = await store.decider("volunteerNeeds", needDecider, {
    publishAs: () => [],
    indexes: [
      ["state.content.street", "state.status"],
      ["state.content.community", "state.status"],
      ["state.signedUp"],
    ],
    chained: true,
  });
  return {
    organizations,
    claims,
    trees,
    incubations,
    volunteers,
    needs,
    vault: createVault(personalDataKeys(config)),
    clock,
    key: givenOrKeptKey(config.CERTIFICATE_KEY, config.DATA_DIR, "certificate-key.pem"),
    serves,
    place: placesOf(call),
    organization: async (id) => existing(await organizations.load(id), unknownOrganization),
    volunteer: async (id) => existing(await volunteers.load(id), unknownVolunteer),
    need: async (id) => existing(await needs.load(id), unknownNeed),
  };
};
