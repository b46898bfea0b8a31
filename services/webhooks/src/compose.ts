import { custody } from "@wangge/contracts/custody";
import {
  aggregateKind,
  createLimit,
  defineService,
  gauge,
  metrics,
  ownEventLogAggregates,
  personalDataKeys,
  sealer,
  sweeping,
  withOwnEventLog,
  type EventLogConfig,
  type Parts,
  type ServiceDefinition,
} from "@wangge/kit";
import { addressChecker, postTo } from "./adapters/post.ts";
import { createCatchUp } from "./app/catch-up.ts";
import { createCourier } from "./app/courier.ts";
import { loadDeliveryRules } from "./app/dated-data.ts";
import { pushGrants } from "./app/grants.ts";
import { createLanes } from "./app/lanes.ts";
import { secretVault } from "./app/secrets.ts";
import { createStores, publishEndpointAs } from "./app/stores.ts";
import { takeIn } from "./app/take-in.ts";
import { createUpkeep } from "./app/upkeep.ts";
import { createWaiting } from "./app/waiting.ts";
import type { Config } from "./config.ts";
import { deliveryDecider, endpointDecider, type DeliveryRules } from "./domain/index.ts";
import { deliveryActions } from "./edge/delivery-actions.ts";
import { eventTypeActions } from "./edge/event-type-actions.ts";
import { endpointActions } from "./edge/endpoint-actions.ts";
import { grantActions } from "./edge/grant-actions.ts";
import { FOLLOWED, manifest } from "./manifest.ts";

type OwnConfig = Pick<Config, "NODE_ID" | "SWEEP_MS" | "WEBHOOK_LOOPBACK"> &
  Partial<Pick<Config, "AUDIT_KEY" | "PERSONAL_DATA_KEYS" | "PERSONAL_INDEX_KEY" | "DATA_DIR">> &
  EventLogConfig;
type Needed = Pick<Parts<OwnConfig>, "config" | "store" | "clock" | "log" | "bus" | "call" | "redis" | "grants">;

const UPKEEP_MS = 60_000;
/** Tests and challenges of one endpoint, whose address somebody else chose. */
const OWN_SENDS = { service: "webhooks", name: "endpoint", most: 10, windowMs: 60_000 };

/** 推送服务: takes what happens in the district to other systems that may know of it, and stays at it until they have it. */
export const compose = async (
  parts: Needed,
  rulesAt: (at: string) => DeliveryRules = loadDeliveryRules(),
): Promise<ServiceDefinition> => {
  const { config, store, clock, log, bus, redis, grants } = parts;
  const { NODE_ID: node, SWEEP_MS: everyMs, WEBHOOK_LOOPBACK: loopback } = config;
  const pushes = pushGrants(grants, clock);
  const grantOf = pushes.of;
  const secrets = secretVault(sealer(personalDataKeys(config).master));
  const { endpoints, deliveries } = await createStores(store);
  const courier = createCourier({ bus, secrets, post: postTo({ loopback }), rulesAt, clock });
  const lanes = createLanes({ endpoints, deliveries, courier, rulesAt, node, clock, log });
  const waiting = createWaiting(deliveries);
  const shared = { endpoints, deliveries, waiting, bus, rulesAt, clock, log, wake: lanes.wake };
  const catchUp = createCatchUp(shared);
  const upkeep = createUpkeep({ endpoints, deliveries, grantOf, rulesAt, clock });
  const handle = takeIn({ ...shared, mostWaiting: () => rulesAt(clock.now()).mostWaiting });
  const desk = {
    ...{ endpoints, deliveries, grantOf, secrets, courier, rulesAt, bus, clock, wake: lanes.wake },
    checkAddress: addressChecker({ loopback }),
  };
  const unwatch = gauge(metrics.webhookWaiting, "deliveries that wait", (observe) => {
    observe([...waiting.all().values()].reduce((sum, count) => sum + count, 0));
  });
  const sweeps = [
    sweeping({
      ...{ name: "deliveries", everyMs, log },
      work: async () => {
        await waiting.count();
        await catchUp();
        await lanes.wakeAll();
      },
    }),
    sweeping({
      ...{ name: "upkeep", everyMs: UPKEEP_MS, log },
      work: async () => {
        await upkeep.checkGrants();
        await upkeep.giveUpDeleted();
        await upkeep.forgetOld();
      },
    }),
  ];
  const definition = defineService({
    manifest,
    actions: {
      ...endpointActions(desk, createLimit(OWN_SENDS, { redis, clock })),
      ...deliveryActions(desk),
      ...eventTypeActions(desk),
      ...grantActions({ pushes, grants }),
    },
    subscriptions: [],
    followers: FOLLOWED.map((stream) => ({ stream, handle })),
    onStart: async () => {
      await upkeep.checkGrants();
      await lanes.release();
      await waiting.count();
      for (const one of sweeps) one.start();
    },
    onStop: async () => {
      for (const one of sweeps) await one.stop();
      await lanes.stop();
      unwatch();
    },
  });
  return withOwnEventLog({ custody: custody.webhooks, path: "/webhooks/audit", parts }, definition);
};

/** What the doctor recomputes. */
export const aggregates = [
  aggregateKind("webhooks", "endpoints", endpointDecider, publishEndpointAs),
  aggregateKind("webhooks", "deliveries", deliveryDecider, () => []),
  ...ownEventLogAggregates(custody.webhooks),
];
