import { defineService, type ServiceDefinition } from "@wangge/kit";
import { createCouncils } from "./app/councils/councils.ts";
import { createGrants } from "./app/grants/grants.ts";
import { notJoined } from "./app/grants/not-joined.ts";
import { createOrganizations } from "./app/organizations/organizations.ts";
import { createPurchases } from "./app/purchases/purchases.ts";
import { createSelection } from "./app/selection/selection.ts";
import { heardTogether, type Needed } from "./app/slice.ts";
import { manifest } from "./manifest.ts";

/** 社会治理服务: each part brings its own actions, subscriptions and sweeps; here they become one service. */
export const compose = async (parts: Needed): Promise<ServiceDefinition> => {
  const organizations = await createOrganizations(parts);
  const councils = await createCouncils(parts);
  const selection = await createSelection(parts);
  const grants = await createGrants(parts, notJoined);
  const purchases = await createPurchases(parts);
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
