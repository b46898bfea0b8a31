/** The district: its services as processes on one bus and their stores, as the runner starts them, with every port in the hands of chance. */
import * as dispatch from "@wangge/dispatch";
import * as enforcement from "@wangge/enforcement";
import * as intake from "@wangge/intake";
import {
  deciderStore,
  DomainError,
  isDomainError,
  memoryBus,
  messageOf,
  runAction,
  subscribeAll,
  type BusImage,
  type Call,
  type DeciderStore,
  type Log,
  type MemoryBus,
  type Parts,
  type ServiceDefinition,
  type StoreFactory,
  type WireMeta,
} from "@wangge/kit";
import * as registry from "@wangge/registry";
import * as social from "@wangge/social";
import { settingsOf } from "./settings.ts";
import type { Draw } from "./draw.ts";
import type { Faults, Service } from "./faults.ts";
import { smallDivision } from "./ground.ts";
import type { Machine, Process } from "./machine.ts";
import { noPlant, type Plant } from "./plants.ts";
import { away, latencyOf, portsOf } from "./ports.ts";
import { storesFrom, type Persisted, type Stores, type StoresImage } from "./stores.ts";

const modules = { registry, intake, dispatch, enforcement, social };
export const manifests = Object.values(modules).map(({ manifest }) => manifest);

const ANSWER_MS = 5_000;
const START_AGAIN_MS = 1_000;

export interface WorldImage {
  readonly stores: StoresImage;
  readonly bus: BusImage;
}

export interface WorldOptions {
  readonly machine: Machine;
  readonly draw: Draw;
  readonly faults: Faults;
  /** Which services there are in this history, and how many processes of each. */
  readonly replicas: Readonly<Partial<Record<Service, number>>>;
  readonly image?: WorldImage | undefined;
  readonly plant?: Plant | undefined;
  readonly note: (text: string) => void;
  /** An error that is no answer: a bug. */
  readonly bug: (where: string, error: unknown) => void;
}

export interface World {
  readonly stores: Stores;
  readonly bus: MemoryBus;
  readonly start: () => void;
  readonly crash: (service: Service, ms: number) => void;
  /** Asks an action as the gateway does. */
  readonly ask: (name: string, input: unknown, meta: WireMeta) => Promise<unknown>;
  readonly isUp: () => boolean;
  readonly image: () => WorldImage;
}

interface Running {
  readonly service: Service;
  readonly place: number;
  readonly process: Process;
  readonly client: MemoryBus;
  definition?: ServiceDefinition;
  isReady: boolean;
}

const wire = <T>(value: T): T => (value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T));

/** Made once: it is the same in every history. */
let division: ReturnType<typeof smallDivision> | undefined;

const composed = (service: Service, parts: Parts<never>, stores: Stores): Promise<ServiceDefinition> => {
  switch (service) {
    case "registry":
      return registry.compose(parts, {
        division: () => (division ??= smallDivision()),
        registers: stores.registers,
      });
    case "intake":
      return intake.compose(parts);
    default:
      return modules[service].compose(parts);
  }
};

/** Consumers of services that are not there wait for nobody. */
const withPlacesOf = ({ streams, places }: BusImage, replicas: WorldOptions["replicas"]): BusImage => ({
  streams,
  places: new Map([...places].filter(([consumer]) => (consumer.split("--")[0] ?? "") in replicas)),
});

