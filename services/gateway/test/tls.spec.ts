/** TLS as the gateway speaks it, over real connections. */
import { daysLeftOf, type Log } from "@wangge/kit";
import { eventually } from "@wangge/kit/testing";
import { request } from "node:https";
import { connect as connectPlain } from "node:net";
import { connect, createServer, type ConnectionOptions, type TlsOptions } from "node:tls";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { faultsOf } from "../../../deploy/tls/look.ts";
import { portOf, startGateway, type TestGateway } from "./builders.ts";
import { certificate, mounted, type Certificate } from "./certificates.ts";

interface Met {
  readonly protocol: string | null;
  readonly suite: string;
  readonly commonName: string;
}

/** One handshake. @throws what the other side, or this one, has against it */
const meet = (port: number, options: ConnectionOptions): Promise<Met> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port, rejectUnauthorized: false, ...options }, () => {
      const { CN } = socket.getPeerCertificate().subject;
      resolve({
        protocol: socket.getProtocol(),
        suite: socket.getCipher().name,
        commonName: typeof CN === "string" ? CN : "",
      });
      socket.destroy();
    });
    socket.on("error", reject);
  });

/** What a handshake comes to, in words. */
const outcome = (port: number, options: ConnectionOptions): Promise<string> =>
  meet(port, options).then(
    ({ protocol, suite }) => `let in by ${protocol ?? "nothing"} with ${suite}`,
    (error: unknown) => (error as NodeJS.ErrnoException).code ?? String(error),
  );

const old = (version: "TLSv1" | "TLSv1.1"): ConnectionOptions => ({
  minVersion: version,
  maxVersion: version,
  ciphers: "DEFAULT@SECLEVEL=0",
});
const of12 = (suite: string): ConnectionOptions => ({ maxVersion: "TLSv1.2", ciphers: `${suite}@SECLEVEL=0` });

/** Each is what a server with an RSA certificate may speak, if it is let. */
const outdated: readonly (readonly [string, ConnectionOptions])[] = [
  ["TLS 1.0", old("TLSv1")],
  ["TLS 1.1", old("TLSv1.1")],
  ["TLS 1.2 with CBC", of12("ECDHE-RSA-AES128-SHA256")],
  ["TLS 1.2 without forward secrecy", of12("AES128-GCM-SHA256")],
  ["TLS 1.2 with CBC and without forward secrecy", of12("AES256-SHA")],
];

describe("a gateway with a certificate", () => {
  let rsa: Certificate;
  let running: TestGateway;
  let port = 0;
  beforeAll(async () => {
    rsa = certificate("gateway", "rsa");
    running = await startGateway({ environment: { TLS_DIR: mounted(rsa).dir } });
    port = portOf(running.gateway);
  });
  afterAll(async () => {
    await running.stop();
  });

  it.each(outdated)("speaks no %s", async (_what, options) => {
    expect(await outcome(port, options)).toMatch(/ALERT_(PROTOCOL_VERSION|HANDSHAKE_FAILURE)$/);

    // The client would: a server that minds nothing is spoken to.
    const anything: TlsOptions = { ...rsa, minVersion: "TLSv1", ciphers: "ALL@SECLEVEL=0" };
    const mindless = createServer(anything).listen(0, "127.0.0.1");
    await once(mindless, "listening");
    expect(await outcome((mindless.address() as AddressInfo).port, options)).toMatch(/^let in by TLSv1/);
    mindless.close();
  });

  it("speaks TLS 1.3, and TLS 1.2 with forward secrecy and authenticated encryption", async () => {
    expect(await meet(port, {})).toMatchObject({ protocol: "TLSv1.3" });
    for (const suite of ["ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-CHACHA20-POLY1305"])
      expect(await meet(port, of12(suite))).toMatchObject({ protocol: "TLSv1.2", suite });
  });

  it("prefers the stronger suite, whatever the client would rather", async () => {
    const wished = "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384";
    expect(await meet(port, of12(wished))).toMatchObject({ suite: "ECDHE-RSA-AES256-GCM-SHA384" });
  });

  it("answers who trusts its certificate, and tells browsers to come by TLS alone", async () => {
    const sent = request(`${running.url}/livez`, { ca: rsa.cert });
    sent.end();
    const [response] = (await once(sent, "response")) as [NodeJS.ReadableStream & { headers: object; statusCode: number }]; // prettier-ignore
    response.resume();
    expect(response.statusCode).toBe(200);
    expect(response.headers).toMatchObject({ "strict-transport-security": "max-age=31536000; includeSubDomains" });
  });

  it("is found as it should be by a look from outside", async () => {
    const look = { url: new URL(running.url), plainPort: port, daysLeft: 0, ca: rsa.cert };
    expect(await faultsOf(look)).toEqual([]);
    expect(await faultsOf({ ...look, daysLeft: 14 })).toEqual([
      expect.stringContaining("has a certificate that ends in"),
    ]);
  });

  it("says nothing to who speaks without TLS", async () => {
    const socket = connectPlain(port, "127.0.0.1");
    socket.write("GET /livez HTTP/1.1\r\nhost: gateway\r\n\r\n");
    let said = "";
    socket.on("data", (bytes: Buffer) => (said += bytes.toString("latin1")));
    await once(socket, "close");
    expect(said).not.toContain("HTTP/1");
  });
});

