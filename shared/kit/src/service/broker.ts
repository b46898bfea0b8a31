import type { NatsConnection } from "@nats-io/transport-node";
import { Errors, ServiceBroker, type Context, type ServiceSchema } from "moleculer";
import { z } from "zod";
import { NAMESPACE } from "../bus/permissions.ts";
import {
  DomainError,
  httpStatusOf,
  invalidInput,
  isDomainError,
  messageOf,
  spelledKey,
  type ErrorKind,
} from "../errors.ts";
import { idFrom } from "../ids.ts";
import type { Log } from "../log.ts";
import { histogram, inSpan, isTraceparent, metrics, newTraceparent, SpanKind } from "../telemetry/index.ts";
import { authorize, type Actor } from "./actor.ts";
import type { Action, CallContext, ServiceDefinition } from "./define.ts";
import { NatsTransporter, Unread } from "./transporter.ts";

/** What travels beside the input of a call. */
export interface WireMeta {
  readonly actor?: Actor;
  readonly traceparent?: string;
  readonly correlationId?: string;
  readonly idempotencyKey?: string;
  /** Set by the gateway: someone outside asks, and has only the rights of `actor`. */
  readonly external?: boolean;
  /** Set by the gateway: where on the network he asks from. */
  readonly address?: string;
}

/** What a node says of an action, besides its name: enough for the gateway to offer it over HTTP and to describe it. */
export interface Announcement {
  readonly rest?: string;
  readonly summary: string;
  readonly access: Action["access"];
  readonly idempotent: boolean;
  readonly status: number;
  readonly bodyBytes?: number;
  readonly media?: readonly string[];
  readonly answers?: readonly string[];
  readonly input: unknown;
  readonly output: unknown;
}

const durations = histogram(metrics.actions, "time of actions");

const toWire = (error: unknown): Error => {
  if (!isDomainError(error)) return error instanceof Error ? error : new Error(String(error));
  const { kind, code, details, message } = error;
  return new Errors.MoleculerError(message, httpStatusOf[kind], code, { kind, details });
};

interface WireError extends Error {
  readonly type?: string;
  readonly data?: { readonly kind?: ErrorKind; readonly details?: Readonly<Record<string, unknown>> };
}

/** Errors as they were before the wire; a callee that is away is `unavailable`. */
export const fromWire = (error: unknown): unknown => {
  if (!(error instanceof Error) || isDomainError(error)) return error;
  const { type, data, name, message } = error as WireError;
  if (data?.kind !== undefined && type !== undefined)
    return new DomainError(data.kind, type, message, data.details ?? {});
  const away = [
    "ServiceNotFoundError",
    "ServiceNotAvailableError",
    "RequestTimeoutError",
    "BrokerDisconnectedError",
    "QueueIsFullError",
    "RequestRejectedError",
  ];
  return away.includes(name)
    ? new DomainError("unavailable", "service.unavailable", "A service does not answer", {}, { cause: error })
    : error;
};

/** zod names the keys that it does not know, and people put values in their place. */
const messageFor = (issue: z.core.$ZodIssue): string =>
  issue.code === "unrecognized_keys"
    ? `Unrecognized: ${issue.keys.map((key) => `"${spelledKey(key)}"`).join(", ")}`
    : issue.message;

/** What zod found wrong, as an answer that repeats nothing of the input but names of fields. @see invalidInput */
export const invalidBy = ({ issues }: z.ZodError): DomainError =>
  invalidInput(
    issues.map((issue) => ({
      path: issue.path.map((key) => (typeof key === "number" ? key : spelledKey(String(key)))).join("."),
      message: messageFor(issue),
      code: issue.code,
    })),
  );

const contextOf = (meta: WireMeta): CallContext => {
  const traceparent = isTraceparent(meta.traceparent) ? meta.traceparent : newTraceparent();
  return {
    actor: meta.actor,
    idempotencyKey: meta.idempotencyKey,
    address: meta.address,
    meta: {
      // Not as it came: it stands in documents and events, and clients may make keys of phone numbers.
      messageId: meta.idempotencyKey === undefined ? undefined : idFrom("request", meta.idempotencyKey),
      correlationId: meta.correlationId,
      actor: meta.actor?.id,
      traceparent,
    },
  };
};

