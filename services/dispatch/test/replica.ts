import { randomBytes } from "node:crypto";
import { LeadAcceptedV1 } from "@wangge/contracts/events";
import { load } from "@wangge/kit";
import type { RealBus, RealMongo } from "@wangge/kit/testing";
import { config, type Config } from "../src/config.ts";

/** Whose stream dispatch reads too. */
export const enforcement = { name: "enforcement", publishes: [LeadAcceptedV1], subscribes: [], calls: [] };

export interface Engines {
  readonly nats: RealBus;
  readonly mongo: RealMongo;
}

/** What one more replica of dispatch is told by its environment, on the engines of a test. */
export const replicaEnvironment = ({ nats, mongo }: Engines) => ({
  NODE_ID: `dispatch.${randomBytes(4).toString("hex")}`,
  MONGO_DB: mongo.database,
  MONGO_URL: mongo.url,
  NATS_URL: nats.url,
  NATS_USER: nats.user,
  NATS_PASSWORD: nats.password,
  LOG_LEVEL: "error",
});

export const replicaConfig = (engines: Engines, more: Readonly<Record<string, string | undefined>> = {}): Config =>
  load(config, { ...replicaEnvironment(engines), ...more });
