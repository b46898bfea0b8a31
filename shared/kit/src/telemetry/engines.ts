import { tracingChannel } from "node:diagnostics_channel";
import { type Attributes, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { attributes as names } from "./names.ts";
import { hasCollector, tracer } from "./telemetry.ts";

/**
 * A span for what a service asks of an engine, below the work that asks. Undefined where no collector wants it, and where no
 * work is under way: heartbeats and sweeps are nobody's trace. Never with a statement or a key: those hold what people wrote.
 */
const askedOf = (system: string, name: string, attributes: Attributes): Span | undefined =>
  trace.getActiveSpan() === undefined
    ? undefined
    : tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes: { [names.dbSystem]: system, ...attributes } });

const fail = (span: Span | undefined, error: unknown): void => {
  span?.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : "error" });
};

/** Watches commands only where somebody collects: each of them costs two events otherwise. */
export const mongoTracing = { monitorCommands: hasCollector } as const;

/** A client of either driver: mongoose brings its own. */
interface MongoCommands {
  on(
    event: "commandStarted",
    tell: (started: {
      readonly requestId: number;
      readonly commandName: string;
      readonly command: Readonly<Record<string, unknown>>;
      readonly databaseName: string;
    }) => void,
  ): unknown;
  on(event: "commandSucceeded", tell: (ended: { readonly requestId: number }) => void): unknown;
  on(event: "commandFailed", tell: (ended: { readonly requestId: number; readonly failure: Error }) => void): unknown;
}

/** @param client made with `mongoTracing` */
export const traceMongo = (client: MongoCommands): void => {
  if (!hasCollector) return;
  const open = new Map<number, Span>();
  client.on("commandStarted", ({ requestId, commandName, command, databaseName }) => {
    const target = command[commandName];
    const collection = typeof target === "string" ? target : undefined;
    const span = askedOf("mongodb", collection === undefined ? commandName : `${commandName} ${collection}`, {
      [names.dbOperation]: commandName,
      [names.dbNamespace]: databaseName,
      ...(collection === undefined ? {} : { [names.dbCollection]: collection }),
    });
    if (span !== undefined) open.set(requestId, span);
  });
  const close = (requestId: number, error?: unknown): void => {
    const span = open.get(requestId);
    if (span === undefined) return;
    open.delete(requestId);
    if (error !== undefined) fail(span, error);
    span.end();
  };
  client.on("commandSucceeded", ({ requestId }) => {
    close(requestId);
  });
  client.on("commandFailed", ({ requestId, failure }) => {
    close(requestId, failure);
  });
};

interface RedisCommand {
  readonly command: string;
  readonly error?: unknown;
  span?: Span | undefined;
}

/** Every Redis client of this process, by the channel on which ioredis tells of its commands. */
export const traceRedis = (): void => {
  if (!hasCollector) return;
  const nothing = (): void => undefined;
  tracingChannel<unknown, RedisCommand>("ioredis:command").subscribe({
    start: (asked) => {
      asked.span = askedOf("redis", asked.command, { [names.dbOperation]: asked.command });
    },
    end: nothing,
    asyncStart: nothing,
    error: ({ span, error }) => {
      fail(span, error);
    },
    asyncEnd: ({ span }) => {
      span?.end();
    },
  });
};
