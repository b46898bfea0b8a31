import { jetstreamManager, type ConsumerConfig, type JetStreamManager, type StreamConfig } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { PARTITIONS } from "@wangge/contracts";
import type { Topology } from "./topology.ts";

const SECOND = 1e9;

export interface ProvisionOptions {
  /** Copies of each stream: 3 in production, 1 on one machine. */
  readonly replicas: number;
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

const consumerConfig = ({ name, filter, mode }: Topology["consumers"][number]): Partial<ConsumerConfig> => ({
  durable_name: name,
  name,
  filter_subject: filter,
  deliver_policy: "all",
  ack_wait: 30 * SECOND,
  max_deliver: -1,
  max_ack_pending: 5_000,
  ...(mode === "owner"
    ? {
        ack_policy: "all",
        priority_policy: "pinned_client",
        priority_groups: ["owner"],
        priority_timeout: 5 * SECOND,
      }
    : { ack_policy: "explicit" }),
});

/** Creates what is missing. Existing streams and consumers stay as they are, with their messages and places. */
export const provision = async (
  connection: NatsConnection,
  topology: Topology,
  { replicas }: ProvisionOptions,
): Promise<Changes> => {
  const manager: JetStreamManager = await jetstreamManager(connection);
  const changes: string[] = [];
  for (const stream of topology.streams) {
    if ((await orUndefined(manager.streams.info(stream.name))) !== undefined) continue;
    await manager.streams.add(streamConfig(stream, replicas));
    changes.push(`stream ${stream.name}`);
  }
  for (const consumer of topology.consumers) {
    if ((await orUndefined(manager.consumers.info(consumer.stream, consumer.name))) !== undefined) continue;
    await manager.consumers.add(consumer.stream, consumerConfig(consumer));
    changes.push(`consumer ${consumer.stream}/${consumer.name}`);
  }
  return changes;
};
