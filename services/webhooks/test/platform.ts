import { defineManifest } from "@wangge/contracts";
import { CaseAcceptedV1, CaseClosedV1, GridStaffedV1 } from "@wangge/contracts/events";
import type { Grants, WebhookGrant, WireMeta } from "@wangge/kit";
import { eventually, memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadDeliveryRules } from "../src/app/dated-data.ts";
import { compose } from "../src/compose.ts";
import type { DeliveryRules } from "../src/domain/index.ts";
import { manifest } from "../src/manifest.ts";
import type { Receiver } from "./receiver.ts";

const giving = (name: string, publishes: Parameters<typeof defineManifest>[0]["publishes"]) =>
  defineManifest({ name, publishes, subscribes: [], calls: [] });

/** The services whose streams are followed, as far as the bus has to know them. */
export const others = [
  giving("registry", [GridStaffedV1]),
  giving("intake", []),
  giving("dispatch", [CaseAcceptedV1, CaseClosedV1]),
  giving("enforcement", []),
  giving("social", []),
  giving("appraisal", []),
];

const granted = { purpose: "show-cases", until: "2099-12-31" };
export const GRANTS: readonly WebhookGrant[] = [
  { ...granted, integrator: "city", account: "city-data", events: [CaseAcceptedV1.subject, CaseClosedV1.subject] },
  { ...granted, integrator: "street", account: "street-data", events: [CaseClosedV1.subject], keys: ["510108001"] },
];

/** As provisioning writes them. */
export const grantsOf = (webhooks: readonly WebhookGrant[]): Grants => ({
  ...{ departments: {}, calls: [], readers: [] },
  webhooks: [...webhooks],
});

export const integrator: WireMeta = { actor: { id: "city-data", roles: ["integrator"] }, external: true };
export const street: WireMeta = { actor: { id: "street-data", roles: ["integrator"] }, external: true };
export const officer: WireMeta = { actor: { id: "officer-1", roles: ["integrationOfficer"] }, external: true };

export const CLOSED = CaseClosedV1.subject;
export const ACCEPTED = CaseAcceptedV1.subject;

export const testConfig = () => ({
  NODE_ID: "webhooks.1",
  SWEEP_MS: 50,
  WEBHOOK_LOOPBACK: true,
  DATA_DIR: mkdtempSync(join(tmpdir(), "wangge-webhooks-")),
});

/** In real time, as its receivers are. */
export const start = (
  config: object = {},
  rules: Partial<DeliveryRules> = {},
  grants: Grants = grantsOf(GRANTS),
): Promise<MemoryPlatform> =>
  memoryPlatform({
    grants,
    manifests: [manifest, ...others],
    compose: (parts) => compose(parts, (at) => ({ ...loadDeliveryRules()(at), ...rules })),
    config: { ...testConfig(), ...config },
    at: new Date().toISOString(),
  });

export interface Shown {
  readonly endpointId: string;
  readonly status: string;
  readonly because?: string;
  readonly catchingUp: readonly { readonly stream: string; readonly next: number }[];
}

/** Asks an action of an endpoint that answers with it. */
export const ask = async (
  platform: Pick<MemoryPlatform, "call">,
  action: string,
  input: object,
  meta: WireMeta,
): Promise<Shown> => ((await platform.call(action, input, meta)) as { readonly endpoint: Shown }).endpoint;

export const register = async (
  platform: Pick<MemoryPlatform, "call">,
  receiver: Receiver,
  more: object = {},
  meta: WireMeta = integrator,
): Promise<string> => {
  const input = { url: receiver.url, events: [CLOSED], ...more };
  const { endpoint, secret } = (await platform.call("register", input, meta)) as {
    readonly endpoint: Shown;
    readonly secret: string;
  };
  receiver.secrets.push(secret);
  return endpoint.endpointId;
};

/** Registered, let in and proven. */
export const activate = async (
  platform: Pick<MemoryPlatform, "call">,
  receiver: Receiver,
  more: object = {},
  meta: WireMeta = integrator,
): Promise<string> => {
  const endpointId = await register(platform, receiver, more, meta);
  await platform.call("approve", { endpointId, reason: "agreed on 2026-11-02" }, officer);
  await platform.call("verify", { endpointId }, meta);
  return endpointId;
};

export interface DeliveryShown {
  readonly sequence: number;
  readonly status: string;
  readonly failed: number;
  readonly cause?: string;
  readonly nextAt?: string;
  readonly last?: { readonly status?: number; readonly failure?: string; readonly response?: string };
}

export const deliveriesOf = async (
  platform: Pick<MemoryPlatform, "call">,
  endpointId: string,
  more: object = {},
): Promise<readonly DeliveryShown[]> => {
  const answer = await platform.call("deliveries", { endpointId, limit: 200, ...more }, officer);
  return (answer as { readonly deliveries: readonly DeliveryShown[] }).deliveries;
};

export const closeCase = (platform: MemoryPlatform, nth: number, grid = "510108001001001"): Promise<string> =>
  platform.publish(CaseClosedV1, { ...CaseClosedV1.example, grid }, { sequence: nth });

export const arrived = (receiver: Receiver, ids: readonly string[], timeoutMs = 10_000): Promise<unknown> =>
  eventually(() => ids.every((id) => receiver.events.some((one) => one.id === id)), { timeoutMs });
