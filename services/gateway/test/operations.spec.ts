import { DomainError, runAction, type Instance, type WireMeta } from "@wangge/kit";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { manifest } from "../src/manifest.ts";
import { operationsActions, type OperationsParts } from "../src/ops/actions.ts";

type Asked = readonly [string, unknown, WireMeta | undefined];

const OPERATOR: WireMeta = { external: true, actor: { id: "operator-1", roles: ["operator"] } };
const statusOf = (node: string) => ({
  ...{ service: node.split(".")[0], node, version: "1.2.3", startedAt: "2017-12-27T01:00:00.000Z" },
  ...{ consumers: [], outboxes: [], deadLetters: 2 },
});

const platform = (
  instances: readonly Instance[],
  more: Partial<OperationsParts["broker"]> = {},
  tracesUrl?: string,
) => {
  const asked: Asked[] = [];
  const actions = operationsActions({
    broker: {
      instances: () => instances,
      callOn: (node, _timeoutMs, name, input, meta) => {
        asked.push([name, input, meta]);
        return Promise.resolve(statusOf(node));
      },
      call: (name, input, meta) => {
        asked.push([name, input, meta]);
        return Promise.resolve({ sequence: 7 });
      },
      ...more,
    },
    tracesUrl,
  });
  return {
    asked,
    ask: (name: keyof typeof actions, input: unknown, meta: WireMeta = OPERATOR) =>
      runAction(`gateway.${name}`, actions[name], input, meta),
  };
};

const up = (node: string): Instance => ({ node, service: node.split(".")[0] ?? "", isUp: true });

describe("how the platform runs", () => {
  it("is told by each of its processes; one that is away or silent is there all the same", async () => {
    const { ask } = platform([up("dispatch.1"), up("dispatch.2"), { ...up("intake.1"), isUp: false }], {
      callOn: (node) =>
        node === "dispatch.2"
          ? Promise.reject(new DomainError("unavailable", "service.unavailable", "A service does not answer"))
          : Promise.resolve(statusOf(node)),
    });
    expect(await ask("services", {})).toEqual({
      instances: [
        { ...up("dispatch.1"), status: statusOf("dispatch.1") },
        { ...up("dispatch.2"), problem: "service.unavailable" },
        { ...up("intake.1"), isUp: false },
      ],
      unheard: manifest.calls.filter((service) => service !== "dispatch"),
    });
  });

  it("leaves out nodes of services that are not known here", async () => {
    const { ask } = platform([up("neighbour.1")]);
    expect(await ask("services", {})).toMatchObject({ instances: [] });
  });

  it("is asked with the rights of who asks, not with those of the gateway", async () => {
    const { ask, asked } = platform([up("dispatch.1")]);
    await ask("services", {});
    await ask("settleServiceDeadLetter", {
      ...{ service: "dispatch", sequence: 7, outcome: "discarded", reason: "a test of last year" },
    });
    expect(asked).toMatchObject([
      ["dispatch.operationStatus", {}, OPERATOR],
      ["dispatch.settleDeadLetter", { sequence: 7, outcome: "discarded", reason: "a test of last year" }, OPERATOR],
    ]);
  });

  it("is for operators and administrators", async () => {
    const { ask } = platform([]);
    for (const role of ["supervisor", "clerk", "integrationOfficer"] as const)
      await expect(ask("services", {}, { external: true, actor: { id: "x", roles: [role] } })).rejects.toMatchObject({
        code: "auth.role_missing",
      });
    await expect(ask("services", {}, { external: true })).rejects.toMatchObject({ code: "auth.sign_in" });
    expect(await ask("services", {}, { external: true, actor: { id: "x", roles: ["admin"] } })).toBeDefined();
  });

  it("settles no letter without a reason, nor with somebody's number in it, nor of an unknown service", async () => {
    const { ask, asked } = platform([]);
    const settle = { service: "dispatch", sequence: 7, outcome: "putBack", reason: "mended" };
    for (const wrong of [
      { reason: " " },
      { reason: "致电 13800000000" },
      { service: "neighbour" },
      { outcome: "lost" },
    ])
      await expect(ask("settleServiceDeadLetter", { ...settle, ...wrong })).rejects.toMatchObject({
        code: "input.invalid",
      });
    expect(asked).toEqual([]);
  });
});

describe("the slowest traces", () => {
  const span = (operationName: string, startTime: number, duration: number, processID: string) => ({
    ...{ operationName, startTime, duration, processID },
  });
  const processes = { p1: { serviceName: "gateway" }, p2: { serviceName: "dispatch" } };
  const traces = [
    { traceID: "a", spans: [span("GET /cases", 1_000_000, 4_000, "p1")], processes },
    {
      traceID: "b",
      // As a collector gives them: in no order, and a child that ends after its parent.
      spans: [span("dispatch.assign", 2_001_000, 90_000, "p2"), span("POST /cases", 2_000_000, 50_000, "p1")],
      processes,
    },
  ];
  let asked: string[] = [];
  let isBroken = false;
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(isBroken ? 500 : 200).end(JSON.stringify({ data: traces }));
  });
  let url = "";
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/jaeger`;
  });
  afterAll(() => server.close());

  it("come from the collector, slowest first", async () => {
    asked = [];
    const { ask } = platform([], {}, url);
    expect(await ask("slowTraces", {})).toEqual({
      isCollected: true,
      traces: [
        {
          ...{ traceId: "b", name: "POST /cases", startedAt: "1970-01-01T00:00:02.000Z", ms: 91, spans: 2 },
          services: ["dispatch", "gateway"],
        },
        {
          ...{ traceId: "a", name: "GET /cases", startedAt: "1970-01-01T00:00:01.000Z", ms: 4, spans: 1 },
          services: ["gateway"],
        },
      ],
    });
    expect(await ask("slowTraces", { limit: 1 })).toMatchObject({ traces: [{ traceId: "b" }] });
    expect(asked[0]).toBe("/jaeger/api/traces?service=gateway&lookback=1h&limit=500");
  });

  it("are not made up where no collector is named, and are unavailable where it fails", async () => {
    expect(await platform([]).ask("slowTraces", {})).toEqual({ isCollected: false, traces: [] });
    isBroken = true;
    await expect(platform([], {}, url).ask("slowTraces", {})).rejects.toMatchObject({
      code: "gateway.traces.unavailable",
      kind: "unavailable",
    });
  });
});
