import { AsyncLocalStorage } from "node:async_hooks";
import { publishSubject, schemaUrn, serviceOf, streamOf, type DataOf, type Envelope } from "@wangge/contracts";
import type { EventContract, Manifest } from "@wangge/contracts";
import { memoryBus, type MemoryBus } from "../bus/memory.ts";
import { DEAD_LETTERS } from "../bus/topology.ts";
import { settableClock, type SettableClock } from "../clock.ts";
import { DomainError } from "../errors.ts";
import { newId } from "../ids.ts";
import { silentLog } from "../log.ts";
import { runAction, type Broker, type Call, type WireMeta } from "../service/broker.ts";
import type { ServiceDefinition } from "../service/define.ts";
import type { Grants } from "../service/grants.ts";
import type { Parts, StoreFactory } from "../service/runner.ts";
import { subscribeAll } from "../service/subscribe.ts";
import { deciderStore } from "../store/decider-store.ts";
import { memoryBlobs, type BlobStore } from "../store/blobs.ts";
import type { StoredDocument } from "../store/document.ts";
import { memoryPersistence } from "../store/memory.ts";
import type { DeciderStore } from "../store/port.ts";

export interface MemoryPlatformOptions<Config> {
  /** The service's own first, then those of every service whose events it reads. */
  readonly manifests: readonly Manifest[];
  readonly compose: (parts: Parts<Config>) => ServiceDefinition | Promise<ServiceDefinition>;
  readonly config?: Config;
  /** Answers of other services, by the name of the action: `registry.resolve`. */
  readonly calls?: Readonly<Record<string, (input: never) => unknown>>;
  /** What provisioning grants. Default: it wrote no file. */
  readonly grants?: Grants;
  /** Where the clock stands. Default: the morning of 2017-12-27 in Chengdu. */
  readonly at?: string;
  /** Pause before a message is tried again. Default: 1 ms. */
  readonly delay?: (deliveries: number) => number;
}

export interface DeliveryOptions {
  /** The message's id. Give the same one twice to deliver a message twice. */
  readonly id?: string;
  readonly actor?: string;
  readonly correlationId?: string;
  /** Its place in the history of what it is about. */
  readonly sequence?: number;
}

export interface GivenUp {
  readonly consumer: string;
  readonly code: string;
  readonly reason: string;
  readonly text: string;
}

/** One service on the memory bus and store: its edge can be asked and told, and looked at from outside. */
export interface MemoryPlatform {
  readonly definition: ServiceDefinition;
  readonly bus: MemoryBus;
  readonly clock: SettableClock;
  /** Asks one of its actions (`assign` or `dispatch.assign`), through parsing, rights and shaping. */
  readonly call: (action: string, input: unknown, meta?: WireMeta) => Promise<unknown>;
  /** Publishes a fact as its service would, and gives its id. */
  readonly publish: <Contract extends EventContract>(
    contract: Contract,
    data: DataOf<Contract>,
    options?: DeliveryOptions,
  ) => Promise<string>;
  /** The same, and waits until all that follows from it is done. */
  readonly deliver: <Contract extends EventContract>(
    contract: Contract,
    data: DataOf<Contract>,
    options?: DeliveryOptions,
  ) => Promise<string>;
  /** The data of all facts of this kind that are on the bus, in order. */
  readonly published: <Contract extends EventContract>(contract: Contract) => readonly DataOf<Contract>[];
  readonly deadLetters: () => readonly GivenUp[];
  readonly documents: (collection: string) => readonly StoredDocument<unknown, unknown>[];
  /** Puts back what `documents` gave: another start of the service on the same store. */
  readonly restore: (collection: string, documents: readonly StoredDocument<unknown, unknown>[]) => void;
  readonly blobs: (bucket: string) => BlobStore;
  /** Resolves when everything saved is published and every message is handled, given up, or waits for another try. */
  readonly settle: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

const wire = <T>(value: T): T => (value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T));

const counters = (): ((key: string, count: number) => Promise<number>) => {
  const last = new Map<string, number>();
  return (key, count) => {
    const first = (last.get(key) ?? 0) + 1;
    last.set(key, first + count - 1);
    return Promise.resolve(first);
  };
};

/** The action by GET that is being answered. */
const answering = new AsyncLocalStorage<{ readonly name: string; readonly notes: readonly string[] } | undefined>();

/** 安全方法: whoever looks changes nothing, but for what an action says that it notes of the reading. */
const heldToReading = (collection: string, persistence: ReturnType<typeof memoryPersistence>): typeof persistence => ({
  ...persistence,
  write: (changes) => {
    const reading = answering.getStore();
    if (reading !== undefined && !reading.notes.includes(collection))
      throw new Error(`${reading.name} is asked by GET, and changes ${collection}`);
    return persistence.write(changes);
  },
});

const brokerOf = (call: Call): Broker => ({
  call,
  callForText: async (...asked) => JSON.stringify((await call(...asked)) ?? null),
  announced: () => [],
  instances: () => [],
  callOn: (_node, _timeoutMs, ...asked) => call(...asked),
  onChange: () => undefined,
  start: () => Promise.resolve(),
  stop: () => Promise.resolve(),
});

