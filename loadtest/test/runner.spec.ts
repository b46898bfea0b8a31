import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const main = fileURLToPath(new URL("../runner/main.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "wangge-load-"));
const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  rmSync(folder, { recursive: true, force: true });
});

const serve = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
};

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly values: (metric: string) => Readonly<Record<string, number>>;
}

const SUMMARY = `
export const handleSummary = (data) => ({ [__ENV.SUMMARY]: JSON.stringify(data), stdout: "own summary" });`;

let count = 0;
const run = async (script: string, url: string, ...args: string[]): Promise<Ran> => {
  count += 1;
  const file = join(folder, `script-${String(count)}.js`);
  const summary = join(folder, `summary-${String(count)}.json`);
  writeFileSync(file, script);
  const child = spawn(process.execPath, [main, file, "--url", url, "--summary", summary, ...args]);
  let [out, err] = ["", ""];
  child.stdout.on("data", (data) => (out += String(data)));
  child.stderr.on("data", (data) => (err += String(data)));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return {
    code,
    out,
    err,
    values: (metric) => {
      const data = JSON.parse(readFileSync(summary, "utf8")) as {
        metrics: Record<string, { values: Record<string, number> }>;
      };
      return data.metrics[metric]?.values ?? {};
    },
  };
};

const IMPORTS = `import http from "k6/http"; import { check, group, sleep } from "k6"; import exec from "k6/execution";
import { Counter, Trend, Rate, Gauge } from "k6/metrics";`;

describe("a server that stalls for one second in every five", () => {
  // A run of one period meets exactly one stall, wherever it begins. What comes during the stall waits for its end; the rest is answered at once.
  const stalling = async (): Promise<string> => {
    const began = performance.now();
    return serve((_request, response) => {
      const at = (performance.now() - began) % 5000;
      setTimeout(() => response.end("ok"), at < 4000 ? 0 : 5000 - at);
    });
  };
  const script = (scenario: string): string => `${IMPORTS}
    export const options = { summaryTrendStats: ["p(90)", "p(99)", "max"], discardResponseBodies: true, scenarios: { only: ${scenario} } };
    export default () => http.get(__ENV.BASE_URL);${SUMMARY}`;

  it("shows it in p90 and p99 when users come as they please", async () => {
    const { values, code, out } = await run(
      script(`{ executor: "constant-arrival-rate", rate: 200, duration: "5s", preAllocatedVUs: 230, maxVUs: 400 }`),
      await stalling(),
    );
    expect([code, values("iterations")["count"], values("dropped_iterations")]).toEqual([0, 1000, {}]);
    // From send too: there was a VU for each, so nobody waited before asking.
    for (const metric of ["http_req_duration_from_intended", "http_req_duration"]) {
      const { "p(90)": p90, "p(99)": p99 } = values(metric);
      expect(p90).toBeGreaterThan(440);
      expect(p90).toBeLessThan(700);
      expect(p99).toBeGreaterThan(900);
      expect(p99).toBeLessThan(1250);
    }
    expect(out).toContain("http, from intended start:");
  });

  it("hides it from users who wait for each other, which the runner says", async () => {
    const { values, out } = await run(script(`{ executor: "constant-vus", vus: 2, duration: "5s" }`), await stalling());
    const { "p(90)": p90, "p(99)": p99, max } = values("http_req_duration");
    expect(max).toBeGreaterThan(700);
    expect(p90).toBeLessThan(100);
    expect(p99).toBeLessThan(300);
    expect(out).toContain("closed model");
  });
});

it("a server that is too slow for the VUs there are: what they could not begin is counted as dropped", async () => {
  const slow = await serve((_request, response) => setTimeout(() => response.end(), 500));
  const { values, out } = await run(
    `${IMPORTS}
    export const options = { scenarios: { a: { executor: "constant-arrival-rate", rate: 200, duration: "1s", preAllocatedVUs: 5 } } };
    export default () => http.get(__ENV.BASE_URL);${SUMMARY}`,
    slow,
  );
  const dropped = values("dropped_iterations")["count"] ?? 0;
  expect(dropped).toBeGreaterThan(150);
  expect(dropped + (values("iterations")["count"] ?? 0)).toBe(200);
  expect(out).toContain(`${String(dropped)} iterations were dropped`);
});

