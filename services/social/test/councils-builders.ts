import { CaseClosedV1, GridStaffedV1 } from "@wangge/contracts/events";
import { DomainError, newId, type Actor, type WireMeta } from "@wangge/kit";
import { memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { expect } from "vitest";
import { compose } from "../src/compose.ts";
import { manifest } from "../src/manifest.ts";
import { testConfig } from "./config.ts";

export const COMMUNITY = "510108001001";
export const GRID = "510108001001001";
export const WANTED = { category: "event-0201", grid: GRID };
export const COURTYARD = "y-0001";
/** A Wednesday morning in Chengdu. */
export const T0 = "2017-12-27T01:00:00.000Z";
export const MEMBERS = ["m-1", "m-2", "m-3", "m-4", "m-5"] as const;

export const as = (id: string, roles: Actor["roles"] = ["citizen"], more: Partial<Actor> = {}): WireMeta => ({
  actor: { id, roles, ...more },
  external: true,
});
export const keyed = (meta: WireMeta, idempotencyKey: string): WireMeta => ({ ...meta, idempotencyKey });
export const officer = as("officer-1", ["communityOfficer"]);
export const secondOfficer = as("officer-2", ["communityOfficer"]);
export const stranger = as("officer-elsewhere", ["communityOfficer"]);
export const social = as("social-1", ["socialOfficer"]);
export const speaker = as("speaker-1", ["spokesperson"]);

interface Brought {
  readonly description?: string;
  readonly text?: string;
  readonly visibility?: string;
  readonly channel?: string;
  readonly idempotencyKey?: string;
}

/** The reception and dispatch as this slice sees them: what was brought to them, and how they answer. */
export interface Neighbours {
  readonly reports: Brought[];
  readonly opinions: Brought[];
  answers: "well" | "away" | "no";
  /** By the case: where dispatch says it stands. */
  readonly standing: Map<string, { readonly status: string; readonly mergedInto?: string }>;
  /** Done at the moment that a report is taken, before social has heard that. */
  onReport?: (caseId: string) => Promise<void>;
}

export interface Station extends MemoryPlatform {
  readonly neighbours: Neighbours;
  readonly ask: (action: string, input: object, meta: WireMeta) => Promise<Record<string, unknown>>;
  /** Everything that is due by itself, and what follows from it. */
  readonly sweep: () => Promise<void>;
}

const registry = { name: "registry", publishes: [GridStaffedV1], subscribes: [], calls: [] };
const dispatch = { name: "dispatch", publishes: [CaseClosedV1], subscribes: [], calls: [] };

/** The service on the memory bus and store, at T0; what is due by itself is done all the time. */
export const openStation = async (more: { readonly SOCIAL_SEED?: "chenghua" } = {}): Promise<Station> => {
  const neighbours: Neighbours = { reports: [], opinions: [], answers: "well", standing: new Map() };
  const cases = new Map<string, string>();
  const mustAnswer = (): void => {
    if (neighbours.answers === "away") throw new DomainError("unavailable", "service.unavailable", "away");
    if (neighbours.answers === "no") throw new DomainError("rule", "intake.report.outside_district", "no");
  };
  const platform = await memoryPlatform({
    manifests: [manifest, dispatch, registry],
    compose,
    at: T0,
    config: { ...testConfig, SWEEP_MS: 15, ...more },
    calls: {
      "intake.acceptFor": async (report: Brought) => {
        mustAnswer();
        const key = report.idempotencyKey ?? "";
        const caseId = cases.get(key) ?? newId();
        if (!cases.has(key)) neighbours.reports.push(report);
        cases.set(key, caseId);
        await neighbours.onReport?.(caseId);
        return { reportId: caseId, trackingNumber: "20171227-0000017-4" };
      },
      "intake.opine": (opinion: Brought) => {
        mustAnswer();
        neighbours.opinions.push(opinion);
        return { matter: newId(), trackingNumber: "20171227-0000018-2" };
      },
      "registry.placeNames": () => ({
        version: "1",
        places: [
          { id: "c-0001", kind: "community", name: "一社区", code: COMMUNITY, aliases: [] },
          { id: "c-0002", kind: "community", name: "二社区", code: "510108002001", aliases: [] },
          { id: COURTYARD, kind: "courtyard", name: "一号院", aliases: [], grid: GRID },
          { id: "y-0002", kind: "courtyard", name: "二号院", aliases: [], grid: "510108002001001" },
        ],
      }),
      "dispatch.trackMany": ({ caseIds }: { readonly caseIds: readonly string[] }) => ({
        cases: caseIds.flatMap((caseId) => {
          const found = neighbours.standing.get(caseId);
          return found === undefined ? [] : [{ caseId, updatedAt: T0, overdue: false, ...found }];
        }),
      }),
    },
  });
  return {
    ...platform,
    neighbours,
    ask: async (action, input, meta) => (await platform.call(action, input, meta)) as Record<string, unknown>,
    sweep: async () => {
      for (let round = 0; round < 3; round += 1) {
        await platform.settle();
        await new Promise((resolve) => setTimeout(resolve, 40));
      }
      await platform.settle();
    },
  };
};

/** A council of five with a convener, served by two officers, with a spokesperson. */
export const formCouncil = async ({ ask }: Pick<Station, "ask">): Promise<void> => {
  await ask("formCouncil", { community: COMMUNITY, officers: ["officer-1", "officer-2"] }, social);
  for (const account of MEMBERS)
    await ask(
      "seatMember",
      { community: COMMUNITY, account, name: `张${account}`, from: "2017-12-27", until: "2020-12-26" },
      officer,
    );
  await ask("nameConvener", { community: COMMUNITY, account: MEMBERS[0] }, officer);
  await ask("appointSpokesperson", { community: COMMUNITY, account: "speaker-1", name: "李发言" }, officer);
};

export const refused = async (work: Promise<unknown>, code: string): Promise<void> => {
  await expect(work).rejects.toMatchObject({ code });
};
