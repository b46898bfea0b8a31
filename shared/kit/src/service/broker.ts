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
import {
  histogram,
  activeTraceparent,
  inSpan,
  isTraceparent,
  metrics,
  newTraceparent,
  SpanKind,
} from "../telemetry/index.ts";
import { authorize, type Actor } from "./actor.ts";
import { askingAgain } from "./asking-again.ts";
import type { Action, CallContext, ServiceDefinition } from "./define.ts";
import { callRecord, grantFor, purposeOf, type Asked, type Grant, type Grants } from "./grants.ts";
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
  /** Where it goes to another department. Set by the kit where the caller has only one purpose for it. */
  readonly purpose?: string;
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

const contextOf = (meta: WireMeta, grant: Grant | undefined): CallContext => {
  const traceparent = isTraceparent(meta.traceparent) ? meta.traceparent : newTraceparent();
  return {
    actor: meta.actor,
    idempotencyKey: meta.idempotencyKey,
    address: meta.address,
    grant,
    meta: {
      // Not as it came: it stands in documents and events, and clients may make keys of phone numbers.
      messageId: meta.idempotencyKey === undefined ? undefined : idFrom("request", meta.idempotencyKey),
      correlationId: meta.correlationId,
      actor: meta.actor?.id,
      traceparent,
    },
  };
};

/** What the action publishes was made by the action, not by whoever asked for it: the trace says so. */
const withinSpan = (context: CallContext): CallContext => {
  const traceparent = activeTraceparent(undefined);
  return traceparent === undefined ? context : { ...context, meta: { ...context.meta, traceparent } };
};

/** Parses, checks the right, runs, shapes. The same for calls over the bus and for tests without one. */
export const runAction = async (
  name: string,
  action: Action,
  input: unknown,
  wire: WireMeta,
  grant?: Grant,
): Promise<unknown> => {
  const started = performance.now();
  let outcome = "ok";
  try {
    authorize(action.access, wire.actor, wire.external !== true && wire.actor === undefined);
    const parsed = action.input.safeParse(input);
    if (!parsed.success) throw invalidBy(parsed.error);
    const context = contextOf(wire, grant);
    return await inSpan(name, { traceparent: context.meta.traceparent, kind: SpanKind.SERVER }, async () =>
      action.output.parse(await action.run(parsed.data as never, withinSpan(context))),
    );
  } catch (error) {
    outcome = isDomainError(error) ? error.kind : "bug";
    throw error;
  } finally {
    durations.record(performance.now() - started, { action: name, outcome });
  }
};

