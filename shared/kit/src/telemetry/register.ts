/**
 * Loaded before everything else (`node --import @wangge/kit/telemetry-register`): gives the process a tracer and sends its log, where an OTLP
 * collector is named (`OTEL_EXPORTER_OTLP_ENDPOINT`), and always the meter behind `/metrics`.
 */
import { metrics, trace, context, propagation } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { PrometheusExporter } from "@opentelemetry/exporter-prometheus";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { MeterProvider } from "@opentelemetry/sdk-metrics";
import { certificateIn, headersIn, logExport, logsTo } from "./log-export.ts";
import { metricsReader } from "./reader.ts";

const service = (process.env["NODE_ID"] ?? "wangge").split(".")[0] ?? "wangge";
const named = { "service.name": service, "service.instance.id": process.env["NODE_ID"] ?? service };
const resource = resourceFromAttributes(named);

propagation.setGlobalPropagator(new W3CTraceContextPropagator());
const reader = new PrometheusExporter({ preventServerStart: true });
metrics.setGlobalMeterProvider(new MeterProvider({ resource, readers: [reader] }));
metricsReader.current = reader;

if (process.env["OTEL_EXPORTER_OTLP_ENDPOINT"] !== undefined) {
  const { OTLPTraceExporter } = await import("@opentelemetry/exporter-trace-otlp-http");
  const { BatchSpanProcessor, TracerProvider } = await import("@opentelemetry/sdk-trace");
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const provider = new TracerProvider({
    resource,
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter(),
        // The name of the variable is the specification's; this SDK does not read it by itself.
        scheduledDelayMillis: Number(process.env["OTEL_BSP_SCHEDULE_DELAY"] ?? 5_000),
      }),
    ],
  });
  trace.setGlobalTracerProvider(provider);
  const logs = logExport({
    endpoint: process.env["OTEL_EXPORTER_OTLP_ENDPOINT"],
    headers: headersIn(process.env["OTEL_EXPORTER_OTLP_HEADERS"]),
    certificate: certificateIn(process.env),
    resource: named,
  });
  logsTo.current = logs;
  process.once("beforeExit", () => void Promise.allSettled([provider.shutdown(), logs.stop()]));
}
