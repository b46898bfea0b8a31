import { execFile } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { headersIn, logExport, type LogExport } from "../src/telemetry/log-export.ts";

interface Sent {
  readonly path: string | undefined;
  readonly authorization: string | undefined;
  readonly service: string;
  readonly records: readonly {
    readonly severityText: string;
    readonly severityNumber: number;
    readonly timeUnixNano: string;
    readonly traceId?: string;
    readonly body: { readonly stringValue: string };
    readonly attributes: readonly { readonly key: string; readonly value: object }[];
  }[];
}

let sent: Sent[];
let status: number;
let collector: Server;
let endpoint: string;
let running: LogExport | undefined;

beforeEach(async () => {
  [sent, status, running] = [[], 200, undefined];
  collector = createServer((request, response) => {
    const parts: Buffer[] = [];
    request
      .on("data", (part: Buffer) => parts.push(part))
      .on("end", () => {
        const { resourceLogs } = JSON.parse(Buffer.concat(parts).toString()) as {
          readonly resourceLogs: readonly [
            {
              readonly resource: {
                readonly attributes: readonly [{ readonly value: { readonly stringValue: string } }];
              };
              readonly scopeLogs: readonly [{ readonly logRecords: Sent["records"] }];
            },
          ];
        };
        const [{ resource, scopeLogs }] = resourceLogs;
        const { url: path, headers } = request;
        const service = resource.attributes[0].value.stringValue;
        if (status === 200 || status === 404)
          sent.push({ path, authorization: headers.authorization, service, records: scopeLogs[0].logRecords });
        response.writeHead(status).end("{}");
      });
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => collector.once("listening", resolve));
  endpoint = `http://127.0.0.1:${String((collector.address() as AddressInfo).port)}`;
});
afterEach(async () => {
  await running?.stop();
  collector.closeAllConnections();
  await new Promise((resolve) => collector.close(resolve));
});

const begin = (more: object = {}): LogExport => {
  // Sent when a test says so.
  running = logExport({ endpoint, resource: { "service.name": "dispatch" }, everyMs: 3_600_000, ...more });
  return running;
};
const line = (msg: string, more: object = {}): string =>
  `${JSON.stringify({ level: 30, time: 1_764_515_000_123, name: "dispatch", ...more, msg })}\n`;
const bodies = (): readonly string[] => sent.flatMap(({ records }) => records.map(({ body }) => body.stringValue));

describe("lines of the log", () => {
  it("go to the collector with level, time, fields and trace, under the name of the service", async () => {
    const { take, flush } = begin({ headers: headersIn("authorization=Bearer%20x") });
    const traceId = "0af7651916cd43dd8448eb211c80319c";
    take(line("a case was not woken", { level: 50, traceId, case: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W", attempt: 2 }));
    await flush();
    expect(sent).toMatchObject([{ path: "/v1/logs", authorization: "Bearer x", service: "dispatch" }]);
    expect(sent[0]?.records).toEqual([
      {
        ...{ timeUnixNano: "1764515000123000000", observedTimeUnixNano: "1764515000123000000" },
        ...{ severityNumber: 17, severityText: "ERROR", traceId, body: { stringValue: "a case was not woken" } },
        attributes: [
          { key: "case", value: { stringValue: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W" } },
          { key: "attempt", value: { doubleValue: 2 } },
        ],
      },
    ]);
  });

  it("wait in their order for a collector that is away; of too many the oldest go, and it is said how many", async () => {
    const { take, flush } = begin({ most: 3 });
    status = 503;
    for (const msg of ["1", "2", "3", "4", "5"]) take(line(msg));
    await flush();
    expect(sent).toEqual([]);
    status = 200;
    await flush();
    expect(bodies()).toEqual(["lines of the log were not sent", "3", "4", "5"]);
    expect(sent[0]?.records[0]?.attributes).toEqual([{ key: "lines", value: { doubleValue: 2 } }]);
    take(line("6"));
    await flush();
    expect(bodies().slice(4)).toEqual(["6"]);
  });

  it("are not sent again to a collector that takes none", async () => {
    const { take, flush } = begin();
    status = 404;
    take(line("1"));
    await flush();
    take(line("2"));
    await flush();
    expect(bodies()).toEqual(["1"]);
  });

  it("are sent whole where they are no JSON any more", async () => {
    const { take, flush } = begin();
    take('{"level":30,"count":***,"msg":"quoted"}\n');
    await flush();
    expect(bodies()).toEqual(['{"level":30,"count":***,"msg":"quoted"}']);
  });
});

it("a process that is started as services are sends its log by itself, and nobody's number in it", async () => {
  const kit = join(import.meta.dirname, "..");
  const program = `
    const { createLog } = await import("./src/log.ts");
    createLog("dispatch").warn({ reporter: "13800138000" }, "told by 13800138000");`;
  const env = { ...process.env, NODE_ID: "dispatch.1", OTEL_EXPORTER_OTLP_ENDPOINT: endpoint };
  const args = ["--import", "./src/telemetry/register.ts", "--input-type=module", "-e", program];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: kit, env });
  expect(stdout).toContain("told by ***");
  expect(sent).toMatchObject([{ service: "dispatch", records: [{ severityText: "WARN" }] }]);
  expect(bodies()).toEqual(["told by ***"]);
  expect(JSON.stringify(sent)).not.toContain("13800138000");
});
