import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { WireMeta } from "@wangge/kit";
import { eventually, memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fetchPhotoFrom } from "../src/adapters/fetch-photo.ts";
import { compose } from "../src/compose.ts";
import { manifest } from "../src/manifest.ts";
import { testConfig } from "./builders.ts";
import { telephoneJpeg } from "@wangge/kit/testing/pictures";

let server: Server;
let base: string;
let listener: RequestListener;
let asked = 0;
beforeAll(async () => {
  server = createServer((request, response) => {
    asked += 1;
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  asked = 0;
});

const never = new AbortController().signal;
const inside = fetchPhotoFrom({ maxBytes: 1000, allowPrivate: true, timeoutMs: 500 });
const outside = fetchPhotoFrom({ maxBytes: 1000, allowPrivate: false, timeoutMs: 500 });
const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => "ok",
    (error: unknown) => (error as { code?: string }).code,
  );
const answering =
  (status: number, body = "", headers: Record<string, string> = {}): RequestListener =>
  (_request, response) => {
    response.writeHead(status, headers).end(body);
  };

describe("an address that leads inside", () => {
  const port = (): string => new URL(base).port;
  it.each([
    ["loopback", () => "http://127.0.0.1/"],
    ["its name", () => "http://localhost/"],
    ["decimal", () => "http://2130706433/"],
    ["hexadecimal", () => "http://0x7f000001/"],
    ["octal and short", () => "http://0177.1/"],
    ["IPv6", () => "http://[::1]/"],
    ["IPv4 in IPv6", () => "http://[::ffff:127.0.0.1]/"],
    ["IPv4 in IPv6, in figures", () => "http://[::ffff:7f00:1]/"],
    ["nothing", () => "http://0.0.0.0/"],
    ["IPv6 of nothing", () => "http://[::]/"],
    ["a private network", () => "http://10.0.0.1/"],
    ["another", () => "https://192.168.1.1/"],
    ["the machine's own data", () => "http://169.254.169.254/latest/meta-data/"],
    ["a local network of IPv6", () => "http://[fd00::1]/"],
    ["a port of ours", () => `http://example.org:${port()}/`],
    ["a file", () => "file:///etc/passwd"],
    ["data", () => "data:image/png;base64,AAAA"],
    ["another protocol", () => "ftp://example.org/a.jpg"],
    ["names and passwords", () => "http://user:pass@example.org/"],
    ["no address", () => "photo.jpg"],
  ])("is not asked: %s", async (_what, url) => {
    expect(await codeOf(outside(url(), never))).toBe("intake.photo.address_refused");
    expect(asked).toBe(0);
  });

  it("is not asked either when another address sends there", async () => {
    for (const location of ["file:///etc/passwd", "gopher://127.0.0.1/", "http://user@example.org/"]) {
      listener = answering(302, "", { location });
      expect(await codeOf(inside(base, never))).toBe("intake.photo.address_refused");
    }
  });
});

describe("an address", () => {
  it("gives what lies there, also behind three others, and no more", async () => {
    listener = ({ url = "/" }, response) => {
      const left = Number(url.slice(1));
      if (left > 0) response.writeHead(302, { location: `/${String(left - 1)}` }).end();
      else response.end("picture");
    };
    expect(String(await inside(`${base}/3`, never))).toBe("picture");
    expect(await codeOf(inside(`${base}/4`, never))).toBe("intake.photo.address_refused");
  });

  it.each([
    ["nothing there", answering(404), "intake.photo.address_empty"],
    ["not for us", answering(403), "intake.photo.address_empty"],
    ["out of order", answering(500), "intake.photo.address_away"],
    ["too often", answering(429), "intake.photo.address_away"],
    ["too large, and said so", answering(200, "x".repeat(1001)), "intake.photo.too_large"],
    [
      "too large, without a word",
      (_request, response) => {
        const more = setInterval(() => response.write("x".repeat(400)), 5);
        response.once("close", () => {
          clearInterval(more);
        });
      },
      "intake.photo.too_large",
    ],
    [
      "too slow",
      (_request, response) => {
        response.write("x");
      },
      "intake.photo.address_away",
    ],
    [
      "cut off",
      (_request, response) => void response.write("x", () => response.destroy()),
      "intake.photo.address_away",
    ],
  ] as [string, RequestListener, string][])("may fail: %s", async (_what, answer, code) => {
    listener = answer;
    expect(await codeOf(inside(base, never))).toBe(code);
  });
});

describe("a photo of an address", () => {
  let platform: MemoryPlatform;
  const service: WireMeta = {};
  const start = (more: object = {}) =>
    memoryPlatform({
      manifests: [manifest],
      compose,
      config: { ...testConfig, PHOTO_FETCH_PRIVATE: true, ...more },
      calls: {
        "registry.resolve": () => ({ grids: ["510108002001001"] }),
        "registry.version": () => ({ version: "1" }),
        "dispatch.track": () => ({ progress: null }),
      },
    });
  const accept = async (): Promise<string> => {
    const input = { category: "event-0201", description: "乱贴小广告", grid: "510108002001001" };
    return ((await platform.call("accept", input, { external: true })) as { reportId: string }).reportId;
  };
  const addByUrl = async (reportId: string, more: object = {}): Promise<string> =>
    (
      (await platform.call("addPhotoByUrl", { reportId, url: `${base}/?token=s3cret`, ...more }, service)) as {
        photoId: string;
      }
    ).photoId;
  const photosOf = async (reportId: string): Promise<readonly Record<string, unknown>[]> => {
    const clerk: WireMeta = { actor: { id: "acc-1", roles: ["clerk"] }, external: true };
    return ((await platform.call("photos", { reportId }, clerk)) as { photos: Record<string, unknown>[] }).photos;
  };
  const settled = (reportId: string, status: string) =>
    eventually(async () => {
      expect(await photosOf(reportId)).toMatchObject([{ status }]);
    });

  it("is fetched behind the back of whoever reports, once, and its address is sealed", async () => {
    platform = await start();
    const jpeg = await telephoneJpeg();
    listener = (_request, response) => response.end(jpeg);
    const reportId = await accept();
    const point = { lng: 104, lat: 30 };
    const photoId = await addByUrl(reportId, { point });
    expect(await addByUrl(reportId, { point })).toBe(photoId);
    expect(JSON.stringify(platform.documents("photos"))).not.toMatch(/s3cret|127\.0\.0\.1/);
    await settled(reportId, "attached");
    expect(await photosOf(reportId)).toMatchObject([{ photoId, point, takenAt: "2017-12-27T01:00:00.000Z" }]);
    expect(await addByUrl(reportId)).toBe(photoId);
    expect(asked).toBe(1);
    await platform.stop();
  });

  it.each([
    ["is no picture", answering(200, "<html>"), "intake.photo.type"],
    ["is gone", answering(410), "intake.photo.address_empty"],
  ])("that %s is noted at the report and not asked for again", async (_what, answer, problem) => {
    platform = await start();
    listener = answer;
    const reportId = await accept();
    await addByUrl(reportId);
    await settled(reportId, "failed");
    expect(await photosOf(reportId)).toMatchObject([{ problem }]);
    await platform.stop();
  });

  it("that lies inside is noted too, where that is not allowed", async () => {
    platform = await start({ PHOTO_FETCH_PRIVATE: false });
    const reportId = await accept();
    await addByUrl(reportId, { url: "http://169.254.169.254/" });
    await settled(reportId, "failed");
    expect(await photosOf(reportId)).toMatchObject([{ problem: "intake.photo.address_refused" }]);
    await platform.stop();
  });

  it("that is away is asked again after a pause", async () => {
    platform = await start();
    listener = answering(503);
    const reportId = await accept();
    await addByUrl(reportId);
    await eventually(() => {
      expect(platform.documents("photos")).toMatchObject([
        { state: { status: "requested", attempts: 1, nextAt: "2017-12-27T01:01:00.000Z" } },
      ]);
    });
    await platform.stop();
  });

  it("is for services only", async () => {
    platform = await start();
    const clerk: WireMeta = { actor: { id: "acc-1", roles: ["admin"] }, external: true };
    const input = { reportId: await accept(), url: base };
    await expect(platform.call("addPhotoByUrl", input, clerk)).rejects.toMatchObject({ code: "auth.internal_only" });
    await platform.stop();
  });
});
