import { CaseAssignedV1 } from "@wangge/contracts/events";
import type { Actor, WireMeta } from "@wangge/kit";
import { memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { compose } from "../src/compose.ts";
import { manifest } from "../src/manifest.ts";
import { testConfig } from "./config.ts";

export const dispatch = { name: "dispatch", publishes: [CaseAssignedV1], subscribes: [], calls: [] };

export const as = (roles: Actor["roles"], more: Partial<Actor> = {}): WireMeta => ({
  actor: { id: `acc-${roles.join()}-${more.department ?? ""}`, roles, ...more },
  external: true,
});
export const supervisor = as(["supervisor"]);
export const ofBody = (department: string, id = `officer-${department}`): WireMeta =>
  as(["officer"], { department, id });

/** The service on the memory bus and store. Sweeps come when they are asked for. */
export const openStation = (sweepMs = 3_600_000): Promise<MemoryPlatform> =>
  memoryPlatform({ manifests: [manifest, dispatch], compose, config: { ...testConfig, SWEEP_MS: sweepMs } });