export const worldOf = (options: WorldOptions): World => {
  const { machine, draw, faults, replicas, image, plant = noPlant, note, bug } = options;
  const stores = storesFrom(image?.stores);
  const bus = memoryBus(manifests, undefined, image && withPlacesOf(image.bus, replicas));
  const clock = { ms: () => Math.floor(machine.now()), now: () => new Date().toISOString() };
  const running = new Map<string, Running>();
  const keyOf = (service: Service, place: number): string => `${service}.${String(place)}`;

  const logOf = ({ name }: Process): Log => {
    const nothing = (): void => undefined;
    const said = (level: string) => (fields: Readonly<Record<string, unknown>>, message: string) => {
      note(`  ${name} ${level}: ${message} ${JSON.stringify(fields)}`);
    };
    return { debug: nothing, info: nothing, warn: said("warns"), error: said("errs") };
  };

  const callTo = async (name: string, input: unknown, meta: WireMeta, from?: Process): Promise<unknown> => {
    const service = name.slice(0, name.indexOf(".")) as Service;
    const fault = faults.strike(service, "call");
    if (fault !== undefined) note(`! ${name} ${fault.harm}`);
    return new Promise((resolve, reject) => {
      const answer = (ms: number, run: () => void): void => {
        machine.outside(ms, run, from);
      };
      answer(ANSWER_MS, () => {
        reject(away());
      });
      machine.outside(latencyOf(draw) + (fault?.harm === "delay" ? fault.ms : 0), () => {
        const ready = [...running.values()].filter((one) => one.service === service && one.definition !== undefined);
        const target = ready.length === 0 ? undefined : draw.of(ready);
        const action = target?.definition?.actions[name.slice(name.indexOf(".") + 1)];
        if (target === undefined || action === undefined || fault?.harm === "refuse") {
          answer(latencyOf(draw), () => {
            reject(new DomainError("unavailable", "service.unavailable", `Nobody answers ${name}`));
          });
          return;
        }
        const run = async (): Promise<void> => {
          const asked = runAction(name, action, wire(input), meta);
          try {
            const value = wire(await asked);
            if (fault?.harm === "crash-after") crash(target, fault.ms);
            if (fault?.harm === "lose") return;
            answer(latencyOf(draw), () => {
              resolve(value);
            });
          } catch (error) {
            if (!isDomainError(error)) bug(name, error);
            answer(latencyOf(draw), () => {
              reject(error);
            });
          }
        };
        machine.as(target.process, () => void run());
      });
    });
  };

  const crash = (one: Running, ms: number): void => {
    if (!one.process.isAlive) return;
    note(`✝ ${one.process.name}, for ${String(Math.round(ms))} ms`);
    machine.kill(one.process);
    running.delete(keyOf(one.service, one.place));
    one.client.abandon();
    machine.outside(ms, () => {
      boot(one.service, one.place);
    });
  };

  const boot = (service: Service, place: number): void => {
    const process: Process = { name: keyOf(service, place), isAlive: true };
    const client = bus.connect();
    const one: Running = { service, place, process, client, isReady: false };
    running.set(process.name, one);
    const ports = portsOf({
      ...{ machine, faults, draw, service, process, note },
      crash: (ms) => {
        crash(one, ms);
      },
    });
    const ownBus = plant.bus(ports.bus(client), { machine, service, process });
    const log = logOf(process);
    const made: DeciderStore<never, never, never>[] = [];
    const store: StoreFactory = {
      decider: (collection, decider, more) => {
        const real = stores.collection(service, collection);
        const persistence = plant.persistence(ports.persistence(real), { service, collection, real });
        const store = deciderStore(decider, more, { persistence, bus: ownBus, log, service } as never);
        made.push(store as never);
        return Promise.resolve(store);
      },
      counter: (collection) => (name, count) =>
        ports.ask("write", { whole: () => stores.take(service, `${collection}/${name}`, count) }),
      blobs: (bucket) => Promise.resolve(stores.blobs(service, bucket)),
      mongoose: () => Promise.reject(new Error("a simulation has no mongoose")),
    };
    const call: Call = (name, input, meta = {}) => callTo(name, input, meta, process);
    const parts = {
      ...{ config: settingsOf(service), clock, log, store, bus: ownBus, call, redis: undefined },
      broker: {
        call,
        callForText: async (...asked: Parameters<Call>) => JSON.stringify((await call(...asked)) ?? null),
        announced: () => [],
        onChange: () => undefined,
        start: () => Promise.resolve(),
        stop: () => Promise.resolve(),
      },
    };
    const begin = async (): Promise<void> => {
      const definition = await composed(service, parts as never, stores);
      await Promise.all(made.map((one) => one.sweep()));
      one.definition = definition;
      await definition.onStart?.();
      await subscribeAll(service, definition.subscriptions, ownBus, definition.followers);
      one.isReady = true;
    };
    machine.as(process, () => {
      begin().catch((error: unknown) => {
        if (!isDomainError(error)) bug(`start of ${process.name}`, error);
        note(`  ${process.name} does not start: ${messageOf(error)}`);
        crash(one, START_AGAIN_MS);
      });
    });
  };

  const placesOf = (service: Service): readonly number[] =>
    Array.from({ length: replicas[service] ?? 0 }, (_, place) => place + 1);

  return {
    stores,
    bus,
    start: () => {
      for (const service of Object.keys(replicas) as Service[])
        for (const place of placesOf(service)) boot(service, place);
    },
    crash: (service, ms) => {
      const all = [...running.values()].filter((one) => one.service === service);
      if (all.length > 0) crash(draw.of(all), ms);
    },
    ask: (name, input, meta) => callTo(name, input, meta),
    isUp: () =>
      (Object.keys(replicas) as Service[]).every((service) =>
        placesOf(service).every((place) => running.get(keyOf(service, place))?.isReady === true),
      ),
    image: () => ({ stores: stores.image(), bus: bus.image() }),
  };
};
export type { Persisted };
