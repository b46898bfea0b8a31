import { jetstreamManager, type ConsumerConfig, type JetStreamManager, type StreamConfig } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { PARTITIONS } from "@wangge/contracts";
import type { ConsumerPlan, Topology } from "./topology.ts";

const SECOND = 1e9;
const DAY = 86_400 * SECOND;

export interface ProvisionOptions {
  /** Copies of each stream: 3 in production, 1 on one machine. */
  readonly replicas: number;
  /** Durables that may go, with their places: `EVT_DISPATCH/appraisal--case-closed-v1`. */
  readonly remove?: readonly string[];
}

/** One thing that is not as the plan says. */
export interface ProvisionChange {
  /** `stays`: nobody planned it, and nobody asked to remove it. `cannot`: the server does not change this in place. */
  readonly action: "add" | "change" | "remove" | "stays" | "cannot";
  readonly kind: "stream" | "consumer" | "principal";
  readonly name: string;
  readonly detail?: string;
  /** What is lost for good when it is done. */
  readonly loses?: string;
}

export interface BusChange extends ProvisionChange {
  readonly run: () => Promise<unknown>;
}

/** What changed, a line each. Empty when everything was as it should be. */
export type Changes = readonly string[];

const nothingThere = (error: unknown): boolean =>
  error instanceof Error && "code" in error && [10014, 10059].includes(Number(error.code));

const orUndefined = async <T>(asked: Promise<T>): Promise<T | undefined> =>
  asked.catch((error: unknown) => {
    if (nothingThere(error)) return undefined;
    throw error;
  });

const streamConfig = (
  { name, subjects, partitioned }: Topology["streams"][number],
  replicas: number,
): Partial<StreamConfig> & { name: string } => ({
  name,
  subjects: [...subjects],
  storage: "file",
  retention: "limits",
  num_replicas: replicas,
  duplicate_window: 120 * SECOND,
  allow_direct: true,
  allow_atomic: true,
  deny_delete: true,
  deny_purge: true,
  ...(partitioned
    ? {
        subject_transform: {
          src: subjects[0]?.replace(">", "*.*.*.*") ?? "",
          dest:
            subjects[0]?.replace(
              ">",
              `{{wildcard(1)}}.{{wildcard(2)}}.{{wildcard(3)}}.{{partition(${PARTITIONS},4)}}.{{wildcard(4)}}`,
            ) ?? "",
        },
      }
    : {}),
});

const consumerConfig = ({ name, filter, filters, mode, limits }: ConsumerPlan): Partial<ConsumerConfig> => ({
  durable_name: name,
  name,
  ...(filters === undefined ? { filter_subject: filter } : { filter_subjects: [...filters] }),
  deliver_policy: "all",
  ack_wait: 30 * SECOND,
  max_deliver: limits?.deliveries ?? -1,
  max_ack_pending: limits?.unacknowledged ?? 5_000,
  ...(limits === undefined ? {} : { inactive_threshold: limits.awayDays * DAY }),
  ...(mode === "owner"
    ? {
        ack_policy: "all",
        priority_policy: "pinned_client",
        priority_groups: ["owner"],
        priority_timeout: 5 * SECOND,
      }
    : { ack_policy: "explicit" }),
});

/** The server changes these in place; for the rest a consumer has to be made anew, and loses its place. */
const CHANGEABLE: ReadonlySet<string> = new Set([
  ...["subjects", "num_replicas", "duplicate_window", "allow_direct", "allow_atomic", "deny_delete", "deny_purge"],
  ...["subject_transform", "filter_subject", "filter_subjects", "ack_wait", "max_deliver", "max_ack_pending"],
  "inactive_threshold",
]);

/** By content: the server orders fields in its own way. */
const sameValue = (wanted: unknown, there: unknown): boolean => {
  if (typeof wanted !== "object" || wanted === null) return wanted === there;
  if (typeof there !== "object" || there === null) return false;
  return Object.entries(wanted).every(([key, value]) => sameValue(value, (there as Record<string, unknown>)[key]));
};

