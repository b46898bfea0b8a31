import { consumerName, filterSubject, PARTITIONS, streamOf, type Manifest } from "@wangge/contracts";

/** What has to exist on the bus before services start. Made from their manifests, never by them. */
export interface StreamPlan {
  readonly name: string;
  readonly subjects: readonly string[];
  /** Events get their partition put before the key. */
  readonly partitioned: boolean;
}

export interface ConsumerPlan {
  readonly stream: string;
  readonly name: string;
  readonly filter: string;
  readonly mode: "each" | "owner";
  readonly service: string;
}

export interface Topology {
  readonly streams: readonly StreamPlan[];
  readonly consumers: readonly ConsumerPlan[];
}

export const DEAD_LETTERS = "DLQ";
export const REDRIVE = "REDRIVE";

export const redriveConsumer = (service: string): string => `${service}--redrive`;

const consumersOf = ({ name: service, subscribes }: Manifest): readonly ConsumerPlan[] => {
  const own = subscribes.flatMap(({ event: { subject }, mode }): readonly ConsumerPlan[] => {
    const plan = (partition?: number): ConsumerPlan => ({
      stream: streamOf(subject),
      name: consumerName(service, subject, partition),
      filter: filterSubject(subject, partition),
      mode: partition === undefined ? "each" : "owner",
      service,
    });
    return mode === "each" ? [plan()] : Array.from({ length: PARTITIONS }, (_, partition) => plan(partition));
  });
  if (own.length === 0) return [];
  return [
    ...own,
    { stream: REDRIVE, name: redriveConsumer(service), filter: `redrive.${service}.>`, mode: "each", service },
  ];
};

export const topologyOf = (manifests: readonly Manifest[]): Topology => ({
  streams: [
    ...manifests
      .filter(({ publishes }) => publishes.length > 0)
      .map(({ name }) => ({ name: `EVT_${name.toUpperCase()}`, subjects: [`evt.${name}.>`], partitioned: true })),
    { name: DEAD_LETTERS, subjects: ["dlq.>"], partitioned: false },
    { name: REDRIVE, subjects: ["redrive.>"], partitioned: false },
  ],
  consumers: manifests.flatMap(consumersOf),
});

/** The partition that the server's `{{partition(8,…)}}` gives a key: FNV-1a over its bytes. */
export const partitionOf = (key: string, partitions = PARTITIONS): number => {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(key)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash % partitions;
};

/** The stream that takes a published subject: `evt.dispatch.case.filed.v1.<grid>` → `EVT_DISPATCH`. */
export const streamOfPublished = (subject: string): string => streamOf(subject.slice("evt.".length));

/** Where a published subject lies in its stream: with the partition before the key. */
export const storedSubject = (subject: string): string => {
  const cut = subject.lastIndexOf(".");
  return `${subject.slice(0, cut)}.${String(partitionOf(subject.slice(cut + 1)))}${subject.slice(cut)}`;
};

/** NATS subject matching: `*` is one token, a final `>` is one or more. */
export const matches = (filter: string, subject: string): boolean => {
  const wanted = filter.split(".");
  const tokens = subject.split(".");
  for (const [index, token] of wanted.entries()) {
    if (token === ">") return tokens.length > index;
    if (tokens[index] === undefined || (token !== "*" && token !== tokens[index])) return false;
  }
  return wanted.length === tokens.length;
};
