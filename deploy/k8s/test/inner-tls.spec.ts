/** What services tell of themselves within a cluster goes by TLS: figures to who collects them, spans and lines of the log to a collector. */
import { execFile } from "node:child_process";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { get as getPlain } from "node:http";
import { createServer, get } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { promisify } from "node:util";
import { silentLog, startHealth, tlsFrom, type Health } from "@wangge/kit";
import { eventually } from "@wangge/kit/testing";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { root } from "../../local/stack.mjs";
import { authorityOf, newAuthority, type KeyPair } from "../authority.ts";

let pair: KeyPair;
let dir: string;
const sign = (name: string): void => {
  const { certificate, key } = authorityOf(pair).sign(name, [name, "metrics", "localhost"]);
  for (const [file, text] of [
    ["tls.key", key],
    ["tls.crt", certificate],
  ] as const) {
    writeFileSync(join(dir, `${file}.new`), text);
    renameSync(join(dir, `${file}.new`), join(dir, file));
  }
};

beforeAll(() => {
  pair = newAuthority();
});
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "wangge-inner-tls-"));
  writeFileSync(join(dir, "ca.crt"), pair.certificate);
  sign("dispatch");
});
afterEach(() => {
  rmSync(dir, { recursive: true });
});

describe("figures and probes of a service with a certificate", () => {
  let health: Health;
  beforeEach(async () => {
    const tls = tlsFrom(dir, { minVersion: "TLSv1.3" }, silentLog, 20);
    health = await startHealth({ host: "127.0.0.1", port: 0, notReady: () => undefined, tls });
  });
  afterEach(() => health.close());

  interface Collected {
    readonly status: number | undefined;
    readonly protocol: string | null;
    readonly name: unknown;
  }
  /** As Prometheus asks, by `wangge-scrape`: at an address, for the name that every certificate has. */
  const collect = (more: object): Promise<Collected> =>
    new Promise((resolve, reject) => {
      const to = { host: "127.0.0.1", port: health.port, path: "/metrics", servername: "metrics", agent: false };
      get({ ...to, ...more }, (response) => {
        const socket = response.socket as TLSSocket;
        const found = { protocol: socket.getProtocol(), name: socket.getPeerCertificate().subject.CN };
        response.resume().once("end", () => resolve({ status: response.statusCode, ...found }));
      }).once("error", reject);
    });

  it("are told by TLS 1.3 to who trusts the installation's authority, to a kubelet, and to nobody in clear", async () => {
    expect(await collect({ ca: pair.certificate })).toEqual({ status: 200, protocol: "TLSv1.3", name: "dispatch" });
    await expect(collect({})).rejects.toThrow(/unable to verify|self-signed/);
    await expect(collect({ ca: pair.certificate, servername: "registry" })).rejects.toThrow(/altnames/);
    await expect(collect({ ca: pair.certificate, maxVersion: "TLSv1.2" })).rejects.toThrow(/protocol version/i);
    // A kubelet looks at no certificate.
    expect(await collect({ path: "/readyz", rejectUnauthorized: false })).toMatchObject({ status: 200 });
    const plain = new Promise((resolve, reject) =>
      getPlain({ port: health.port, path: "/metrics", agent: false }, resolve).once("error", reject),
    );
    await expect(plain).rejects.toThrow();
  });

  it("go on with the next certificate when it is renewed", async () => {
    sign("renewed");
    await eventually(async () => expect((await collect({ ca: pair.certificate })).name).toBe("renewed"));
  });
});

describe("a collector with a certificate", () => {
  /** A service's process says a line and does some work that is traced, and ends. */
  const run = async (endpoint: string, trusted: object): Promise<void> => {
    const program = `
      const { createLog } = await import("./src/log.ts");
      const { inSpan } = await import("./src/telemetry/telemetry.ts");
      createLog("dispatch").warn("told");
      await inSpan("work", {}, async () => undefined);`;
    const env = { ...process.env, NODE_ID: "dispatch.1", OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ...trusted };
    const args = ["--import", "./src/telemetry/register.ts", "--input-type=module", "-e", program];
    await promisify(execFile)(process.execPath, args, { cwd: join(root, "shared/kit"), env });
  };

  /** What it is sent by a process with this environment. */
  const sent = async (environment: object, scheme = "https"): Promise<readonly string[]> => {
    const paths: string[] = [];
    const { certificate, key } = authorityOf(pair).sign("telemetry", ["telemetry", "localhost"]);
    // As `client_ca_file` has it in the collector's own configuration.
    const terms = { cert: certificate, key, ca: pair.certificate, requestCert: true, rejectUnauthorized: true };
    const collector = createServer(terms, (request, response) => {
      paths.push(request.url ?? "");
      request.resume().once("end", () => response.end("{}"));
    }).listen(0, "localhost");
    await new Promise((resolve) => collector.once("listening", resolve));
    const { port } = collector.address() as AddressInfo;
    await run(`${scheme}://localhost:${String(port)}`, environment);
    collector.closeAllConnections();
    await new Promise((resolve) => collector.close(resolve));
    return paths.sort();
  };
  const trusting = () => ({ NODE_EXTRA_CA_CERTS: join(dir, "ca.crt") });
  const proven = () => ({
    OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: join(dir, "tls.crt"),
    OTEL_EXPORTER_OTLP_CLIENT_KEY: join(dir, "tls.key"),
  });

  it("is told spans and lines by TLS, by who trusts the installation's authority and has a certificate of it", async () => {
    expect(await sent({ ...trusting(), ...proven() })).toEqual(["/v1/logs", "/v1/traces"]);
  }, 30_000);

  it.each([
    ["by who does not trust it", () => ({ ...proven(), NODE_EXTRA_CA_CERTS: "" }), "https"],
    ["by who has no certificate", trusting, "https"],
    ["in clear", () => ({ ...trusting(), ...proven() }), "http"],
  ])(
    "is told nothing %s",
    async (_, environment, scheme) => {
      expect(await sent(environment(), scheme)).toEqual([]);
    },
    30_000,
  );
});
