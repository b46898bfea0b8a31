import { DomainError, messageOf } from "@wangge/kit";
import { z } from "zod";

/** As much of Jaeger's query API (`GET /api/traces`) as is needed; Tempo and others answer in this form too. */
const Answer = z.object({
  data: z.array(
    z.object({
      traceID: z.string(),
      spans: z
        .array(
          z.object({
            operationName: z.string(),
            startTime: z.number().describe("µs since 1970"),
            duration: z.number().describe("µs"),
            processID: z.string(),
          }),
        )
        .min(1),
      processes: z.record(z.string(), z.object({ serviceName: z.string() })),
    }),
  ),
});

export const TraceSummary = z.object({
  traceId: z.string(),
  name: z.string().describe("what began it"),
  startedAt: z.string(),
  ms: z.number(),
  spans: z.int(),
  services: z.array(z.string()),
});
export type TraceSummary = z.infer<typeof TraceSummary>;

const summaryOf = ({ traceID, spans, processes }: z.output<typeof Answer>["data"][number]): TraceSummary => {
  const [first, ...others] = spans.toSorted((one, other) => one.startTime - other.startTime);
  if (first === undefined) throw new Error("a trace without a span");
  const end = Math.max(...[first, ...others].map(({ startTime, duration }) => startTime + duration));
  const services = spans.map(({ processID }) => processes[processID]?.serviceName ?? processID);
  return {
    traceId: traceID,
    name: first.operationName,
    startedAt: new Date(first.startTime / 1000).toISOString(),
    ms: (end - first.startTime) / 1000,
    spans: spans.length,
    services: [...new Set(services)].sort(),
  };
};

const ASK_MS = 5_000;
/** Jaeger gives traces as they come, not the slowest first: of so many the slowest are told. */
const LOOKED_AT = 500;

/** The slowest of the last hour that the collector has of a service. @throws DomainError `unavailable` */
export const slowestTraces = async (base: string, service: string, most: number): Promise<readonly TraceSummary[]> => {
  const url = new URL("api/traces", base.endsWith("/") ? base : `${base}/`);
  url.search = new URLSearchParams({ service, lookback: "1h", limit: String(LOOKED_AT) }).toString();
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(ASK_MS) });
    if (!answer.ok) throw new Error(`it answered ${String(answer.status)}`);
    return Answer.parse(await answer.json())
      .data.map(summaryOf)
      .sort((one, other) => other.ms - one.ms)
      .slice(0, most);
  } catch (error) {
    throw new DomainError("unavailable", "gateway.traces.unavailable", `No traces: ${messageOf(error)}`);
  }
};
