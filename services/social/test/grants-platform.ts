import {
  CaseClosedV1,
  CaseFiledV1,
  CaseMergedV1,
  CaseReopenedV1,
  CaseVoidedV1,
  GridStaffedV1,
} from "@wangge/contracts/events";
import type { Manifest } from "@wangge/contracts";
import { defineService, idFrom, type Actor, type WireMeta } from "@wangge/kit";
import { memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { createGrants } from "../src/app/grants/grants.ts";
import type { GrantPorts } from "../src/app/grants/ports.ts";
import type { Needed } from "../src/app/slice.ts";
import type { Ban, Candidate, FundsPort, Standing } from "../src/app/ports.ts";
import type { Project } from "../src/domain/grants/allocation/index.ts";
import { testConfig } from "./config.ts";
import { hearing } from "./slice-manifest.ts";

export const neighbours: readonly Manifest[] = [
  {
    name: "dispatch",
    publishes: [CaseFiledV1, CaseClosedV1, CaseReopenedV1, CaseVoidedV1, CaseMergedV1],
    subscribes: [],
    calls: [],
  },
  { name: "registry", publishes: [GridStaffedV1], subscribes: [], calls: [] },
];

const manifest = hearing(...neighbours.flatMap(({ publishes }) => publishes));

export const as = (id: string, roles: Actor["roles"], more: Partial<Actor> = {}): WireMeta => ({
  actor: { id, roles, ...more },
  external: true,
});
export const maker = as("acc-maker", ["socialOfficer"]);
export const checker = as("acc-checker", ["financeOfficer"]);
export const payer = as("acc-payer", ["financeOfficer"]);
export const government = as("acc-government", ["districtGovernment"]);
export const inspector = as("acc-inspector", ["inspector"]);
export const reviewer = as("acc-reviewer", ["reviewer"]);
export const citizen = as("acc-citizen", ["citizen"]);
export const ofOrganization = (organization: string): WireMeta =>
  as(`acc-of-${organization}`, ["organization"], { organization });

export const organizationId = (name: string): string => idFrom("test/organization", name);
export const applicationId = (name: string): string => idFrom("test/application", name);

/** What the other parts of the service would answer, as far as a test says. */
export interface World {
  readonly rounds: Map<string, { fund: string; programme: string; envelope: number; title: string }>;
  readonly candidates: Map<string, readonly Candidate[]>;
  readonly standings: Map<string, Partial<Standing>>;
  readonly people: Map<string, readonly string[]>;
  readonly houses: Map<string, readonly string[]>;
  readonly bans: Map<string, Ban & { readonly organization: string; readonly id: string }>;
  readonly others: Project[];
}

const portsOf = (world: World): GrantPorts => ({
  organizations: {
    standing: (organization) => {
      const given = world.standings.get(organization);
      if (given === undefined) return Promise.resolve(undefined);
      const ban = [...world.bans.values()].find((one) => one.organization === organization);
      const standing = {
        organization,
        name: organization,
        status: "registered",
        form: "club",
        reportsMissing: [],
      } as const;
      return Promise.resolve({ ...standing, ...(ban === undefined ? {} : { ban }), ...given });
    },
    ban: (organization, ban) => {
      world.bans.set(ban.id, { ...ban, organization });
      return Promise.resolve();
    },
    people: (organization) => Promise.resolve(world.people.get(organization) ?? []),
    related: (organization) => Promise.resolve(world.houses.get(organization) ?? []),
  },
  selection: {
    candidates: (round) => Promise.resolve(world.candidates.get(round) ?? []),
    round: (round) => Promise.resolve(world.rounds.get(round)),
  },
  otherProjects: () => Promise.resolve(world.others),
});

export interface GrantPlatform extends MemoryPlatform {
  readonly world: World;
  readonly funds: () => FundsPort;
  /** All that falls due by itself, once. */
  readonly sweep: () => Promise<void>;
}

/** The slice on the memory bus and store. Sweeps come when they are asked for. */
export const openGrants = async (at = "2017-03-01T01:00:00.000Z"): Promise<GrantPlatform> => {
  const world: World = {
    ...{ rounds: new Map(), candidates: new Map(), standings: new Map(), people: new Map() },
    ...{ houses: new Map(), bans: new Map(), others: [] },
  };
  let slice: Awaited<ReturnType<typeof createGrants>> | undefined;
  const platform = await memoryPlatform({
    manifests: [manifest, ...neighbours],
    config: testConfig,
    at,
    compose: async (parts: Needed) => {
      slice = await createGrants(parts, portsOf(world));
      const { actions, subscriptions } = slice;
      return defineService({ manifest, actions, subscriptions });
    },
  });
  const opened = slice;
  if (opened === undefined) throw new Error("not composed");
  return {
    ...platform,
    world,
    funds: () => opened.funds,
    sweep: async () => {
      await opened.sweep();
      await platform.settle();
    },
  };
};

export const candidate = (name: string, more: Partial<Candidate> = {}): Candidate => ({
  application: applicationId(name),
  organization: organizationId(name),
  title: `项目${name}`,
  budget: 30_000_000,
  asked: 18_000_000,
  own: 12_000_000,
  score: 900_000,
  stages: [
    { title: "准备", amount: 10_000_000, due: "2017-06-30" },
    { title: "实施", amount: 8_000_000, due: "2017-11-30" },
  ],
  grids: ["510108002001001"],
  ...more,
});

/** What answers say, as far as a test looks at it. */
export interface Told {
  readonly [name: string]: unknown;
  readonly version: number;
  readonly status: string;
  readonly next: string | undefined;
  readonly hash: string;
  readonly currency: string;
  readonly balances: Readonly<Record<string, number>>;
  readonly deposits: readonly { readonly id: string }[];
  readonly entries: readonly { readonly type: string; readonly lines: readonly { readonly amount: number }[] }[];
  readonly findings: readonly { readonly id: string }[];
  readonly lines: readonly { readonly granted: number; readonly outcome: string; readonly reason?: string }[];
  readonly bars: readonly { readonly why: string }[];
  readonly editions: readonly { readonly by?: string }[];
  readonly objections: readonly { readonly id: string; readonly text?: string }[];
  readonly money: { readonly paid: number };
  readonly receipts: readonly { readonly id: string }[];
  readonly readings: readonly { readonly id: string; readonly check?: object }[];
  readonly measured: { readonly before: number; readonly cases: string };
  readonly now: object;
  readonly cases: readonly object[];
}

export const last = <One>(list: readonly One[]): One => {
  const found = list.at(-1);
  if (found === undefined) throw new Error("there is none");
  return found;
};
