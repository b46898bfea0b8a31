import { randomBytes } from "node:crypto";
import { jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import type { Manifest } from "@wangge/contracts";
import { jetstreamBus } from "../bus/jetstream.ts";
import { connectNats } from "../bus/nats.ts";
import type { Bus } from "../bus/port.ts";
import { provision } from "../bus/provision.ts";
import { topologyOf } from "../bus/topology.ts";
import { silentLog, type Log } from "../log.ts";
import { connectMongo, type MongoStore } from "../store/mongo.ts";

const ACCOUNTS = 8;

/** Test workers run side by side: each has a JetStream account of its own, `t1` … `t8`. */
const testUser = (): string => {
  const worker = Number(process.env["VITEST_POOL_ID"] ?? 1);
  return `t${((worker - 1) % ACCOUNTS) + 1}`;
};

const addressOf = (variable: string): string => {
  const address = process.env[variable];
  if (address === undefined || address === "")
    throw new Error(`${variable} is not set: run integration tests with npm run test:int`);
  return address;
};

export interface BusClient {
  readonly bus: Bus;
  readonly connection: NatsConnection;
}

export interface RealBus extends BusClient {
  /** A second connection with all rights in the account, for looking and planting. */
  readonly admin: NatsConnection;
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** Another client, as a second replica has it. Closed by `stop`. */
  readonly connect: () => Promise<BusClient>;
  readonly stop: () => Promise<void>;
}

/** JetStream, emptied and provisioned for these manifests. Address and password: `NATS_URL`, `NATS_PASSWORD`. */
export const realBus = async (manifests: readonly Manifest[], log: Log = silentLog): Promise<RealBus> => {
  const url = addressOf("NATS_URL");
  const user = testUser();
  const password = process.env["NATS_PASSWORD"] ?? "";
  const open = (name: string): Promise<NatsConnection> => connectNats({ url, user, password, name, log });

  const admin = await open("test admin");
  const manager = await jetstreamManager(admin);
  for (const { config } of await manager.streams.list().next()) await manager.streams.delete(config.name);
  await provision(admin, topologyOf(manifests), { replicas: 1 });

  const opened: NatsConnection[] = [admin];
  const connect = async (): Promise<BusClient> => {
    const connection = await open("test");
    opened.push(connection);
    return { bus: jetstreamBus(connection, log), connection };
  };
  return {
    ...(await connect()),
    admin,
    url,
    user,
    password,
    connect,
    stop: async () => {
      await Promise.all(opened.filter((connection) => !connection.isClosed()).map((connection) => connection.close()));
    },
  };
};

export interface RealMongo extends MongoStore {
  readonly url: string;
  readonly database: string;
  readonly stop: () => Promise<void>;
}

/** A database of its own, dropped at `stop`. Address: `MONGO_URL`. */
export const realMongo = async (): Promise<RealMongo> => {
  const url = addressOf("MONGO_URL");
  const database = `test_${randomBytes(6).toString("hex")}`;
  const store = await connectMongo({ url, database, name: "test" });
  return {
    ...store,
    url,
    database,
    stop: async () => {
      await store.db.dropDatabase();
      await store.client.close();
    },
  };
};
