import { consumerName, filterSubject, followerName, PARTITIONS, streamOf } from "@wangge/contracts";
import { deadLetterSubject } from "./port.ts";

/** As much of a manifest as the bus needs: a department whose code is elsewhere gives it as data. */
export interface ManifestShape {
  readonly name: string;
  readonly publishes: readonly { readonly subject: string }[];
  readonly subscribes: readonly {
    readonly event: { readonly subject: string };
    readonly mode: "each" | "partitioned";
  }[];
  readonly calls: readonly string[];
  readonly reads?: readonly string[] | undefined;
  readonly follows?: readonly string[] | undefined;
}

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
  /** Whose it is. */
  readonly service: string;
  /** Instead of `filter`, where only some keys of an event are wanted. */
  readonly filters?: readonly string[];
  readonly limits?: ReaderLimits;
}

/** How much an integrator may leave undone. */
export interface ReaderLimits {
  /** Messages in hand at once. */
  readonly unacknowledged: number;
  /** Deliveries of one message; then it is passed over. */
  readonly deliveries: number;
  /** Without a sign of life for so long, its place is given up. */
  readonly awayDays: number;
}

export interface Topology {
  readonly streams: readonly StreamPlan[];
  readonly consumers: readonly ConsumerPlan[];
}

export const DEAD_LETTERS = "DLQ";
/** What became of them: put back (`redrive.>`) or discarded (`discarded.>`), and by whom. */
export const REDRIVE = "REDRIVE";
export const DISCARDED = "discarded";

export const redriveConsumer = (service: string): string => `${service}--redrive`;
/** A service knows its own dead letters, and what became of them, by these two. */
export const lettersConsumer = (service: string): string => `${service}--dead-letters`;
export const settledConsumer = (service: string): string => `${service}--settled`;

const followersOf = ({ name: service, follows = [] }: ManifestShape): readonly ConsumerPlan[] =>
  follows.map((stream) => ({
    stream,
    name: followerName(service, stream),
    filter: `evt.${stream.slice("EVT_".length).toLowerCase()}.>`,
    mode: "owner",
    service,
  }));

/** Own dead letters and nobody else's: what another service could not do may be no business of this one. */
const letterConsumersOf = (service: string, own: readonly ConsumerPlan[]): readonly ConsumerPlan[] => [
  {
    ...{ stream: DEAD_LETTERS, name: lettersConsumer(service), filter: "dlq.>", mode: "each", service },
    filters: own.map(({ stream, name }) => deadLetterSubject(stream, name)),
  },
  {
    ...{ stream: REDRIVE, name: settledConsumer(service), filter: ">", mode: "each", service },
    filters: [`redrive.${service}.>`, `${DISCARDED}.${service}.>`],
  },
];

const consumersOf = (manifest: ManifestShape): readonly ConsumerPlan[] => {
  const { name: service, subscribes } = manifest;
  const events = subscribes.flatMap(({ event: { subject }, mode }): readonly ConsumerPlan[] => {
    const plan = (partition?: number): ConsumerPlan => ({
      stream: streamOf(subject),
      name: consumerName(service, subject, partition),
      filter: filterSubject(subject, partition),
      mode: partition === undefined ? "each" : "owner",
      service,
    });
    return mode === "each" ? [plan()] : Array.from({ length: PARTITIONS }, (_, partition) => plan(partition));
  });
  const own = [...events, ...followersOf(manifest)];
  if (own.length === 0) return [];
  const redrive: ConsumerPlan = {
    ...{ stream: REDRIVE, name: redriveConsumer(service), filter: `redrive.${service}.>` },
    ...{ mode: "each", service },
  };
  return [...own, redrive, ...letterConsumersOf(service, [...own, redrive])];
};

export const topologyOf = (manifests: readonly ManifestShape[]): Topology => ({
  streams: [
    ...manifests
      .filter(({ publishes }) => publishes.length > 0)
      .map(({ name }) => ({ name: `EVT_${name.toUpperCase()}`, subjects: [`evt.${name}.>`], partitioned: true })),
    { name: DEAD_LETTERS, subjects: ["dlq.>"], partitioned: false },
    { name: REDRIVE, subjects: ["redrive.>", `${DISCARDED}.>`], partitioned: false },
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

/** Filters are few and asked for again and again; of subjects the last one is. */
const split = new Map<string, readonly string[]>();
let last = { subject: "", tokens: [""] as readonly string[] };
const tokensOf = (subject: string): readonly string[] => {
  if (last.subject !== subject) last = { subject, tokens: subject.split(".") };
  return last.tokens;
};

/** NATS subject matching: `*` is one token, a final `>` is one or more. */
export const matches = (filter: string, subject: string): boolean => {
  let wanted = split.get(filter);
  if (wanted === undefined) {
    if (split.size > 5_000) split.clear();
    split.set(filter, (wanted = filter.split(".")));
  }
  const tokens = tokensOf(subject);
  for (const [index, token] of wanted.entries()) {
    if (token === ">") return tokens.length > index;
    if (tokens[index] === undefined || (token !== "*" && token !== tokens[index])) return false;
  }
  return wanted.length === tokens.length;
};
