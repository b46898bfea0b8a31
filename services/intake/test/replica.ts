import { randomBytes } from "node:crypto";
import { load, startService, type Call, type Parts, type Running, type ServiceDefinition } from "@wangge/kit";
import type { RealBus, RealMongo } from "@wangge/kit/testing";
import { config, type Config } from "../src/config.ts";
import { manifest } from "../src/manifest.ts";
import { testConfig } from "./builders.ts";

export interface Replica extends Running {
  /** As the service itself calls. */
  readonly call: Call;
}

/** One replica of intake on real engines, put together as the test wants it. */
export const startReplica = async (
  { nats, mongo }: { readonly nats: RealBus; readonly mongo: RealMongo },
  composed: (parts: Parts<Config>) => Promise<ServiceDefinition>,
  environment: Readonly<Record<string, string | undefined>> = {},
): Promise<Replica> => {
  let call: Call | undefined;
  const running = await startService({
    config: load(config, {
      NODE_ID: `intake.${randomBytes(4).toString("hex")}`,
      MONGO_DB: mongo.database,
      MONGO_URL: mongo.url,
      NATS_URL: nats.url,
      NATS_USER: nats.user,
      NATS_PASSWORD: nats.password,
      LOG_LEVEL: "error",
      PERSONAL_DATA_KEYS: testConfig.PERSONAL_DATA_KEYS,
      PERSONAL_INDEX_KEY: testConfig.PERSONAL_INDEX_KEY,
      ...environment,
    }),
    manifest,
    compose: (parts: Parts<Config>) => {
      call = parts.call;
      return composed(parts);
    },
  });
  if (call === undefined) throw new Error("no calls");
  return { ...running, call };
};
