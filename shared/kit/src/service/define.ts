import type { DataOf, Envelope, EventContract, Manifest } from "@wangge/contracts";
import type { z } from "zod";
import type { BatchHandler } from "../bus/port.ts";
import type { Meta } from "../store/port.ts";
import type { Access, Actor } from "./actor.ts";
import type { Grant } from "./grants.ts";

/** What comes with a call besides its input. */
export interface CallContext {
  readonly actor: Actor | undefined;
  /** For the store: message id (the idempotency key, where one was given), actor, trace. */
  readonly meta: Meta;
  readonly idempotencyKey: string | undefined;
  /** Of the network, where somebody outside asks. For limits: it is never kept. */
  readonly address?: string | undefined;
  /** By what another department asks, and on what basis: for records of who has read what. */
  readonly grant?: Grant | undefined;
}

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface Action {
  /** `POST /cases/:caseId/assign`; absent: only on the bus. */
  readonly rest?: string;
  readonly summary: string;
  readonly access: Access;
  /** Safe to ask again when no answer came. */
  readonly idempotent: boolean;
  /** Status of a success. Default 200. */
  readonly status?: number;
  /** Size of the body that it takes over HTTP, where the usual limit is too small; the gateway has the last word. */
  readonly bodyBytes?: number;
  /**
   * 媒体类型 that it takes over HTTP besides JSON: `image/jpeg`. Such a body, or the one file of a `multipart/form-data`, arrives in the
   * input as `content`, in base64; everything else comes from path, query and form fields. `bodyBytes` limits the bytes themselves.
   */
  readonly media?: readonly string[];
  /** Media types that it answers with instead of JSON; its output is then `BytesAnswer`. */
  readonly answers?: readonly string[];
  /** Of an action by GET: collections in which it writes down that somebody has read. Nothing else may change by it. */
  readonly notes?: readonly string[];
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  readonly run: (input: never, context: CallContext) => Promise<unknown>;
}

interface ActionOptions<Input extends z.ZodType, Output extends z.ZodType> {
  readonly rest?: `${Method} /${string}`;
  readonly summary: string;
  readonly access: Access;
  readonly idempotent?: boolean;
  readonly status?: number;
  readonly bodyBytes?: number;
  readonly media?: readonly string[];
  readonly answers?: readonly string[];
  readonly notes?: readonly string[];
  readonly input: Input;
  readonly output: Output;
  readonly run: (input: z.output<Input>, context: CallContext) => Promise<z.input<Output>>;
}

/** One question that callers may ask. Types come from the schemas; reads (GET) are idempotent by themselves. */
export const action = <Input extends z.ZodType, Output extends z.ZodType>(
  options: ActionOptions<Input, Output>,
): Action => ({ ...options, idempotent: options.idempotent ?? options.rest?.startsWith("GET ") ?? false });

/** One event as a handler sees it. */
export interface Received<Data> {
  readonly data: Data;
  readonly meta: Meta;
  readonly envelope: Envelope;
}

export type BatchResult = { readonly ok: true } | { readonly ok: false; readonly error: unknown };

export interface EventHandler {
  readonly event: EventContract;
  readonly mode: "each" | "partitioned";
  readonly handle: (received: readonly Received<never>[]) => Promise<readonly BatchResult[]>;
  /** `partitioned`: this process owns the partition from now on. */
  readonly onOwner?: (partition: number) => Promise<void>;
}

const resultOf = async (work: Promise<unknown>): Promise<BatchResult> => {
  try {
    await work;
    return { ok: true };
  } catch (error) {
    return { ok: false, error };
  }
};

/**
 * When this happens, do that: one event at a time for each key, different keys side by side.
 * @param keyOf by default the event's own. Whoever changes one thing an event names that thing: a whole grid's events one after the other wait for a save each
 */
export const on = <Contract extends EventContract>(
  event: Contract,
  handle: (data: DataOf<Contract>, meta: Meta, envelope: Envelope) => Promise<unknown>,
  keyOf: (data: DataOf<Contract>) => string = (data) => event.key(data),
): EventHandler => ({
  event,
  mode: "each",
  handle: async (received: readonly Received<DataOf<Contract>>[]) => {
    const results: BatchResult[] = [];
    const byKey = Map.groupBy(received.entries(), ([, { data }]) => keyOf(data));
    const ofKey = async (entries: readonly [number, Received<DataOf<Contract>>][]): Promise<void> => {
      for (const [index, { data, meta, envelope }] of entries)
        results[index] = await resultOf(handle(data, meta, envelope));
    };
    await Promise.all([...byKey.values()].map(ofKey));
    return results;
  },
});

/** The same with a key of its own, for handlers of several events. */
export const onBy =
  <Data>(keyOf: (data: Data) => string) =>
  <Schema extends z.ZodType<Data>>(
    event: EventContract<string, Schema>,
    handle: Parameters<typeof on<EventContract<string, Schema>>>[1],
  ): EventHandler =>
    on(event, handle, keyOf);

/** The same for whole batches of a partition, in order: the hot path. */
export const onBatch = <Contract extends EventContract>(
  event: Contract,
  handle: (received: readonly Received<DataOf<Contract>>[]) => Promise<readonly BatchResult[]>,
  onOwner?: (partition: number) => Promise<void>,
): EventHandler => ({ event, mode: "partitioned", handle, ...(onOwner === undefined ? {} : { onOwner }) });

/** Takes a whole stream as it comes: nothing of it is parsed on the way. */
export interface Follower {
  readonly stream: string;
  readonly handle: BatchHandler;
}

export interface ServiceDefinition {
  readonly manifest: Manifest;
  readonly actions: Readonly<Record<string, Action>>;
  readonly subscriptions: readonly EventHandler[];
  readonly followers?: readonly Follower[];
  /** Work before the first message, such as filling a register that is empty. */
  readonly onStart?: () => Promise<void>;
  /** Before anything else stops: take nothing more from outside and finish what is in hand. Calls still work. */
  readonly onDrain?: () => Promise<void>;
  readonly onStop?: () => Promise<void>;
  /** Why it cannot do its work now, or nothing: becomes part of `/readyz`. */
  readonly notReady?: () => string | undefined;
}

/** Checks that the service does what its manifest says, no more and no less. */
export const defineService = (definition: ServiceDefinition): ServiceDefinition => {
  const { manifest, subscriptions, followers = [] } = definition;
  const wanted = [
    ...manifest.subscribes.map(({ event, mode }) => `${event.subject} ${mode}`).sort(),
    ...(manifest.follows ?? []).toSorted(),
  ];
  const given = [
    ...subscriptions.map(({ event, mode }) => `${event.subject} ${mode}`).sort(),
    ...followers.map(({ stream }) => stream).sort(),
  ];
  if (JSON.stringify(wanted) !== JSON.stringify(given))
    throw new Error(
      `${manifest.name}: its manifest subscribes to [${wanted.join(", ")}], the service to [${given.join(", ")}]`,
    );
  return definition;
};
