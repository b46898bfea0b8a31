/** What every service offers, as its own code says it: composed on memory, started by nobody. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as appraisal from "@wangge/appraisal";
import * as dispatch from "@wangge/dispatch";
import * as enforcement from "@wangge/enforcement";
import * as intake from "@wangge/intake";
import * as gateway from "@wangge/gateway";
import { operationActions, type Parts, type ServiceDefinition } from "@wangge/kit";
import { memoryPlatform } from "@wangge/kit/testing";
import * as registry from "@wangge/registry";
import * as social from "@wangge/social";
import * as webhooks from "@wangge/webhooks";

/** What the services ask of their configuration before they start. */
const settings = (dataDir: string) => ({
  DATA_DIR: dataDir,
  SWEEP_MS: 3_600_000,
  ROSTER_REFRESH_MS: 3_600_000,
  RULES_REFRESH_MS: 3_600_000,
  OPEN311_REQUESTS_PER_HOUR: 1,
  UNMASK_PER_HOUR: 1,
  PROOF_PER_QUARTER: 1,
  CODES_PER_HOUR: 1,
  PHOTOS_PER_HOUR: 1,
  ANONYMOUS_PHOTOS_PER_HOUR: 1,
  PHOTO_FETCH_PRIVATE: false,
  MESSAGE_WEBHOOK_URL: undefined,
  MESSAGE_WEBHOOK_SECRET: undefined,
  PERSONAL_DATA_KEYS: undefined,
  PERSONAL_INDEX_KEY: undefined,
  REGISTER_SEED: "none" as const,
  ENFORCEMENT_SEED: "none" as const,
  NODE_ID: "access.1",
  WEBHOOK_LOOPBACK: false,
  SOCIAL_SEED: "none" as const,
  // With all that an operator may switch on.
  EVENT_LOG: "signed" as const,
});
type Settings = ReturnType<typeof settings>;
export type Definition = Pick<ServiceDefinition, "manifest" | "actions">;

const unasked = (): Promise<never> => Promise.reject(new Error("a service at rest asks nobody"));

/** The registry keeps its journal in models of its own, which need a database as soon as they are made. */
const registers = {
  assertions: { insert: unasked, of: unasked, discard: unasked },
  mark: { read: unasked, raise: unasked },
  imports: {
    create: unasked,
    find: unasked,
    update: unasked,
    restart: unasked,
    addErrors: unasked,
    errors: unasked,
  },
};

const services: readonly (readonly [
  { readonly manifest: ServiceDefinition["manifest"] },
  (parts: Parts<Settings>) => Promise<ServiceDefinition>,
])[] = [
  [appraisal, appraisal.compose],
  [dispatch, dispatch.compose],
  [enforcement, enforcement.compose],
  [intake, (parts) => intake.compose(parts)],
  [registry, (parts) => registry.compose(parts, { registers })],
  [social, social.compose],
  [webhooks, (parts) => webhooks.compose(parts)],
];

/** What every service answers about itself is added where it starts. */
const operations = operationActions({ status: unasked, letters: undefined });

const ofGateway = (): Definition => ({
  manifest: gateway.manifest,
  actions: {
    ...gateway.operationsActions({
      broker: { instances: () => [], call: unasked, callOn: unasked },
      tracesUrl: undefined,
    }),
    ...operations,
  },
});

/** In the order of their names. Nothing is started, subscribed or planted; nothing of it stays on the disk. */
export const definitionsAtRest = async (): Promise<readonly Definition[]> => {
  const dataDir = mkdtempSync(join(tmpdir(), "wangge-access-"));
  try {
    const definitions: Definition[] = [];
    for (const [{ manifest }, compose] of services) {
      const platform = await memoryPlatform({
        manifests: [manifest],
        config: settings(dataDir),
        compose: async (parts: Parts<Settings>) => {
          const { actions } = await compose(parts);
          return { manifest, actions, subscriptions: [] };
        },
      });
      definitions.push({ manifest, actions: { ...platform.definition.actions, ...operations } });
      await platform.stop();
    }
    return [...definitions, ofGateway()];
  } finally {
    rmSync(dataDir, { recursive: true });
  }
};
