import { readFileSync } from "node:fs";
import { jetstream } from "@nats-io/jetstream";
import { connectNats, silentLog } from "@wangge/kit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestStack, until, type TestStack } from "../../test/stack.ts";
import type { BusState, Seen } from "../bus.ts";
import { startDevServer, type DevServer } from "../server.ts";
import type { Span } from "../traces.ts";
import type { Tried } from "../try.ts";

let page: DevServer;
let platform: TestStack;
const heard = new Map<string, unknown[]>();
const gone = new AbortController();

/** Reads the page's events as a browser would. */
const listen = async (): Promise<void> => {
  const response = await fetch(`${page.url}/live`, { signal: gone.signal });
  let rest = "";
  for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
    const blocks = `${rest}${piece}`.split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const [, name, data] = /^event: (\w+)\ndata: (.*)$/s.exec(block) ?? [];
      if (name !== undefined && data !== undefined) heard.set(name, [...(heard.get(name) ?? []), JSON.parse(data)]);
    }
  }
};

const ask = async (path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) => {
  const response = await fetch(`${page.url}${path}`, {
    ...(body === undefined
      ? {}
      : { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json", ...headers } }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

beforeAll(async () => {
  page = await startDevServer(0);
  platform = await startTestStack({
    OTEL_EXPORTER_OTLP_ENDPOINT: page.url,
    OTEL_BSP_SCHEDULE_DELAY: "200",
    LOG_LEVEL: "info",
  });
  const { env } = platform.stack;
  const secrets = JSON.parse(readFileSync(env.SECRETS_FILE, "utf8")) as Record<string, string>;
  await page.show({
    stack: platform.stack,
    bus: { url: env.NATS_URL, user: "replay", password: secrets["replay"] },
  });
  listen().catch(() => undefined);
}, 180_000);

afterAll(async () => {
  gone.abort();
  await page.close();
  await platform.stop();
});

/** Sends a request through the page, as a role. */
const tryAs = async (account: Readonly<Record<string, string>>, trial: Readonly<Record<string, unknown>>) => {
  const { body: token } = await ask("/token", account);
  const { body } = await ask("/try", { ...trial, token: token["access_token"] });
  return body as unknown as Tried;
};

/** Until a trace is one tree and has these edges, `parent > child`. */
const untilEdges = (traceId: string, wanted: readonly string[]): Promise<unknown> =>
  until(async () => {
    const spans = (await ask(`/traces/${traceId}`)).body["spans"] as readonly Span[];
    const label = ({ service, name }: Span): string => `${service}: ${name}`;
    const known = new Map(spans.map((span) => [span.spanId, label(span)]));
    const edges = spans.map((span) => `${known.get(span.parent ?? "") ?? ""} > ${label(span)}`);
    // A parent may be told of after its children.
    const isTree = edges.filter((edge) => edge.startsWith(" > ")).length === 1;
    return isTree && wanted.every((edge) => edges.includes(edge)) ? true : undefined;
  }, wanted.join(", "));

it("shows an action that was tried: its answer, its events on the bus, and one tree through HTTP, calls, bus and stores", async () => {
  const { body: list } = await tryAs({ role: "clerk" }, { method: "GET", path: "/api/v1/grids?limit=1" });
  const [grid] = (JSON.parse(list) as { readonly grids: readonly [{ readonly centre: unknown }] }).grids;
  const tried = await tryAs(
    { role: "clerk" },
    {
      method: "POST",
      path: "/api/v1/reports",
      idempotencyKey: "dev-page-0001",
      body: { category: "event-0201", channel: "window", description: "loud music at night", point: grid.centre },
    },
  );
  expect(tried.status, tried.body).toBe(201);

  await until(
    async () =>
      (heard.get("events") as { events: Seen[] }[] | undefined)
        ?.flatMap(({ events }) => events)
        .find(({ type, traceId }) => type.includes("report.accepted") && traceId === tried.traceId),
    "report.accepted with the trace of the trial",
  );
  await untilEdges(tried.traceId, [
    " > gateway: POST /reports",
    "gateway: POST /reports > intake: intake.accept",
    "intake: intake.accept > registry: registry.resolve",
    "intake: intake.accept > intake: insert reports",
    "intake: intake.accept > dispatch: receive intake.report.accepted.v1",
    "dispatch: receive intake.report.accepted.v1 > dispatch: insert cases",
  ]);
});

it("shows what was asked of Redis, and no key of it", async () => {
  const tried = await tryAs(
    { role: "gridWorker", worker: "w-00001" },
    {
      method: "POST",
      path: "/api/v1/workers/me/position",
      body: { point: { lng: 104.1, lat: 30.67 }, at: new Date().toISOString() },
    },
  );
  expect(tried.status, tried.body).toBe(200);
  await until(async () => {
    const spans = (await ask(`/traces/${tried.traceId}`)).body["spans"] as readonly Span[];
    const asked = spans.filter(({ attributes }) => attributes["db.system.name"] === "redis");
    const action = spans.find(({ name }) => name === "dispatch.putPosition");
    if (asked.length === 0 || action === undefined) return undefined;
    expect(asked.map(({ parent }) => parent)).toEqual(asked.map(() => action.spanId));
    expect(JSON.stringify(asked)).not.toContain("w-00001");
    return true;
  }, "spans of Redis below the action");
});

it("shows services, streams, consumers and logs", async () => {
  const services = await until(
    async () => heard.get("services")?.at(-1) as { name: string; ready: string; outboxPending?: number }[] | undefined,
    "services",
  );
  expect(services.map(({ name, ready }) => `${name} ${ready}`)).toContain("dispatch ok");
  expect(services.find(({ name }) => name === "dispatch")?.outboxPending).toBeTypeOf("number");
  const bus = await until(async () => heard.get("bus")?.at(-1) as BusState | undefined, "bus");
  expect(bus.streams.map(({ name }) => name)).toContain("EVT_DISPATCH");
  expect(bus.consumers.length).toBeGreaterThan(20);
  expect((heard.get("logs") as { of: string }[][]).flat().map(({ of }) => of)).toContain("dispatch");
});

it("begins a service anew", async () => {
  const before = platform.stack.services.get("social")?.pid;
  expect((await ask("/services/renew", { name: "social" })).body).toEqual({ renewed: true });
  await until(
    async () => (platform.stack.services.get("social")?.pid ?? before) !== before || undefined,
    "another process",
  );
  await platform.stack.waitReady();
  expect((await ask("/services/renew", { name: "nobody" })).body).toEqual({ renewed: false });
});

it("shows a dead letter with its cause, and puts it back", async () => {
  const { env } = platform.stack;
  const admin = await connectNats({
    url: env.NATS_URL,
    user: env.NATS_USER,
    password: env.NATS_PASSWORD,
    name: "poison",
    log: silentLog,
  });
  await jetstream(admin).publish("evt.intake.report.accepted.v1.g-1", "no event at all");
  await admin.drain();
  const letters = await until(async () => {
    const last = heard.get("bus")?.at(-1) as
      { letters: { consumer: string; code: string; reason: string }[] } | undefined;
    return last !== undefined && last.letters.length > 0 ? last.letters : undefined;
  }, "a dead letter");
  const [{ consumer, reason }] = letters as [(typeof letters)[number]];
  expect(reason).not.toBe("");
  expect((await ask("/dead-letters/put-back", { name: consumer })).body).toEqual({
    putBack: letters.filter((one) => one.consumer === consumer).length,
  });
});

it("obeys only its own pages", async () => {
  const foreign = { origin: "http://elsewhere.example" };
  expect((await ask("/services/kill", { name: "intake" }, foreign)).status).toBe(403);
  const asText = await fetch(`${page.url}/services/kill`, { method: "POST", body: '{"name":"intake"}' });
  expect(asText.status).toBe(415);
  expect((await ask("/services/kill", { service: "intake" })).status).toBe(400);
  expect((await ask("/try", { method: "GET", path: "//elsewhere.example/" })).status).toBe(400);
});