/** Parses, checks the right, runs, shapes. The same for calls over the bus and for tests without one. */
export const runAction = async (name: string, action: Action, input: unknown, wire: WireMeta): Promise<unknown> => {
  const started = performance.now();
  let outcome = "ok";
  try {
    authorize(action.access, wire.actor, wire.external !== true && wire.actor === undefined);
    const parsed = action.input.safeParse(input);
    if (!parsed.success) throw invalidBy(parsed.error);
    const context = contextOf(wire);
    return await inSpan(name, { traceparent: context.meta.traceparent, kind: SpanKind.SERVER }, async () =>
      action.output.parse(await action.run(parsed.data as never, context)),
    );
  } catch (error) {
    outcome = isDomainError(error) ? error.kind : "bug";
    throw error;
  } finally {
    durations.record(performance.now() - started, { action: name, outcome });
  }
};

const announce = (action: Action): Announcement => ({
  ...(action.rest === undefined ? {} : { rest: action.rest }),
  summary: action.summary,
  access: action.access,
  idempotent: action.idempotent,
  status: action.status ?? 200,
  ...(action.bodyBytes === undefined ? {} : { bodyBytes: action.bodyBytes }),
  ...(action.media === undefined ? {} : { media: action.media }),
  ...(action.answers === undefined ? {} : { answers: action.answers }),
  input: z.toJSONSchema(action.input, { io: "input", unrepresentable: "any" }),
  output: z.toJSONSchema(action.output, { io: "input", unrepresentable: "any" }),
});

const schemaOf = ({ manifest, actions }: ServiceDefinition, log: Log): ServiceSchema => ({
  name: manifest.name,
  actions: Object.fromEntries(
    Object.entries(actions).map(([name, action]) => {
      const full = `${manifest.name}.${name}`;
      return [
        name,
        {
          wangge: announce(action),
          handler: async (context: Context<unknown, WireMeta>) => {
            try {
              return await runAction(full, action, context.params, context.meta);
            } catch (error) {
              if (!isDomainError(error))
                log.error(
                  { action: full, error: messageOf(error), stack: error instanceof Error ? error.stack : undefined },
                  "bug",
                );
              throw toWire(error);
            }
          },
        },
      ];
    }),
  ),
});

export type Call = (action: string, input: unknown, meta?: WireMeta) => Promise<unknown>;

export interface Broker {
  readonly call: Call;
  /** The answer as JSON, for who only passes it on. */
  readonly callForText: (...call: Parameters<Call>) => Promise<string>;
  /** Actions that nodes announce now. */
  readonly announced: () => readonly { readonly name: string; readonly announcement: Announcement }[];
  readonly onChange: (listener: () => void) => void;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface BrokerOptions {
  readonly nodeId: string;
  readonly connection: NatsConnection;
  readonly requestTimeoutMs: number;
  readonly log: Log;
  readonly definition: ServiceDefinition | undefined;
}

/** Moleculer with the settings that its defaults leave out: time-outs, quick heartbeats, tracking of calls in hand at a stop. */
export const createBroker = ({ nodeId, connection, requestTimeoutMs, log, definition }: BrokerOptions): Broker => {
  const broker = new ServiceBroker({
    nodeID: nodeId,
    namespace: NAMESPACE,
    transporter: new NatsTransporter(connection, log),
    serializer: "JSON",
    logger: false,
    requestTimeout: requestTimeoutMs,
    heartbeatInterval: 1,
    heartbeatTimeout: 3,
    tracking: { enabled: true, shutdownTimeout: 5_000 },
    registry: { strategy: "RoundRobin", preferLocal: true },
    tracing: { enabled: false },
    metrics: { enabled: false },
    skipProcessEventRegistration: true,
    internalServices: false,
  });
  const listeners = new Set<() => void>();
  broker.localBus.on("$services.changed", () => {
    for (const listener of listeners) listener();
  });
  if (definition !== undefined) broker.createService(schemaOf(definition, log));

  const ask: Call = async (name, input, meta = {}) => {
    try {
      return await broker.call(name, input as Record<string, unknown>, { meta: { ...meta } });
    } catch (error) {
      throw fromWire(error);
    }
  };

  return {
    call: async (...call) => {
      const answer = await ask(...call);
      return answer instanceof Unread ? (JSON.parse(answer.text) as unknown) : answer;
    },
    callForText: async (...call) => {
      const answer = await ask(...call);
      return answer instanceof Unread ? answer.text : JSON.stringify(answer ?? null);
    },
    announced: () => {
      const rows = broker.registry.getActionList({
        onlyAvailable: true,
        skipInternal: true,
        withEndpoints: false,
      }) as unknown as {
        readonly name: string;
        readonly action?: { readonly wangge?: Announcement };
      }[];
      return rows.flatMap(({ name, action }) =>
        action?.wangge === undefined ? [] : [{ name, announcement: action.wangge }],
      );
    },
    onChange: (listener) => listeners.add(listener),
    start: () => broker.start(),
    stop: () => broker.stop(),
  };
};