describe("a renewed certificate", () => {
  let running: TestGateway | undefined;
  afterEach(async () => {
    await running?.stop();
    running = undefined;
  });

  const follow = async (): Promise<{
    readonly renew: (next: Certificate) => void;
    readonly served: () => Promise<string>;
    readonly complaints: string[];
  }> => {
    const complaints: string[] = [];
    const log: Log = {
      ...{ debug: () => undefined, info: () => undefined, warn: () => undefined },
      error: ({ error }) => void complaints.push(String(error)),
    };
    const { dir, renew } = mounted(certificate("first"));
    const started = await startGateway({ environment: { TLS_DIR: dir }, rereadMs: 20, log });
    running = started;
    const served = async (): Promise<string> => (await meet(portOf(started.gateway), {})).commonName;
    expect(await served()).toBe("first");
    return { renew, served, complaints };
  };

  it("is served without a new start", async () => {
    const { renew, served, complaints } = await follow();
    renew(certificate("second", "rsa"));
    await eventually(async () => expect(await served()).toBe("second"));
    // In between the new key lay beside the old certificate, for whoever looked just then.
    expect(complaints.length).toBeLessThanOrEqual(1);
  });

  it("that cannot be served leaves the one before, and is complained of once", async () => {
    const { renew, served, complaints } = await follow();
    const second = certificate("second");
    renew({ cert: second.cert, key: certificate("another").key });
    await eventually(() => expect(complaints.some((one) => one.includes("mismatch"))).toBe(true));
    expect(await served()).toBe("first");

    complaints.length = 0;
    renew({ cert: "no certificate\n", key: second.key });
    await eventually(() => expect(complaints.length).toBeGreaterThan(0));
    expect(await served()).toBe("first");

    renew(second);
    await eventually(async () => expect(await served()).toBe("second"));
    expect(new Set(complaints).size).toBe(complaints.length);
  });
});

it("knows how many days its certificate has left", () => {
  const { cert } = certificate("for a day");
  const left = daysLeftOf(cert, Date.now());
  expect(left).toBeGreaterThan(0.9);
  expect(left).toBeLessThanOrEqual(1);
  expect(daysLeftOf(cert, Date.now() + 3 * 86_400_000)).toBeLessThan(-1);
});

it("does not start with a certificate that is not there, or a key of another", async () => {
  await expect(startGateway({ environment: { TLS_DIR: "/nowhere" } })).rejects.toThrow("ENOENT");
  const { dir } = mounted({ cert: certificate("one").cert, key: certificate("other").key });
  await expect(startGateway({ environment: { TLS_DIR: dir } })).rejects.toThrow("mismatch");
});
