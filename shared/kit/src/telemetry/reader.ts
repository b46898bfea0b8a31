import type { PrometheusExporter } from "@opentelemetry/exporter-prometheus";

/** Set by `telemetry-register`; empty in a process that was started without it. */
export const metricsReader: { current: PrometheusExporter | undefined } = { current: undefined };

/** The process's metrics in Prometheus text form. */
export const renderMetrics = async (): Promise<string> => {
  if (metricsReader.current === undefined) return "# started without telemetry-register\n";
  const { PrometheusSerializer } = await import("@opentelemetry/exporter-prometheus");
  const { resourceMetrics } = await metricsReader.current.collect();
  return new PrometheusSerializer().serialize(resourceMetrics);
};