const differences = (wanted: object, there: object): readonly string[] =>
  Object.entries(wanted)
    .filter(([field, value]) => !sameValue(value, (there as Record<string, unknown>)[field]))
    .map(([field]) => field);

const nothing = (): Promise<void> => Promise.resolve();

/** What has to be done with one thing that may be there already. */
const changeOf = (
  kind: "stream" | "consumer",
  name: string,
  wanted: object,
  there: object | undefined,
  ways: { readonly add: () => Promise<unknown>; readonly update: () => Promise<unknown> },
): readonly BusChange[] => {
  if (there === undefined) return [{ action: "add", kind, name, run: ways.add }];
  const fields = differences(wanted, there);
  if (fields.length === 0) return [];
  const fixed = fields.filter((field) => !CHANGEABLE.has(field));
  if (fixed.length > 0) return [{ action: "cannot", kind, name, detail: fixed.join(", "), run: nothing }];
  return [{ action: "change", kind, name, detail: fields.join(", "), run: ways.update }];
};

/** Durables that no plan names. They go only where it was said so: their place in the stream goes with them. */
const leftovers = async (
  manager: JetStreamManager,
  { consumers, streams }: Topology,
  remove: readonly string[],
): Promise<readonly BusChange[]> => {
  const planned = new Set(consumers.map(({ stream, name }) => `${stream}/${name}`));
  const found: BusChange[] = [];
  for (const { name: stream } of streams)
    for await (const { name, config, num_pending, num_ack_pending } of manager.consumers.list(stream)) {
      const id = `${stream}/${name}`;
      if (planned.has(id) || config.durable_name === undefined) continue;
      const loses = `its place, with ${String(num_pending + num_ack_pending)} messages to come`;
      found.push(
        remove.includes(id)
          ? {
              ...{ action: "remove", kind: "consumer", name: id, loses },
              run: () => manager.consumers.delete(stream, name),
            }
          : {
              action: "stays",
              kind: "consumer",
              name: id,
              detail: "name it under `removed` to let it go",
              run: nothing,
            },
      );
    }
  return found;
};

/** What would have to be done for the streams and durables to be as planned. Changes nothing; no stream is ever removed. */
export const planBus = async (
  connection: NatsConnection,
  topology: Topology,
  { replicas, remove = [] }: ProvisionOptions,
): Promise<readonly BusChange[]> => {
  const manager: JetStreamManager = await jetstreamManager(connection);
  const changes: BusChange[] = [];
  const missing = new Set<string>();
  for (const stream of topology.streams) {
    const config = streamConfig(stream, replicas);
    const there = (await orUndefined(manager.streams.info(stream.name)))?.config;
    if (there === undefined) missing.add(stream.name);
    changes.push(
      ...changeOf("stream", stream.name, config, there, {
        add: () => manager.streams.add(config),
        update: () => manager.streams.update(stream.name, config),
      }),
    );
  }
  for (const consumer of topology.consumers) {
    const { stream, name } = consumer;
    const config = consumerConfig(consumer);
    const there = (await orUndefined(manager.consumers.info(stream, name)))?.config;
    changes.push(
      ...changeOf("consumer", `${stream}/${name}`, config, there, {
        add: () => manager.consumers.add(stream, config),
        // The client adds what is there, and a durable has one filter or several.
        update: () =>
          manager.consumers.update(stream, name, {
            ...(consumer.filters === undefined ? { filter_subjects: [] } : { filter_subject: "" }),
            ...config,
          }),
      }),
    );
  }
  const present = { ...topology, streams: topology.streams.filter(({ name }) => !missing.has(name)) };
  return [...changes, ...(await leftovers(manager, present, remove))];
};

/** Makes streams and durables as planned, with their messages and places. Again changes nothing. */
export const provision = async (
  connection: NatsConnection,
  topology: Topology,
  options: ProvisionOptions,
): Promise<Changes> => {
  const changes = await planBus(connection, topology, options);
  for (const { run } of changes) await run();
  return changes
    .filter(({ action }) => action === "add" || action === "change" || action === "remove")
    .map(({ kind, name }) => `${kind} ${name}`);
};
