/** What holds for every answer, whoever asks what. */
import { idFrom, type Log } from "@wangge/kit";
import { request } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { portOf, startGateway, type TestGateway } from "./builders.ts";

let running: TestGateway | undefined;
afterEach(async () => {
  await running?.stop();
  running = undefined;
});

const YEAR_SECONDS = 31_536_000;

describe("every answer", () => {
  it("is for no other site, no frame, no cache, and for nothing but what it says it is", async () => {
    running = await startGateway();
    const { url, as } = running;
    const answers = await Promise.all([
      fetch(`${url}/api/v1/cases`, { headers: await as("clerk") }),
      fetch(`${url}/api/v1/cases`),
      fetch(`${url}/api/v1/cases`, { method: "DELETE" }),
      fetch(`${url}/api/v1/reports/%zz`),
      fetch(`${url}/nothing`),
      fetch(`${url}/openapi.json`),
      fetch(`${url}/open311/v2/services.json`),
      fetch(`${url}/livez`),
      fetch(`${url}/docs`),
      fetch(`${url}/`, { redirect: "manual" }),
    ]);
    for (const { headers, url: asked } of answers) {
      const header = (name: string): string => headers.get(name) ?? `none at ${asked}`;
      const policy = header("content-security-policy");
      for (const rule of ["default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"])
        expect(policy).toContain(rule);
      expect(header("x-content-type-options")).toBe("nosniff");
      expect(header("referrer-policy")).toBe("no-referrer");
      expect(header("cross-origin-resource-policy")).toBe("same-origin");
      const [, age] = /max-age=(\d+); includeSubDomains/.exec(header("strict-transport-security")) ?? [];
      expect(Number(age)).toBeGreaterThanOrEqual(YEAR_SECONDS);
      // No cookie, hence nothing that a browser sends by itself; no other origin may read.
      expect(headers.get("set-cookie")).toBeNull();
      expect(headers.get("access-control-allow-origin")).toBeNull();
      for (const name of ["server", "x-powered-by"]) expect(headers.get(name)).toBeNull();
      if (!asked.endsWith("/docs")) expect(header("cache-control")).toBe("no-store");
    }
  });

  it("to TRACE, CONNECT and methods that are none repeats nothing of the request", async () => {
    running = await startGateway();
    const port = portOf(running.gateway);
    const ask = (method: string, path: string): Promise<{ readonly status: number; readonly text: string }> =>
      new Promise((resolve, reject) => {
        const sent = request({ port, method, path, headers: { "x-secret": "echo-me" } }, (response) => {
          let text = "";
          response.setEncoding("utf8");
          response.on("data", (chunk: string) => (text += chunk));
          response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
        });
        sent.on("error", reject);
        sent.end();
      });
    for (const [method, path] of [
      ["TRACE", "/api/v1/cases"],
      ["TRACE", "/"],
      ["PROPFIND", "/api/v1/cases"],
      ["OPTIONS", "/api/v1/cases"],
    ] as const) {
      // prettier-ignore
      const { status, text } = await ask(method, path);
      expect([404, 405, 501]).toContain(status);
      expect(text).not.toContain("echo-me");
    }
  });
});

describe("who is not let in", () => {
  it("leaves a line with the reason, the action and the trace, and no name of an account", async () => {
    const lines: Readonly<Record<string, unknown>>[] = [];
    const note = (fields: Readonly<Record<string, unknown>>): void => void lines.push(fields);
    const log: Log = { debug: note, info: note, warn: note, error: note };
    running = await startGateway({ log });
    const { url, token } = running;
    await fetch(`${url}/api/v1/cases`);
    await fetch(`${url}/api/v1/cases`, { headers: { authorization: "Bearer a.b.c" } });
    const sub = "zhang.san";
    await fetch(`${url}/api/v1/cases`, { headers: { authorization: `Bearer ${await token("citizen", { sub })}` } });
    const account = idFrom("account", sub);
    expect(lines.filter(({ status }) => status !== undefined)).toMatchObject([
      { status: 401, code: "auth.sign_in", action: "dispatch.list" },
      { status: 401, code: "auth.token_invalid", action: "dispatch.list" },
      { status: 403, code: "auth.role_missing", action: "dispatch.list", account },
    ]);
    expect(JSON.stringify(lines)).not.toContain(sub);
    expect(lines.filter(({ traceId }) => /^[0-9a-f]{32}$/.test(String(traceId)))).toHaveLength(3);
  });
});

describe("the address of a client", () => {
  it("is his own unless a named proxy says otherwise", async () => {
    for (const [TRUST_PROXY, wanted] of [
      [undefined, "127.0.0.1"],
      ["127.0.0.1", "203.0.113.7"],
    ] as const) {
      // prettier-ignore
      let seen: string | undefined;
      running = await startGateway({
        environment: TRUST_PROXY === undefined ? {} : { TRUST_PROXY },
        call: (_name, _input, meta) => Promise.resolve(void (seen = meta?.address)),
      });
      await fetch(`${running.url}/api/v1/reports`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-forwarded-for": "203.0.113.7" },
        body: '{"description":"a"}',
      });
      expect(seen).toBe(wanted);
      await running.stop();
    }
    running = undefined;
  });
});

describe("a connection without a request", () => {
  /** Traefik's, of Go's own; those of others are shorter. */
  const PROXY_SECONDS = 90;

  it("is kept for longer than a proxy keeps it", async () => {
    running = await startGateway();
    const { headers } = await fetch(`${running.url}/livez`);
    const [, seconds] = /timeout=(\d+)/.exec(headers.get("keep-alive") ?? "") ?? [];
    expect(Number(seconds)).toBeGreaterThan(PROXY_SECONDS);
  });
});
