import { defineService, type Actor, type WireMeta } from "@wangge/kit";
import { memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import type { OrganizationsPort, Standing } from "../src/app/ports.ts";
import { createPurchases } from "../src/app/purchases/purchases.ts";
import { testConfig } from "./config.ts";
import { hearing } from "./slice-manifest.ts";
import { A, B, C, ORGANIZATIONS, T0 } from "./purchases-builders.ts";

export const as = (role: Actor["roles"][number], id: string, more: Partial<Actor> = {}): WireMeta => ({
  actor: { id, roles: [role], ...more },
  external: true,
});
export const officer = as("socialOfficer", "officer-1");
export const second = as("socialOfficer", "officer-2");
export const supervisor = as("supervisor", "supervisor-1");
export const inspector = as("inspector", "inspector-1");
export const finance = as("financeOfficer", "finance-1");
export const member = (id: string): WireMeta => as("reviewer", id);
export const ofOrganization = (organization: string): WireMeta =>
  as("organization", `acc-${organization}`, { organization });
export const anybody: WireMeta = { external: true };

/** The last of them is banned; the one before is of the same house as A; `member-tied` works for B. */
export const [, , , HOUSEMATE = "", BANNED = ""] = ORGANIZATIONS;

const standingOf = (organization: string): Standing => ({
  organization,
  name: `机构${organization.slice(-1)}`,
  status: "registered",
  form: "privateNonEnterprise",
  registeredOn: "2015-01-01",
  reportsMissing: [],
  ...(organization === BANNED ? { ban: { from: "2017-01-01", until: "2019-12-31", reason: "骗取资金" } } : {}),
});

export const register: OrganizationsPort = {
  standing: (organization) =>
    Promise.resolve(ORGANIZATIONS.includes(organization) ? standingOf(organization) : undefined),
  ban: () => Promise.resolve(),
  people: (organization) =>
    Promise.resolve([`acc-${organization}`, ...(organization === B ? ["member-tied", "officer-tied"] : [])]),
  related: (organization) => Promise.resolve(organization === A ? [HOUSEMATE] : organization === HOUSEMATE ? [A] : []),
};

/** The part alone on the memory bus and store; `SWEEP_MS` is that often the store is asked for what is due. */
export const openOffice = (sweepMs = 3_600_000): Promise<MemoryPlatform> =>
  memoryPlatform({
    manifests: [hearing()],
    at: T0,
    config: { ...testConfig, SWEEP_MS: sweepMs },
    compose: async (parts) => {
      const { actions, subscriptions, start, stop } = await createPurchases({ ...parts, organizations: register });
      return defineService({
        manifest: hearing(),
        actions,
        subscriptions,
        onStart: async () => start(),
        onStop: async () => stop(),
      });
    },
  });

export const BIDDERS = [A, B, C];