describe("a run", () => {
  it("does setup, scenarios and teardown, and counts what happened by scenario, group and check", async () => {
    const asked: string[] = [];
    const url = await serve((request, response) => {
      asked.push(`${request.method ?? ""} ${request.url ?? ""}`);
      response.statusCode = request.url === "/bad" ? 500 : 200;
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ list: [{ code: "x1" }] }));
    });
    const script = `${IMPORTS}
      import { SharedArray } from "k6/data"; import { b64encode } from "k6/encoding"; import { sha256, hmac } from "k6/crypto";
      const words = new SharedArray("words", () => ["a", "b"]);
      const seen = new Counter("seen"); const size = new Trend("size"); const fine = new Rate("fine"); const level = new Gauge("level");
      let own = 0;
      export const options = {
        scenarios: {
          open: { executor: "ramping-arrival-rate", startRate: 20, stages: [{ duration: "500ms", target: 40 }], preAllocatedVUs: 4, maxVUs: 20, exec: "ask", tags: { kind: "open" }, env: { WHO: "open" } },
          closed: { executor: "per-vu-iterations", vus: 2, iterations: 3, startTime: "200ms" },
          shared: { executor: "shared-iterations", vus: 2, iterations: 5, exec: "count" },
          ramp: { executor: "ramping-vus", startVUs: 1, stages: [{ duration: "300ms", target: 3 }], exec: "rest" },
        },
        thresholds: { "http_req_duration{kind:open}": ["p(99)<5000"], "checks{check:is fine}": ["rate==1"], "http_reqs{group:::outer}": ["count==6"], "seen{scenario:shared}": ["count==5"] },
      };
      export const setup = () => ({ code: http.get(__ENV.BASE_URL + "/setup").json("list.0.code") });
      export const ask = ({ code }) => { if (__ENV.WHO === "open") check(http.post(__ENV.BASE_URL + "/ask?" + words[exec.scenario.iterationInTest % 2], JSON.stringify({ code })), { "is fine": (r) => r.status === 200 }); };
      export default function () { own += 1; if (own !== __ITER + 1) throw new Error("modules are shared between VUs");
        group("outer", () => { fine.add(http.get(__ENV.BASE_URL + "/bad", { responseCallback: http.expectedStatuses(500) }).status === 500); }); }
      export const count = () => { seen.add(1); size.add(b64encode("x").length + sha256("x", "hex").length + hmac("sha256", "k", "x", "base64").length); level.add(exec.vu.idInTest); };
      export const rest = () => sleep(0.05);
      export const teardown = ({ code }) => { http.del(__ENV.BASE_URL + "/teardown/" + code); };${SUMMARY}`;
    const { code, out, err, values } = await run(script, url);
    expect([code, err.split("\n").slice(1).join("")]).toEqual([0, ""]);
    expect([asked[0], asked.at(-1)]).toEqual(["GET /setup", "DELETE /teardown/x1"]);
    expect(asked.filter((one) => one === "GET /bad")).toHaveLength(6);
    const opened = asked.filter((one) => one.startsWith("POST /ask")).length;
    expect([opened, new Set(asked.filter((one) => one.startsWith("POST"))).size]).toEqual([15, 2]);
    expect(values("checks")).toMatchObject({ rate: 1, passes: 15 });
    expect(values("size")).toMatchObject({ min: 4 + 64 + 44 });
    expect(values("fine")).toMatchObject({ rate: 1 });
    expect(values("http_req_failed")).toMatchObject({ rate: 0 });
    expect(out).toContain("own summary");
    expect(out).toContain("This is not k6");
  });

  it("ends with 99 when a threshold is crossed, at once where it says so, and otherwise with 0", async () => {
    const url = await serve((_request, response) => {
      response.statusCode = 500;
      response.end();
    });
    const script = (threshold: string) => `${IMPORTS}
      export const options = { thresholds: { http_req_failed: [${threshold}] }, scenarios: { a: { executor: "constant-arrival-rate", rate: 20, duration: __ENV.LONG || "1s", preAllocatedVUs: 2 } } };
      export default () => http.get(__ENV.BASE_URL);
      export const teardown = () => console.log("teardown", http.get(__ENV.BASE_URL).status);`;
    const began = performance.now();
    const [holds, crossed, cut] = await Promise.all([
      run(script(`"rate<=1"`), url),
      run(script(`"rate<0.5"`), url),
      run(script(`{ threshold: "rate<0.5", abortOnFail: true }`), url, "-e", "LONG=5m"),
    ]);
    expect([holds.code, crossed.code, cut.code]).toEqual([0, 99, 99]);
    expect(cut.out).toContain("teardown 500");
    expect(crossed.out).toContain("✗ http_req_failed: rate<0.5 does not hold: 1");
    expect(performance.now() - began).toBeLessThan(20_000);
  });

  it("that cannot begin says why, with the number that k6 has for it", async () => {
    const url = await serve((_request, response) => response.end());
    const runs = await Promise.all(
      [
        `export const options = { thresholds: { nobody: ["avg<1"] } }; export default () => undefined;`,
        `export const options = { scenarios: { a: { executor: "constant-vus", duration: "1s", exec: "gone" } } };`,
        `import { thing } from "k6/ws"; export default () => thing();`,
        `export const setup = () => { throw new Error("no tokens"); }; export default () => undefined;`,
        `import fs from "node:fs"; export default () => fs;`,
        `import exec from "k6/execution"; export default () => exec.test.abort("enough");`,
      ].map((script) => run(script, url)),
    );
    expect(runs.map(({ code }) => code)).toEqual([104, 104, 107, 107, 107, 108]);
    expect(runs.slice(0, 5).map(({ err }) => /nobody|gone|k6\/ws|no tokens|node:fs/.test(err))).toEqual(
      Array(5).fill(true),
    );
  });
});
