import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Webhook } from "standardwebhooks";
import { postTo } from "../src/adapters/post.ts";
import { answering, startReceiver, type Receiver } from "./receiver.ts";

let receiver: Receiver;
let asked = 0;
const counting = createServer((_request, response) => {
  asked += 1;
  response.end();
});
beforeAll(async () => {
  receiver = await startReceiver();
  await new Promise<void>((resolve) => counting.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  await receiver.stop();
  counting.close();
});
beforeEach(() => {
  asked = 0;
});

const parcel = (url: string) => ({ url, headers: {}, body: "{}", timeoutMs: 1_000, mostResponseBytes: 100 });
const outside = postTo({ loopback: false });
const here = postTo({ loopback: true });

describe("an address that leads inside", () => {
  it.each([
    "https://127.0.0.1/",
    "https://localhost/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0177.1/",
    "https://127.1/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://0.0.0.0/",
    "https://[::]/",
    "https://10.0.0.1/",
    "https://172.16.0.1/",
    "https://192.168.1.1/",
    "https://100.64.0.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://[fd00:ec2::254]/",
    "https://[fe80::1]/",
    "https://224.0.0.1/",
    "https://user:pass@example.org/",
    "https://example.org:8443/",
    "https://example.org/#part",
    "http://example.org/",
    "ftp://example.org/",
    "file:///etc/passwd",
    "no address",
  ])("is not asked: %s", async (url) => {
    expect(await outside(parcel(url))).toMatchObject({ failure: "addressRefused" });
  });

  it("is not asked where this machine may be either, but for this machine itself", async () => {
    const { port } = counting.address() as AddressInfo;
    expect(await here(parcel(`http://127.0.0.1:${String(port)}/`))).toMatchObject({ status: 200 });
    expect(await here(parcel("https://10.0.0.1/"))).toMatchObject({ failure: "addressRefused" });
    expect(await here(parcel("https://169.254.169.254/"))).toMatchObject({ failure: "addressRefused" });
    expect(asked).toBe(1);
  });

  it("is not asked when another address sends there", async () => {
    const { port } = counting.address() as AddressInfo;
    receiver.secrets.push("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    const body = JSON.stringify({ type: "dispatch.case.closed.v1", data: {} });
    const now = new Date();
    const headers = {
      "webhook-id": "1",
      "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
      "webhook-signature": new Webhook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").sign("1", now, body),
    };
    for (const status of [301, 302, 303, 307, 308]) {
      receiver.answer = answering(status, { location: `http://127.0.0.1:${String(port)}/` });
      expect(await here({ ...parcel(receiver.url), headers, body })).toMatchObject({ status, failure: "redirected" });
    }
    expect(asked).toBe(0);
  });
});

describe("an answer", () => {
  it("is read to its limit and no further, and waited for so long and no longer", async () => {
    const endless = createServer((_request, response) => {
      const more = setInterval(() => response.write("x".repeat(40)), 1);
      response.once("close", () => {
        clearInterval(more);
      });
    });
    await new Promise<void>((resolve) => endless.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${String((endless.address() as AddressInfo).port)}/`;
    const { status, response } = await here(parcel(url));
    expect({ status, length: response?.length }).toEqual({ status: 200, length: 100 });
    endless.closeAllConnections();
    endless.close();

    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const quiet = `http://127.0.0.1:${String((silent.address() as AddressInfo).port)}/`;
    expect(await here({ ...parcel(quiet), timeoutMs: 100 })).toMatchObject({ failure: "timeout" });
    silent.closeAllConnections();
    silent.close();
    expect(await here(parcel(quiet))).toMatchObject({ failure: "away" });
  });

  it("may ask to be left alone for seconds or until a date, and for no more than a day", async () => {
    const server = createServer((request, response) => {
      response.writeHead(503, { "retry-after": decodeURIComponent(request.url?.slice(1) ?? "") }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
    const now = Date.parse("2026-11-30T01:00:00.000Z");
    const post = postTo({ loopback: true, now: () => now });
    const asks = async (header: string): Promise<number | undefined> =>
      (await post(parcel(url + encodeURIComponent(header)))).askedSeconds;
    expect(await asks("120")).toBe(120);
    expect(await asks("Mon, 30 Nov 2026 01:01:00 GMT")).toBe(60);
    expect(await asks("999999999")).toBe(86_400);
    expect(await asks("-5")).toBe(0);
    expect(await asks("soon")).toBeUndefined();
    server.close();
  });
});