/** Starts one service without engines, wired as the runner wires it. */
export const memoryPlatform = async <Config = Record<string, never>>({
  manifests,
  compose,
  config = {} as Config,
  calls = {},
  grants,
  at = "2017-12-27T01:00:00.000Z",
  delay = () => 1,
}: MemoryPlatformOptions<Config>): Promise<MemoryPlatform> => {
  const bus = memoryBus(manifests, delay);
  const clock = settableClock(at);
  const stores: Pick<DeciderStore<unknown, unknown, unknown>, "flush" | "stop">[] = [];
  const collections = new Map<string, ReturnType<typeof memoryPersistence>>();
  const buckets = new Map<string, BlobStore>();
  const blobs = (bucket: string): BlobStore => {
    const one = buckets.get(bucket) ?? memoryBlobs();
    buckets.set(bucket, one);
    return one;
  };
  const service = manifests[0]?.name ?? "";

  const store: StoreFactory = {
    decider: (collection, decider, options) => {
      const persistence = heldToReading(collection, memoryPersistence());
      const made = deciderStore(decider, options, { persistence, bus, log: silentLog, service } as never);
      stores.push(made);
      collections.set(collection, persistence);
      return Promise.resolve(made);
    },
    counter: counters,
    blobs: (bucket) => Promise.resolve(blobs(bucket)),
    mongoose: () => Promise.reject(new Error("the memory platform has no mongoose: give the service a port")),
  };

  const call: Call = async (name, input, meta = {}) => {
    const other = calls[name];
    if (other !== undefined) return wire(await other(wire(input) as never));
    const own = definition?.actions[name.slice(name.indexOf(".") + 1)];
    if (own === undefined || (name.includes(".") && serviceOf(name) !== service))
      throw new DomainError("unavailable", "service.unavailable", `Nobody answers ${name} here`);
    const reading = own.rest?.startsWith("GET ") === true ? { name, notes: own.notes ?? [] } : undefined;
    return wire(await answering.run(reading, () => runAction(name, own, wire(input), meta)));
  };

  let definition: ServiceDefinition | undefined;
  const parts = {
    ...{ config, clock, log: silentLog, store, bus, call, broker: brokerOf(call), redis: undefined },
    grants: grants && (() => grants),
  };
  const composed = await compose(parts);
  definition = composed;
  if (composed.manifest.name !== service)
    throw new Error(`${composed.manifest.name} is not the first of the manifests`);
  await composed.onStart?.();
  await subscribeAll(service, composed.subscriptions, bus, composed.followers);

  const publish: MemoryPlatform["publish"] = async (
    contract,
    data,
    { id = newId(), actor, correlationId, sequence } = {},
  ) => {
    const { subject: type } = contract;
    const key = contract.key(data);
    const envelope: Envelope = {
      specversion: "1.0",
      id,
      source: serviceOf(type),
      type,
      subject: key,
      time: clock.now(),
      datacontenttype: "application/json",
      dataschema: schemaUrn(type),
      actor,
      correlationid: correlationId,
      ...(sequence === undefined ? {} : { sequence: String(sequence) }),
      data,
    };
    await bus.publish([{ id, subject: publishSubject(type, key), body: JSON.stringify(envelope) }]);
    return id;
  };

  const settle = async (): Promise<void> => {
    // What is published wakes handlers, which save, which publishes: until a round brings nothing new.
    for (let before = -1, now = 0; before !== now;) {
      before = now;
      await Promise.all(stores.map((one) => one.flush()));
      await bus.settle();
      await Promise.all(stores.map((one) => one.flush()));
      now = manifests.reduce((sum, { name }) => sum + bus.stored(`EVT_${name.toUpperCase()}`).length, 0);
    }
  };

  return {
    definition: composed,
    bus,
    clock,
    call,
    publish,
    deliver: async (contract, data, options) => {
      const id = await publish(contract, data, options);
      await settle();
      return id;
    },
    published: <Contract extends EventContract>(contract: Contract) =>
      bus
        .stored(streamOf(contract.subject))
        .map(({ text }) => JSON.parse(text) as Envelope)
        .filter(({ type }) => type === contract.subject)
        .map(({ data }) => contract.data.parse(data) as DataOf<Contract>),
    deadLetters: () =>
      bus.stored(DEAD_LETTERS).map(({ subject, headers, text }) => ({
        consumer: subject.split(".").slice(2).join("."),
        code: headers["Wangge-Code"] ?? "",
        reason: headers["Wangge-Reason"] ?? "",
        text,
      })),
    documents: (collection) => collections.get(collection)?.all() ?? [],
    restore: (collection, documents) => {
      collections.get(collection)?.restore(documents);
    },
    blobs,
    settle,
    stop: async () => {
      await bus.close();
      await composed.onStop?.();
      await Promise.all(stores.map((one) => one.stop()));
    },
  };
};