/** What a node says of this action to all others. */
export const announcementOf = (action: Action): Announcement => ({
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

/** The first part of a node id, which the server holds its user to. */
const serviceOfNode = (nodeId: string): string => nodeId.split(".")[0] ?? nodeId;

const today = (): string => new Date().toISOString().slice(0, 10);

/** Far above what an answer takes, and what it takes a server of the bus to leave and its clients to be elsewhere. */
const ASK_AGAIN_AFTER_MS = 2_000;
const isLost = (error: unknown): boolean => isDomainError(error) && error.code === "service.unavailable";

type Admit = (asked: Asked, purpose: string | undefined) => Grant | undefined;

/** Looks for the grant of a call, and keeps a record of what came of it. */
const admission = (grants: (() => Grants) | undefined, log: Log): Admit => {
  const record = callRecord(log);
  return (asked, purpose) => {
    if (grants === undefined) return undefined;
    try {
      const grant = grantFor(grants(), asked, purpose, today());
      if (grant !== undefined) record(asked, grant);
      return grant;
    } catch (error) {
      if (isDomainError(error)) record(asked, { code: error.code });
      throw error;
    }
  };
};

const schemaOf = ({ manifest, actions }: ServiceDefinition, log: Log, admit: Admit): ServiceSchema => ({
  name: manifest.name,
  actions: Object.fromEntries(
    Object.entries(actions).map(([name, action]) => {
      const full = `${manifest.name}.${name}`;
      return [
        name,
        {
          wangge: announcementOf(action),
          handler: async (context: Context<unknown, WireMeta>) => {
            try {
              const asked = { from: serviceOfNode(context.nodeID ?? ""), to: manifest.name, action: name };
              return await runAction(full, action, context.params, context.meta, admit(asked, context.meta.purpose));
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

/** One process on the bus, as the others know it. */
export interface Instance {
  /** `dispatch.1` */
  readonly node: string;
  readonly service: string;
  /** Its heart beats. */
  readonly isUp: boolean;
}

export type Call = (action: string, input: unknown, meta?: WireMeta) => Promise<unknown>;

export interface Broker {
  readonly call: Call;
  /** The answer as JSON, for who only passes it on. */
  readonly callForText: (...call: Parameters<Call>) => Promise<string>;
  /** Actions that nodes announce now. */
  readonly announced: () => readonly { readonly name: string; readonly announcement: Announcement }[];
  /** Processes that are there, and those that were there a while ago. */
  readonly instances: () => readonly Instance[];
  /** The same question to one process; gives up after `timeoutMs`. */
  readonly callOn: (node: string, timeoutMs: number, ...call: Parameters<Call>) => Promise<unknown>;
  readonly onChange: (listener: () => void) => void;
  /** Comes to the bus, and may ask. */
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** As the process itself has it. */
export interface OwnBroker extends Broker {
  /** From then on it is asked: its actions are announced. */
  readonly open: () => Promise<void>;
}

export interface BrokerOptions {
  readonly nodeId: string;
  readonly connection: NatsConnection;
  readonly requestTimeoutMs: number;
  readonly log: Log;
  readonly definition: ServiceDefinition | undefined;
  /** What departments may ask each other. Absent: nobody looks, and only the server's permissions hold. */
  readonly grants?: (() => Grants) | undefined;
}

/** Moleculer with the settings that its defaults leave out: time-outs, quick heartbeats, tracking of calls in hand at a stop. */
export const createBroker = ({
  nodeId,
  connection,
  requestTimeoutMs,
  log,
  definition,
  grants,
}: BrokerOptions): OwnBroker => {
  const opened = Promise.withResolvers<undefined>();
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
    middlewares: [
      {
        serviceStarted: () => {
          opened.resolve(undefined);
          return opened.promise;
        },
      },
    ],
  });
  const listeners = new Set<() => void>();
  broker.localBus.on("$services.changed", () => {
    for (const listener of listeners) listener();
  });
  const from = serviceOfNode(nodeId);
  const purposeFor = (name: string): Pick<WireMeta, "purpose"> => {
    if (grants === undefined) return {};
    const [to = "", ...action] = name.split(".");
    const purpose = purposeOf(grants(), { from, to, action: action.join(".") }, today());
    return purpose === undefined ? {} : { purpose };
  };

  /** Actions that may be asked again, as their nodes say. */
  let repeatable: ReadonlySet<string> | undefined;
  const announced = (): ReturnType<Broker["announced"]> => {
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
  };
  listeners.add(() => (repeatable = undefined));
  const mayBeRepeated = (name: string): boolean => {
    repeatable ??= new Set(announced().flatMap((one) => (one.announcement.idempotent ? [one.name] : [])));
    return repeatable.has(name);
  };
  /** Who has this action and was not asked yet, or not last; undefined: whoever is next. */
  const otherThan = (nodes: readonly string[], name: string): string | undefined => {
    const found = broker.registry.getActionEndpoints(name) as unknown as
      { readonly endpoints: readonly { readonly id: string; readonly isAvailable: boolean }[] } | undefined;
    const there = found?.endpoints.filter(({ isAvailable }) => isAvailable) ?? [];
    return (there.find(({ id }) => !nodes.includes(id)) ?? there.find(({ id }) => id !== nodes.at(-1)))?.id;
  };
  const patient = askingAgain({
    afterMs: Math.min(ASK_AGAIN_AFTER_MS, requestTimeoutMs / 3),
    withinMs: requestTimeoutMs,
    isLost,
  });

  const ask = async (
    [name, input, meta = {}]: Parameters<Call>,
    where: { readonly nodeID?: string; readonly timeout?: number } = {},
  ): Promise<unknown> => {
    // What is asked in the course of some work belongs to its trace, also where nobody thought of passing it on.
    const traceparent = meta.traceparent ?? activeTraceparent(undefined);
    const before: string[] = [];
    const once = async (leftMs?: number): Promise<unknown> => {
      try {
        const other = before.length === 0 ? undefined : otherThan(before, name);
        const asked = broker.call(name, input as Record<string, unknown>, {
          ...(leftMs === undefined ? {} : { timeout: leftMs }),
          ...where,
          ...(other === undefined ? {} : { nodeID: other }),
          meta: { ...purposeFor(name), ...meta, ...(traceparent === undefined ? {} : { traceparent }) },
        });
        const { nodeID } = (asked as { readonly ctx?: { readonly nodeID?: string } }).ctx ?? {};
        if (nodeID !== undefined) before.push(nodeID);
        return await asked;
      } catch (error) {
        throw fromWire(error);
      }
    };
    // Whoever gives a key says that it may be asked again.
    const isPatient = where.nodeID === undefined && (meta.idempotencyKey !== undefined || mayBeRepeated(name));
    return isPatient ? patient(once) : once();
  };

  const read = (answer: unknown): unknown => (answer instanceof Unread ? (JSON.parse(answer.text) as unknown) : answer);

  return {
    call: async (...call) => read(await ask(call)),
    callOn: async (node, timeoutMs, ...call) => read(await ask(call, { nodeID: node, timeout: timeoutMs })),
    callForText: async (...call) => {
      const answer = await ask(call);
      return answer instanceof Unread ? answer.text : JSON.stringify(answer ?? null);
    },
    announced,
    instances: () =>
      broker.registry
        .getNodeList({ onlyAvailable: false, withServices: false })
        .map(({ id, available }: { readonly id: string; readonly available: boolean }) => ({
          node: id,
          service: serviceOfNode(id),
          isUp: available,
        }))
        .sort((one: Instance, other: Instance) => (one.node < other.node ? -1 : 1)),
    onChange: (listener) => listeners.add(listener),
    start: () => broker.start(),
    open: async () => {
      if (definition === undefined) return;
      broker.createService(schemaOf(definition, log, admission(grants, log)));
      await opened.promise;
    },
    stop: () => broker.stop(),
  };
};
