import { custody } from "@wangge/contracts/custody";
import { defineService, withOwnEventLog, type Parts, type ServiceDefinition } from "@wangge/kit";
import { createCouncils, openOffices } from "./app/councils/councils.ts";
import { createGrants } from "./app/grants/grants.ts";
import { createOrganizations } from "./app/organizations/organizations.ts";
import { createPurchases } from "./app/purchases/purchases.ts";
import { createSelection } from "./app/selection/selection.ts";
import { actionsTogether, heardTogether, type Needed } from "./app/slice.ts";
import { manifest } from "./manifest.ts";

/** 社会治理服务: each part brings its own actions, subscriptions and sweeps; here they become one service. */
export const compose = async (parts: Needed & Pick<Parts<unknown>, "bus">): Promise<ServiceDefinition> => {
  const offices = await openOffices(parts);
  const register = await createOrganizations({ ...parts, serves: offices.serves });
  const { port: organizations } = register;
  const councils = createCouncils({ ...parts, organizations, offices });
  const selection = await createSelection({ ...parts, organizations });
  const purchases = await createPurchases({ ...parts, organizations });
  const grants = await createGrants(parts, {
    organizations,
    selection: selection.port,
    otherProjects: purchases.projects,
  });
  const slices = [register, councils, selection, purchases, grants];
  const definition = defineService({
    manifest,
    actions: actionsTogether(slices.map(({ actions }) => actions)),
    subscriptions: heardTogether(slices.flatMap(({ subscriptions }) => subscriptions)),
    onStart: async () => {
      for (const one of slices) await one.start();
    },
    onStop: async () => {
      for (const one of slices.toReversed()) await one.stop();
    },
  });
  return withOwnEventLog({ custody: custody.social, path: "/social/audit", parts }, definition);
};
