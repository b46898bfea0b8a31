import { expect, it } from "vitest";
import { createTraces, OtlpTraces } from "../traces.ts";

const nanos = (ms: number): string => `${String(ms)}000000`;
/** A moment whose sums with a duration are not exact. */
const begin = 1_796_029_879_316;

/** A body as the exporter of the services sends it. */
const body = (service: string, spans: readonly Readonly<Record<string, unknown>>[]): OtlpTraces =>
  OtlpTraces.parse({
    resourceSpans: [
      {
        resource: { attributes: [{ key: "service.name", value: { stringValue: service } }], droppedAttributesCount: 0 },
        scopeSpans: [{ scope: { name: "wangge" }, spans }],
      },
    ],
  });

const span = (spanId: string, parentSpanId: string | undefined, from: number, to: number, code = 0) => ({
  traceId: "t1",
  spanId,
  ...(parentSpanId === undefined ? {} : { parentSpanId }),
  name: `work ${spanId}`,
  kind: 1,
  startTimeUnixNano: nanos(begin + from),
  endTimeUnixNano: nanos(begin + to),
  attributes: [{ key: "wangge.action", value: { stringValue: "intake.report" } }],
  status: { code, ...(code === 2 ? { message: "report.closed" } : {}) },
});

it("joins what several services say of one trace, whoever says it first", () => {
  const traces = createTraces(() => begin);
  traces.take(body("dispatch", [span("b", "a", 30, 90, 2)]));
  traces.take(body("gateway", [span("a", undefined, 0, 50)]));
  expect(traces.list(10)).toEqual([
    { traceId: "t1", at: begin, ms: 90, name: "work a", services: ["gateway", "dispatch"], spans: 2, errors: 1 },
  ]);
  expect(traces.spans("t1").map(({ spanId, parent, ms, error }) => [spanId, parent, ms, error])).toEqual([
    ["a", undefined, 50, undefined],
    ["b", "a", 60, "report.closed"],
  ]);
  expect(traces.spans("t2")).toEqual([]);
});

it("forgets the oldest when there are too many", () => {
  const traces = createTraces(() => begin);
  for (let part = 0; part < 50; part += 1)
    traces.take(
      body(
        "gateway",
        Array.from({ length: 1_000 }, (_, at) => span(`${String(part)}-${String(at)}`, undefined, part, part + 1)),
      ),
    );
  const spans = traces.spans("t1");
  expect(spans.length).toBe(20_000);
  expect(spans.at(-1)?.spanId).toBe("49-999");
});
