import { DomainError, silentLog, type WireMeta } from "@wangge/kit";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import {
  actionOf,
  announcedBy,
  portOf,
  sampleActions,
  startGateway,
  type TestGateway,
  type Wanted,
} from "./builders.ts";
import { directory } from "../src/api/directory.ts";

let running: TestGateway | undefined;
const start = async (wanted?: Wanted): Promise<TestGateway> => (running = await startGateway(wanted));
afterEach(async () => {
  await running?.stop();
  running = undefined;
});

const json = { "content-type": "application/json" };
const problemIn = async (answer: Response): Promise<Record<string, unknown>> => {
  expect(answer.headers.get("content-type")).toContain("application/problem+json");
  const body = (await answer.json()) as Record<string, unknown>;
  expect(body).toMatchObject({ type: `urn:wangge:problem:${String(body["code"])}`, status: answer.status });
  expect(body["traceId"]).toMatch(/^[0-9a-f]{32}$/);
  return body;
};

/** One action of every service besides, so that all have been heard of. */
const othersAnnounced = {
  "enforcement.c": actionOf("GET /c"),
  "social.d": actionOf("GET /d"),
  "appraisal.e": actionOf("GET /e"),
  "webhooks.f": actionOf("GET /f"),
};

describe("a request", () => {
  it("that is longer than what is read is told so as every other one", async () => {
    const { url } = await start();
    const answer = await fetch(`${url}/api/v1/cases?after=${"0".repeat(20_000)}`);
    expect(answer.status).toBe(431);
    expect(await problemIn(answer)).toMatchObject({ code: "http.headers_too_large" });
  });

  it("goes to the service with its actor, its key and its trace", async () => {
    let seen: { name: string; input: unknown; meta: WireMeta | undefined } | undefined;
    const { url, as } = await start({
      call: (name, input, meta) => {
        seen = { name, input, meta };
        return Promise.resolve({ caseId: "01J" });
      },
    });
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const answer = await fetch(`${url}/api/v1/cases/01J/assign`, {
      method: "POST",
      headers: { ...json, ...(await as("dispatcher")), "idempotency-key": "k 1", traceparent },
      body: JSON.stringify({ department: "housing" }),
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("traceresponse")).toBe(traceparent);
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(seen).toMatchObject({
      name: "dispatch.assign",
      input: { caseId: "01J", department: "housing" },
      meta: {
        external: true,
        traceparent,
        idempotencyKey: "dev-dispatcher:k 1",
        actor: { id: "dev-dispatcher", roles: ["dispatcher"] },
      },
    });
  });

  it("has the announced status, and a key of its own without an account", async () => {
    const { url } = await start();
    const answer = await fetch(`${url}/api/v1/reports`, {
      method: "POST",
      headers: { ...json, "idempotency-key": "a" },
      body: '{"description":"smoke"}',
    });
    expect(answer.status).toBe(201);
    expect(await answer.json()).toEqual({ key: "anonymous:a" });
  });

  it("may be larger where its action says so, up to what the gateway allows", async () => {
    const { url, as } = await start({
      environment: { BODY_LIMIT_BYTES: "2048", LARGE_BODY_LIMIT_BYTES: "8192" },
      call: (_name, input) => Promise.resolve({ length: JSON.stringify(input).length }),
      actions: {
        ...sampleActions,
        "registry.small": actionOf("POST /small"),
        "registry.large": { ...actionOf("POST /large"), bodyBytes: 4096 },
        "registry.huge": { ...actionOf("POST /huge"), bodyBytes: 1 << 30 },
      },
    });
    const headers = { ...json, ...(await as("clerk")) };
    const statusOf = async (path: string, size: number, isChunked = false) => {
      const body = JSON.stringify({ text: "x".repeat(size) });
      const sent = isChunked ? new Blob([body]).stream() : body;
      const answer = await fetch(`${url}/api/v1${path}`, { method: "POST", headers, body: sent, duplex: "half" }); // prettier-ignore
      return answer.status;
    };
    for (const isChunked of [false, true]) {
      expect(await statusOf("/small", 1_000, isChunked)).toBe(200);
      expect(await statusOf("/small", 3_000, isChunked)).toBe(413);
      expect(await statusOf("/large", 3_000, isChunked)).toBe(200);
      expect(await statusOf("/large", 5_000, isChunked)).toBe(413);
      expect(await statusOf("/huge", 7_000, isChunked)).toBe(200);
      expect(await statusOf("/huge", 9_000, isChunked)).toBe(413);
    }
  });

  it("is refused with a problem where it makes no sense", async () => {
    const { url, as } = await start({ environment: { BODY_LIMIT_BYTES: "2048" } });
    const post = (body: string, headers: Record<string, string> = json) =>
      fetch(`${url}/api/v1/reports`, { method: "POST", headers, body });
    const codes = async (answers: readonly Response[]) =>
      Promise.all(answers.map(async (answer) => [answer.status, (await problemIn(answer))["code"]]));
    expect(
      await codes([
        await post("{"),
        await post('{"description":"\u0000"}'.replace("\u0000", "x"), { "content-type": "text/plain" }),
        await post("{}", { "content-type": "application/json; charset=gbk" }),
        await post("{}", { ...json, "content-encoding": "gzip" }),
        await post("{}", { "content-type": "application/x-ndjson" }),
        await post(JSON.stringify({ description: "x".repeat(3000) })),
        await post('{"description":1}'),
        await post('{"description":"a","more":1}'),
        await post('{"description":"a","__proto__":{}}'),
        await post('{"description":"a"}', { ...json, "idempotency-key": "x".repeat(201) }),
        await fetch(`${url}/api/v1/nothing`),
        await fetch(`${url}/elsewhere`),
        await fetch(`${url}/api/v1/reports/%zz`),
        await fetch(`${url}/api/v1/cases?limit=5&limit=6`, { headers: await as("clerk") }),
      ]),
    ).toEqual([
      [400, "http.bad_json"],
      [415, "http.media_type_unsupported"],
      [415, "http.media_type_unsupported"],
      [415, "http.media_type_unsupported"],
      [415, "http.media_type_unsupported"],
      [413, "http.body_too_large"],
      [400, "input.invalid"],
      [400, "input.invalid"],
      [400, "input.invalid"],
      [400, "http.idempotency_key"],
      [503, "service.unavailable"],
      [404, "http.not_found"],
      [400, "http.bad_url"],
      [400, "input.invalid"],
    ]);
  });

  it("with the wrong method learns the right ones; with an unknown path, once all are heard of, 404", async () => {
    const { url } = await start({
      actions: { ...sampleActions, ...othersAnnounced, "registry.get": actionOf("GET /grids") },
    });
    const wrong = await fetch(`${url}/api/v1/cases`, { method: "DELETE" });
    expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
    const unknown = await fetch(`${url}/api/v1/nothing`);
    expect([unknown.status, (await problemIn(unknown))["code"]]).toEqual([404, "http.not_found"]);
    expect((await fetch(`${url}/api/v1/grids`, { method: "HEAD" })).status).toBe(200);
  });

  it("that the HTTP parser refuses gets a problem too", async () => {
    const { gateway } = await start();
    const port = portOf(gateway);
    const text = await new Promise<string>((resolve, reject) => {
      const socket = connect(port, "127.0.0.1", () => socket.write("NONSENSE\r\n\r\n"));
      let all = "";
      socket.on("data", (data) => (all += data.toString()));
      socket.on("close", () => resolve(all));
      socket.on("error", reject);
    });
    expect(text).toContain("400 Bad Request");
    expect(text).toContain("urn:wangge:problem:http.bad_request");
  });
});

describe("an answer", () => {
  const asked = async (error: Error) => {
    const { url } = await start({ call: () => Promise.reject(error) });
    const answer = await fetch(`${url}/api/v1/reports`, { method: "POST", headers: json, body: "{}" });
    const { status, headers } = answer;
    return { status, headers, problem: await problemIn(answer) };
  };

  it("keeps the details of a refusal, but not over the problem's own members", async () => {
    const { status, problem } = await asked(
      new DomainError("rule", "dispatch.case.not_assignable", "Not possible", { status: "closed", since: 1 }),
    );
    expect(status).toBe(422);
    expect(problem).toMatchObject({ code: "dispatch.case.not_assignable", detail: "Not possible", since: 1 });
  });

  it("says when to come back where a service is away", async () => {
    const { status, headers } = await asked(new DomainError("unavailable", "service.unavailable", "away"));
    expect([status, headers.get("retry-after")]).toEqual([503, "1"]);
  });

  it("tells nothing of a bug but its trace", async () => {
    const { status, problem } = await asked(new Error("secret at /srv/app.ts:1"));
    expect(status).toBe(500);
    expect(problem["code"]).toBe("internal");
    expect(JSON.stringify(problem)).not.toContain("secret");
  });
});

describe("limits", () => {
  it("slow down one client, not the next", async () => {
    const { url, as } = await start({ environment: { RATE_PER_SECOND: "3" } });
    const ask = async (headers: Record<string, string> = {}) =>
      fetch(`${url}/api/v1/reports`, { method: "POST", headers: { ...json, ...headers }, body: '{"description":"a"}' });
    const statuses: number[] = [];
    for (let turn = 0; turn < 12; turn += 1) statuses.push((await ask()).status);
    expect(statuses[0]).toBe(201);
    expect(statuses).toContain(429);
    const refused = (await Promise.all(Array.from({ length: 8 }, () => ask()))).find(({ status }) => status === 429);
    expect(refused?.headers.get("retry-after")).toBe("1");
    expect((await ask(await as("clerk"))).status).toBe(201);
  });

  it("say no to more at once than the process can hold, and take on again after it", async () => {
    const open: (() => void)[] = [];
    const { url } = await start({
      environment: { MAX_IN_FLIGHT: "2" },
      call: () => new Promise((resolve) => open.push(() => resolve({}))),
    });
    const ask = () => fetch(`${url}/api/v1/reports`, { method: "POST", headers: json, body: "{}" });
    const held = [ask(), ask()];
    await expect.poll(() => open.length).toBe(2);
    const refused = await ask();
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
    for (const go of open) go();
    expect((await Promise.all(held)).map(({ status }) => status)).toEqual([201, 201]);
    const later = ask();
    await expect.poll(() => open.length).toBe(3);
    open[2]?.();
    expect((await later).status).toBe(201);
  });
});

describe("the gateway", () => {
  it("finishes what it has before it goes", async () => {
    let answer: (() => void) | undefined;
    const { url, gateway, stop } = await start({ call: () => new Promise((resolve) => (answer = () => resolve({}))) });
    const asked = fetch(`${url}/api/v1/reports`, { method: "POST", headers: json, body: "{}" });
    await expect.poll(() => answer).toBeDefined();
    const stopped = stop();
    await expect.poll(() => gateway.app.server.listening).toBe(false);
    answer?.();
    expect((await asked).status).toBe(201);
    await stopped;
  });

  it("learns new routes while it runs", async () => {
    const { url, announce } = await start({ actions: { "dispatch.a": actionOf("GET /a") } });
    announce({ "dispatch.a": actionOf("GET /a"), "registry.b": actionOf("GET /b") });
    await expect.poll(async () => (await fetch(`${url}/api/v1/b`)).status).toBe(200);
  });

  it("keeps the places of a service that is away", () => {
    let actions: Record<string, ReturnType<typeof actionOf>> = { "dispatch.a": actionOf("GET /a") };
    const services = directory(
      { announced: () => announcedBy(actions), onChange: () => undefined },
      ["dispatch", "intake"],
      silentLog,
    );
    services.start();
    actions = {};
    services.start();
    expect(services.table().find("GET", "/a")?.route.action).toBe("dispatch.a");
    actions = { "dispatch.b": actionOf("GET /b") };
    services.start();
    expect(services.table().find("GET", "/a")).toBeUndefined();
    expect(services.unheard()).toEqual(["intake"]);
  });

  it("is ready when the bus is there and services have announced themselves", async () => {
    const { url, announce } = await start({ actions: {} });
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
    announce({ ...sampleActions, ...othersAnnounced, "registry.b": actionOf("GET /b") });
    await expect.poll(async () => (await fetch(`${url}/readyz`)).status).toBe(200);
    expect((await fetch(`${url}/livez`)).status).toBe(200);
  });

  it("tells nobody outside how it does: metrics are on the health port alone", async () => {
    const { url } = await start({ actions: {} });
    expect((await fetch(`${url}/metrics`)).status).toBe(404);
  });
});
