import { z } from "zod";
import { recent } from "./recent.ts";

/** Only what the page shows is asked of a span; everything else that OTLP has is passed over. */
const Value = z.object({
  stringValue: z.string().optional(),
  intValue: z.union([z.string(), z.number()]).optional(),
  doubleValue: z.number().optional(),
  boolValue: z.boolean().optional(),
});
const Attributes = z.array(z.object({ key: z.string(), value: Value })).default([]);
const Nanos = z.union([z.string(), z.number()]).transform((text) => Number(text) / 1e6);

const OtlpSpan = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  startTimeUnixNano: Nanos,
  endTimeUnixNano: Nanos,
  attributes: Attributes,
  status: z.object({ code: z.number().optional(), message: z.string().optional() }).default({}),
});

/** The body of `POST /v1/traces`, OTLP over HTTP as JSON. */
export const OtlpTraces = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: Attributes }).default({ attributes: [] }),
      scopeSpans: z.array(z.object({ spans: z.array(OtlpSpan).default([]) })).default([]),
    }),
  ),
});
export type OtlpTraces = z.output<typeof OtlpTraces>;

export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parent: string | undefined;
  readonly service: string;
  readonly name: string;
  /** When it began, ms. */
  readonly at: number;
  readonly ms: number;
  readonly error: string | undefined;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface TraceSummary {
  readonly traceId: string;
  readonly at: number;
  readonly ms: number;
  /** Name of the span that began first. */
  readonly name: string;
  readonly services: readonly string[];
  readonly spans: number;
  readonly errors: number;
}

const ERROR = 2;

const textOf = (value: z.infer<typeof Value>): string =>
  String(value.stringValue ?? value.intValue ?? value.doubleValue ?? value.boolValue ?? "");

/** A moment in ms is exact to a quarter of a microsecond only: what two of them make is said to the microsecond. */
const between = (from: number, to: number): number => Math.round((to - from) * 1000) / 1000;

const recordOf = (attributes: z.infer<typeof Attributes>): Readonly<Record<string, string>> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, textOf(value)]));

export const spansOf = ({ resourceSpans }: OtlpTraces): readonly Span[] =>
  resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = recordOf(resource.attributes)["service.name"] ?? "unknown";
    return scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        traceId: span.traceId,
        spanId: span.spanId,
        parent: span.parentSpanId === "" ? undefined : span.parentSpanId,
        service,
        name: span.name,
        at: span.startTimeUnixNano,
        ms: between(span.startTimeUnixNano, span.endTimeUnixNano),
        error: span.status.code === ERROR ? (span.status.message ?? "error") : undefined,
        attributes: recordOf(span.attributes),
      })),
    );
  });

/** @param spans of one trace, at least one */
export const summaryOf = (spans: readonly Span[]): TraceSummary => {
  const [first, ...others] = spans.toSorted((a, b) => a.at - b.at);
  if (first === undefined) throw new Error("a trace without a span");
  const end = Math.max(first.at + first.ms, ...others.map(({ at, ms }) => at + ms));
  return {
    traceId: first.traceId,
    at: first.at,
    ms: between(first.at, end),
    name: first.name,
    services: [...new Set([first, ...others].map(({ service }) => service))],
    spans: spans.length,
    errors: spans.filter(({ error }) => error !== undefined).length,
  };
};

export interface Traces {
  readonly take: (body: OtlpTraces) => void;
  /** Newest first. */
  readonly list: (most: number) => readonly TraceSummary[];
  /** Its spans in the order in which they began; empty: not known (any more). */
  readonly spans: (traceId: string) => readonly Span[];
}

/** The collector of one developer: what the services did in the last minutes. */
export const createTraces = (now = Date.now): Traces => {
  const kept = recent<Span>({ most: 20_000, forMs: 10 * 60_000, now });
  return {
    take: (body) => {
      for (const span of spansOf(body)) kept.add(span);
    },
    list: (most) =>
      [...Map.groupBy(kept.all(), ({ traceId }) => traceId).values()]
        .map(summaryOf)
        .sort((a, b) => b.at - a.at)
        .slice(0, most),
    spans: (traceId) =>
      kept
        .all()
        .filter((span) => span.traceId === traceId)
        .toSorted((a, b) => a.at - b.at),
  };
};
