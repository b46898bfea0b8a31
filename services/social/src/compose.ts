import { defineService, DomainError, type ServiceDefinition } from "@wangge/kit";
import { createCouncils } from "./app/councils/councils.ts";
import { createGrants } from "./app/grants/grants.ts";
import { createOrganizations } from "./app/organizations/organizations.ts";
import type { OrganizationsPort } from "./app/ports.ts";
import { createPurchases } from "./app/purchases/purchases.ts";
import type { OrganizationsPort } from "./app/ports.ts";
import { createSelection } from "./app/selection/selection.ts";
import { heardTogether, type Needed } from "./app/slice.ts";
import { manifest } from "./manifest.ts";

const absent = () =>
  Promise.reject(new DomainError("unavailable", "social.organizations.not_joined", "Organizations are not joined yet"));
/** Until the register of organizations is part of the service. */
const unjoined: OrganizationsPort = { standing: absent, ban: absent, people: absent, related: absent };
/** While nobody has a register of organizations, none is in it: nobody may apply. */
const nobody: OrganizationsPort = {
  standing: () => Promise.resolve(undefined),
  ban: () => Promise.resolve(),
  people: () => Promise.resolve([]),
  related: () => Promise.resolve([]),
};

/** 社会治理服务: each part brings its own actions, subscriptions and sweeps; here they become one service. */
export const compose = async (parts: Needed): Promise<ServiceDefinition> => {
  const organizations = await createOrganizations(parts);
  const councils = await createCouncils(parts);
  const selection = await createSelection({ ...parts, organizations: nobody });
  const grants = await createGrants(parts);
  const purchases = await createPurchases({ ...parts, organizations: unjoined });
  const slices = [organizations, councils, selection, grants, purchases];
  return defineService({
    manifest,
    actions: Object.fromEntries(slices.flatMap(({ actions }) => Object.entries(actions))),
    subscriptions: heardTogether(slices.flatMap(({ subscriptions }) => subscriptions)),
    onStart: async () => {
      for (const one of slices) await one.start();
    },
    onStop: async () => {
      for (const one of slices) await one.stop();
    },
  });
};
