import { randomFillSync } from "node:crypto";
import {
  context,
  INVALID_SPAN_CONTEXT,
  metrics as api,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import type { Attributes, Context, Counter, Histogram, ObservableResult, Span } from "@opentelemetry/api";
import { isDomainError } from "../errors.ts";

export const tracer = trace.getTracer("wangge");
export const meter = api.getMeter("wangge");

export const counter = (name: string, description: string): Counter => meter.createCounter(name, { description });
export const histogram = (name: string, description: string, unit = "ms"): Histogram =>
  meter.createHistogram(name, { description, unit });

export type Observe = (value: number, attributes?: Attributes) => void;

/** A number that is asked for when somebody collects. @returns how to end it */
export const gauge = (name: string, description: string, tell: (observe: Observe) => void, unit = ""): (() => void) => {
  const made = meter.createObservableGauge(name, { description, unit });
  const told = (result: ObservableResult): void => {
    tell((value, attributes) => {
      result.observe(value, attributes);
    });
  };
  made.addCallback(told);
  return () => {
    made.removeCallback(told);
  };
};

const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

const store = Buffer.allocUnsafe(6_144);
let taken = store.length;

/** From a store of our own: asking the system for some bytes each time costs more than a request's routing. */
const randomHex = (bytes: number): string => {
  if (taken + bytes > store.length) {
    randomFillSync(store);
    taken = 0;
  }
  taken += bytes;
  return store.toString("hex", taken - bytes, taken);
};

export const hasCollector = process.env["OTEL_EXPORTER_OTLP_ENDPOINT"] !== undefined;

/** The share of new traces that a collector gets (`OTEL_TRACES_SAMPLER_ARG`, all by default); none without a collector. */
const share = hasCollector ? Number(process.env["OTEL_TRACES_SAMPLER_ARG"] ?? 1) : 0;

/** A W3C traceparent for work that begins here. */
export const newTraceparent = (): string =>
  `00-${randomHex(16)}-${randomHex(8)}-${Math.random() < share ? "01" : "00"}`;

export const isTraceparent = (text: unknown): text is string => typeof text === "string" && TRACEPARENT.test(text);

/** A collector wants to see this trace. */
export const isSampled = (traceparent: string | undefined): boolean =>
  traceparent !== undefined && (Number.parseInt(traceparent.slice(-1), 16) & 1) === 1;

export const traceIdOf = (traceparent: string): string => traceparent.slice(3, 35);

const contextOf = (traceparent: string | undefined): Context =>
  traceparent === undefined ? ROOT_CONTEXT : propagation.extract(ROOT_CONTEXT, { traceparent });

/** The traceparent of the span that is active now, or the one that came in. */
export const activeTraceparent = (fallback: string | undefined): string | undefined => {
  const active = trace.getActiveSpan()?.spanContext();
  return active !== undefined && trace.isSpanContextValid(active)
    ? `00-${active.traceId}-${active.spanId}-0${String(active.traceFlags & 1)}`
    : fallback;
};

/** Stands for a span where nobody looks. */
const unseen = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

/** Runs `work` in a span that continues `traceparent`. Without a collector, or in a trace that none wants, this costs nothing. */
export const inSpan = async <T>(
  name: string,
  options: { readonly traceparent?: string | undefined; readonly kind?: SpanKind; readonly attributes?: Attributes },
  work: (span: Span) => Promise<T>,
): Promise<T> => {
  if (!hasCollector || (options.traceparent !== undefined && !isSampled(options.traceparent))) return work(unseen);
  const parent = contextOf(options.traceparent);
  const span = tracer.startSpan(
    name,
    { kind: options.kind ?? SpanKind.INTERNAL, attributes: options.attributes ?? {} },
    parent,
  );
  try {
    return await context.with(trace.setSpan(parent, span), () => work(span));
  } catch (error) {
    // The code or the name, not the message: libraries quote in it what they were given.
    const message = isDomainError(error) ? error.code : error instanceof Error ? error.name : "error";
    span.setStatus({ code: SpanStatusCode.ERROR, message });
    throw error;
  } finally {
    span.end();
  }
};
export { SpanKind };
