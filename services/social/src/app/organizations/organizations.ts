import { aggregateKind, sweeping, wakeDue } from "@wangge/kit";
import { codeClaimDecider } from "../../domain/organizations/code-claim.ts";
import type { IncubationCommand } from "../../domain/organizations/hub/index.ts";
import type { OrganizationCommand } from "../../domain/organizations/index.ts";
import { needDecider, volunteerDecider } from "../../domain/organizations/volunteers/index.ts";
import { organizationActions } from "../../edge/organizations/actions.ts";
import type { OrganizationsPort } from "../ports.ts";
import type { Slice } from "../slice.ts";
import { createDesk, incubationDecider, organizationDecider, treeDecider, type DeskParts } from "./desk.ts";
import { organizationsPort } from "./port.ts";
import { publishIncubationAs, publishOrganizationAs, publishVolunteerAs } from "./publish-as.ts";
import { plantOrganizations } from "./seed.ts";

/** 社会组织登记, 居民自治体系, 枢纽孵化, 志愿服务 */
export const createOrganizations = async (parts: DeskParts): Promise<Slice & { readonly port: OrganizationsPort }> => {
  const { config, clock, log } = parts;
  const desk = await createDesk(parts);
  const { organizations, incubations } = desk;
  const actions = organizationActions(desk);
  const sweep = sweeping({
    name: "organizations",
    everyMs: config.SWEEP_MS,
    log,
    work: async () => {
      const looked = { actor: "social", clock, log };
      await wakeDue({ store: organizations, command: (at): OrganizationCommand => ({ type: "Wake", at }), ...looked });
      await wakeDue({
        store: incubations,
        command: (at): IncubationCommand => ({ type: "WakeIncubation", at }),
        ...looked,
      });
    },
  });
  // The register of places may not answer yet: again, until it does.
  let isPlanted = config.SOCIAL_SEED !== "chenghua";
  const planting = sweeping({
    name: "organization seed",
    everyMs: config.SWEEP_MS,
    log,
    work: async () => {
      if (isPlanted) return;
      await plantOrganizations({ actions, clock, log });
      isPlanted = true;
    },
  });
  return {
    port: organizationsPort(desk),
    actions,
    subscriptions: [],
    start: () => {
      sweep.start();
      if (!isPlanted) planting.start();
    },
    stop: async () => {
      await Promise.all([sweep.stop(), planting.stop()]);
    },
  };
};

/** For the doctor, which recomputes and decides nothing. */
export const organizationAggregates = [
  aggregateKind("social", "organizations", organizationDecider, publishOrganizationAs),
  aggregateKind("social", "organizationCodes", codeClaimDecider, () => []),
  aggregateKind("social", "selfGovernance", treeDecider, () => []),
  aggregateKind("social", "incubations", incubationDecider, publishIncubationAs),
  aggregateKind("social", "volunteers", volunteerDecider, publishVolunteerAs),
  aggregateKind("social", "volunteerNeeds", needDecider, () => []),
];
