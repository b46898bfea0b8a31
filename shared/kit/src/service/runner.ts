import type { Manifest } from "@wangge/contracts";
import type { Redis } from "ioredis";
import type { NatsConnection } from "@nats-io/transport-node";
import type mongoose from "mongoose";
import { jetstreamBus } from "../bus/jetstream.ts";
import { connectNats } from "../bus/nats.ts";
import type { Bus } from "../bus/port.ts";
import { fileClock, systemClock, type Clock } from "../clock.ts";
import type { BaseConfig } from "../config.ts";
import type { Decider } from "../domain.ts";
import { messageOf } from "../errors.ts";
import { createLog, type Log } from "../log.ts";
import { traceMongo, watchLoop } from "../telemetry/index.ts";
import {
  connectMongo,
  deciderStore,
  mongoBlobs,
  mongoCounter,
  mongoLine,
  mongoPersistence,
  type Backlog,
  type BlobStore,
  type MongoStore,
  type CollectionOptions,
  type DeciderStore,
  type DeciderStoreOptions,
} from "../store/index.ts";
import { letterDecider, letterDesk, settleOn, type LetterDesk } from "../dead-letters/index.ts";
import { operationActions, type InstanceStatus } from "../operations/index.ts";
import { watchLag, type LagWatch } from "./lag.ts";
import { createBroker, type Broker, type Call, type OwnBroker } from "./broker.ts";
import type { ServiceDefinition } from "./define.ts";
import { grantsFile, type Grants } from "./grants.ts";
import { startHealth } from "./health.ts";
import { connectRedis } from "./redis.ts";
import { subscribeAll } from "./subscribe.ts";
import { tlsFrom } from "./tls.ts";

export interface StoreFactory {
  readonly decider: <State, Command, Event extends { readonly type: string }>(
    collection: string,
    decider: Decider<State, Command, Event>,
    options: DeciderStoreOptions<State, Event> & CollectionOptions,
  ) => Promise<DeciderStore<State, Command, Event>>;
  /** Numbers that come once: `take(name, count)` gives the first of `count` new ones, from 1. */
  readonly counter: (collection: string) => (name: string, count: number) => Promise<number>;
  /** What is too large for a document. In the service's own database. */
  readonly blobs: (bucket: string) => Promise<BlobStore>;
  /** For registers and read models. Its database is the service's own. */
  readonly mongoose: () => Promise<mongoose.Connection>;
}

/** All that a service may touch. Given to `compose`, the only place where parts meet. */
export interface Parts<Config> {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly store: StoreFactory;
  readonly bus: Bus;
  readonly call: Call;
  readonly broker: Broker;
  /** Undefined where no REDIS_URL is given: speed is lost, never truth. */
  readonly redis: Redis | undefined;
  /** What provisioning grants; absent where no GRANTS_FILE is given. */
  readonly grants?: (() => Grants) | undefined;
}

export interface RunOptions<Config extends BaseConfig> {
  readonly config: Config;
  readonly manifest: Manifest;
  readonly compose: (parts: Parts<Config>) => ServiceDefinition | Promise<ServiceDefinition>;
}

export interface Running {
  readonly healthPort: number;
  readonly stop: () => Promise<void>;
}

const openLetterDesk = async (
  service: string,
  store: StoreFactory,
  connection: NatsConnection,
): Promise<LetterDesk> => {
  const options = { publishAs: () => [], indexes: [["state.status"]] };
  return letterDesk(await store.decider("dead_letters", letterDecider(service), options), settleOn(connection));
};

const outboxOf = (store: string, { entries, oldestAt }: Backlog): InstanceStatus["outboxes"][number] => ({
  store,
  entries,
  oldestMs: oldestAt === undefined ? 0 : Math.max(0, Date.now() - oldestAt),
});

/** Connects, composes, starts, and stops in the order in which nothing is lost. */
export const startService = async <Config extends BaseConfig>({
  config,
  manifest,
  compose,
}: RunOptions<Config>): Promise<Running> => {
  const log = createLog(config.NODE_ID, config.LOG_LEVEL);
  const clock = config.CLOCK_FILE === undefined ? systemClock : fileClock(config.CLOCK_FILE);
  const startedAt = new Date().toISOString();
  let state: "starting" | "ready" | "stopping" = "starting";
  let isBusConnected = (): boolean => false;
  let notReady = (): string | undefined => undefined;
  const health = await startHealth({
    host: config.HEALTH_HOST,
    port: config.HEALTH_PORT,
    // Only collectors of figures and probes come here, and all of them speak it.
    tls: config.INNER_TLS_DIR === undefined ? undefined : tlsFrom(config.INNER_TLS_DIR, { minVersion: "TLSv1.3" }, log),
    notReady: () => (state !== "ready" ? state : isBusConnected() ? notReady() : "bus"),
  });

  const nats = {
    ...{ url: config.NATS_URL, user: config.NATS_USER, password: config.NATS_PASSWORD },
    ...{ credentialsFile: config.NATS_CREDS, log },
  };
  // Calls have a connection of their own: they must not wait behind bulk publishing.
  const [events, calls] = await Promise.all([
    connectNats({ ...nats, name: `${config.NODE_ID} events` }),
    connectNats({ ...nats, name: `${config.NODE_ID} calls` }),
  ]);
  const bus = jetstreamBus(events, log);
  isBusConnected = bus.isConnected;
  const database = config.MONGO_DB ?? `wangge_${manifest.name}`;
  let connecting: Promise<MongoStore> | undefined;
  /** Connected when it is first asked for: a service without a store needs none. */
  const mongo = (): Promise<MongoStore> =>
    (connecting ??= connectMongo({ url: config.MONGO_URL, database, name: config.NODE_ID }));
  const redis = config.REDIS_URL === undefined ? undefined : connectRedis(config.REDIS_URL, log);

  const stores: (Pick<DeciderStore<unknown, unknown, unknown>, "sweep" | "stop" | "backlog"> & {
    readonly name: string;
  })[] = [];
  const registers: mongoose.Connection[] = [];
  const store: StoreFactory = {
    decider: async <State, Command, Event extends { readonly type: string }>(
      collection: string,
      decider: Decider<State, Command, Event>,
      options: DeciderStoreOptions<State, Event> & CollectionOptions,
    ) => {
      const persistence = await mongoPersistence<State, Event>(await mongo(), collection, options);
      const made = deciderStore(decider, options, { persistence, bus, log, service: manifest.name });
      stores.push({ name: collection, ...made });
      return made;
    },
    counter: (collection) => async (name, count) => mongoCounter(await mongo(), collection)(name, count),
    blobs: async (bucket) => mongoBlobs(await mongo(), bucket),
    mongoose: async () => {
      // Loaded where it is asked for: most services start without it, a quarter of a second sooner.
      const { default: library } = await import("mongoose");
      const connection = await library
        .createConnection(config.MONGO_URL, { dbName: database, appName: config.NODE_ID, ...mongoLine })
        .asPromise();
      traceMongo(connection.getClient());
      registers.push(connection);
      return connection;
    },
  };

  let broker: OwnBroker | undefined;
  const theBroker = (): Broker => {
    if (broker === undefined) throw new Error("no calls before the service has started");
    return broker;
  };
  const early: (() => void)[] = [];
  const late: Broker = {
    call: (...call) => theBroker().call(...call),
    callForText: (...call) => theBroker().callForText(...call),
    callOn: (...call) => theBroker().callOn(...call),
    announced: () => broker?.announced() ?? [],
    instances: () => broker?.instances() ?? [],
    onChange: (listener) => {
      if (broker === undefined) early.push(listener);
      else broker.onChange(listener);
    },
    start: () => theBroker().start(),
    stop: () => theBroker().stop(),
  };
  const grants = config.GRANTS_FILE === undefined ? undefined : grantsFile(config.GRANTS_FILE, log);
  const composed = await compose({ config, clock, log, store, bus, call: late.call, broker: late, redis, grants });
  const reads = composed.subscriptions.length > 0 || (composed.followers ?? []).length > 0;
  const letters = reads ? await openLetterDesk(manifest.name, store, events) : undefined;
  let lag: LagWatch | undefined;
  const status = async (): Promise<InstanceStatus> => {
    await lag?.look();
    const reason = state === "ready" ? notReady() : state;
    return {
      ...{ service: manifest.name, node: config.NODE_ID, version: config.SERVICE_VERSION, startedAt },
      ...(reason === undefined ? {} : { notReady: reason }),
      consumers: [...(lag?.told() ?? [])],
      outboxes: stores.map(({ name, backlog }) => outboxOf(name, backlog())),
      deadLetters: (await letters?.openCount()) ?? 0,
    };
  };
  const definition: ServiceDefinition = {
    ...composed,
    actions: { ...composed.actions, ...operationActions({ status, letters }) },
  };
  broker = createBroker({
    nodeId: config.NODE_ID,
    connection: calls,
    requestTimeoutMs: config.REQUEST_TIMEOUT_MS,
    log,
    definition,
    grants,
  });
  if (grants === undefined) log.info({}, "no GRANTS_FILE: calls are not asked for their purpose");
  for (const listener of early) broker.onChange(listener);

  const leftovers = (await Promise.all(stores.map((one) => one.sweep()))).reduce((sum, count) => sum + count, 0);
  if (leftovers > 0) log.info({ leftovers }, "published what an earlier process had saved");
  await broker.start();
  await definition.onStart?.();
  const { subscriptions, followers } = definition;
  const consumptions = await subscribeAll(manifest.name, subscriptions, bus, followers, letters);
  const watch = watchLag(consumptions, log);
  lag = watch;
  const unwatchLoop = watchLoop();
  if (definition.notReady !== undefined) notReady = definition.notReady;
  // Others ask whoever is announced, in turn: not before it can answer.
  await broker.open();
  state = "ready";
  log.info({ health: health.port, database }, "ready");

  const stop = async (): Promise<void> => {
    if (state === "stopping") return;
    state = "stopping";
    log.info({}, "draining");
    await definition.onDrain?.();
    await watch.stop();
    await Promise.all(consumptions.map((consumption) => consumption.stop()));
    await broker.stop();
    await definition.onStop?.();
    await Promise.all(stores.map((one) => one.stop()));
    await bus.close();
    if (!calls.isClosed()) await calls.drain();
    await Promise.all(registers.map((connection) => connection.close()));
    await (await connecting)?.client.close();
    redis?.disconnect();
    unwatchLoop();
    await health.close();
    log.info({}, "stopped");
  };
  return { healthPort: health.port, stop };
};

/** `main.ts` of a service: runs until SIGTERM or SIGINT, drains, and leaves with 0. A bug nobody caught ends the process. */
export const runService = async <Config extends BaseConfig>(options: RunOptions<Config>): Promise<void> => {
  const log = createLog(options.config.NODE_ID, options.config.LOG_LEVEL);
  const leave = (code: number): never => process.exit(code);
  let running: Running | undefined;
  const drain = (signal: NodeJS.Signals): void => {
    setTimeout(() => {
      log.error({ signal }, "did not drain in time");
      leave(1);
    }, options.config.DRAIN_TIMEOUT_MS).unref();
    if (running === undefined) leave(0);
    running?.stop().then(
      () => leave(0),
      (error: unknown) => {
        log.error({ error: messageOf(error) }, "stop failed");
        leave(1);
      },
    );
  };
  process.once("SIGTERM", drain);
  process.once("SIGINT", drain);
  for (const event of ["uncaughtException", "unhandledRejection"] as const)
    process.on(event, (error: unknown) => {
      log.error({ error: messageOf(error), stack: error instanceof Error ? error.stack : undefined }, event);
      leave(1);
    });
  running = await startService(options);
};
