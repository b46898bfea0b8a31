import { randomBytes } from "node:crypto";
import { PhotoAddedV1 } from "@wangge/contracts/events";
import { createBroker, silentLog, type BlobStore, type Call, type Running, type WireMeta } from "@wangge/kit";
import { eventually, realBus, realMongo, type RealBus, type RealMongo } from "@wangge/kit/testing";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { compose } from "../src/compose.ts";
import { loadPhotoRules } from "../src/app/photos/rules.ts";
import {} from "./builders.ts";
import { manifests } from "./builders.ts";
import { startReplica } from "./replica.ts";
import { telephoneJpeg } from "@wangge/kit/testing/pictures";

const GRID = "510108002001001";
const clerk: WireMeta = { actor: { id: "acc-clerk", roles: ["clerk"] }, external: true };
const supervisor: WireMeta = { actor: { id: "acc-supervisor", roles: ["supervisor"] }, external: true };
const anybody: WireMeta = { external: true };

let nats: RealBus;
let mongo: RealMongo;
let content: string;
const running: Running[] = [];

beforeAll(async () => {
  [nats, mongo] = await Promise.all([realBus(manifests), realMongo()]);
  content = (await telephoneJpeg(3000, 2000)).toString("base64");
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
});
afterAll(async () => {
  await Promise.all([nats.stop(), mongo.stop()]);
});

interface Options {
  /** Replaces the store of contents: a process that is killed on the way. */
  readonly dying?: (blobs: BlobStore) => BlobStore;
  /** Ahead of the time: what is to wait has waited. */
  readonly aheadMs?: number;
}

const neighbours: Readonly<Record<string, (input: never) => unknown>> = {
  "registry.resolve": ({ places }: { readonly places: readonly unknown[] }) => ({ grids: places.map(() => GRID) }),
  "registry.version": () => ({ version: "1" }),
  "dispatch.track": () => ({ progress: null, handles: false }),
};

const start = async ({ dying = (blobs) => blobs, aheadMs = 0 }: Options = {}): Promise<Call> => {
  const one = await startReplica({ nats, mongo }, (parts) => {
    const { clock } = parts;
    return compose({
      ...parts,
      clock: {
        ...clock,
        ms: () => clock.ms() + aheadMs,
        now: () => new Date(clock.ms() + aheadMs).toISOString(),
      },
      call: async (name, input, meta) => neighbours[name]?.(input as never) ?? parts.call(name, input, meta),
      store: { ...parts.store, blobs: async (bucket) => dying(await parts.store.blobs(bucket)) },
    });
  });
  running.push(one);
  return one.call;
};

const killed = (): Promise<never> => Promise.reject(new Error("killed"));
const count = (part: string): Promise<number> => mongo.db.collection(`photoContents.${part}`).countDocuments();
const counts = async (): Promise<readonly number[]> => Promise.all([count("files"), count("unkept")]);
const accept = async (call: Call, more: object = {}): Promise<string> => {
  const input = { category: "event-0201", description: "乱贴小广告", grid: GRID, ...more };
  return ((await call("intake.accept", input, anybody)) as { reportId: string }).reportId;
};
const add = async (call: Call, reportId: string): Promise<string> =>
  ((await call("intake.addPhoto", { reportId, content }, clerk)) as { photoId: string }).photoId;
const sizeOf = async (call: Call, photoId: string): Promise<number> =>
  Buffer.from(((await call("intake.photo", { photoId }, anybody)) as { content: string }).content, "base64").length;
const photosOf = async (call: Call, reportId: string): Promise<readonly { photoId: string }[]> =>
  ((await call("intake.photos", { reportId }, anybody)) as { photos: { photoId: string }[] }).photos;

it("a photo is kept, seen by another replica, published once, and gone with the words of its report", async () => {
  const [one, other] = [await start(), await start()];
  const reportId = await accept(one);
  const photoId = await add(one, reportId);
  expect(await sizeOf(other, photoId)).toBeGreaterThan(5_000);
  expect(await counts()).toEqual([2, 0]);
  await eventually(async () => {
    const found = await nats.bus.read("EVT_INTAKE", { subject: `evt.${PhotoAddedV1.subject}.>`, limit: 100 });
    expect(found.length).toBe(1);
  });
  const reason = { purpose: "request", text: "本人申请删除个人信息" };
  await one("intake.erase", { reportId, reason }, supervisor);
  expect([await count("files"), await count("chunks"), await count("unkept")]).toEqual([0, 0, 0]);
  await expect(sizeOf(other, photoId)).rejects.toMatchObject({ code: "intake.photo.unknown" });
});

it("content whose process died before the photo was written is deleted, in whatever state it was", async () => {
  const reportId = await accept(await start());
  let puts = 0;
  const half = await start({
    dying: (blobs) => ({
      ...blobs,
      put: async (name, bytes, at) => {
        await blobs.put(name, bytes, at);
        puts += 1;
        if (puts === 2) await killed();
      },
    }),
  });
  await expect(add(half, reportId)).rejects.toThrow("killed");
  expect(await counts()).toEqual([2, 2]);
  await start();
  expect(await counts()).toEqual([2, 2]);
  await start({ aheadMs: 700_000 });
  expect([await count("files"), await count("chunks"), await count("unkept")]).toEqual([0, 0, 0]);
});

it("content whose process died after the photo was written is kept", async () => {
  const reportId = await accept(await start());
  const dying = await start({ dying: (blobs) => ({ ...blobs, keep: killed }) });
  await expect(add(dying, reportId)).rejects.toThrow("killed");
  expect(await counts()).toEqual([2, 2]);
  const next = await start({ aheadMs: 700_000 });
  expect(await counts()).toEqual([2, 0]);
  const [photo] = await photosOf(next, reportId);
  expect(await sizeOf(next, photo?.photoId ?? "")).toBeGreaterThan(5_000);
});

it("a photo that was uploaded ahead goes with its report, or goes", async () => {
  const before = await count("files");
  const call = await start();
  const upload = async (): Promise<object> => {
    const { photoId, secret } = (await call("intake.uploadPhoto", { content }, anybody)) as Record<string, string>;
    return { photoId, secret };
  };
  const reportId = await accept(call, { photos: [await upload()] });
  await upload();
  expect((await photosOf(call, reportId)).length).toBe(1);
  expect(await count("files")).toBe(before + 4);
  await start({ aheadMs: 3_700_000 });
  expect(await count("files")).toBe(before + 2);
  expect((await photosOf(call, reportId)).length).toBe(1);
});

it("the largest photo that may be sent fits into one message between two processes", async () => {
  const call = await start();
  const reportId = await accept(call);
  const { connection } = await nats.connect();
  const gateway = createBroker({
    nodeId: `gateway.${randomBytes(4).toString("hex")}`,
    connection,
    requestTimeoutMs: 10_000,
    log: silentLog,
    definition: undefined,
  });
  await gateway.start();
  await eventually(() => {
    expect(gateway.announced().some(({ name }) => name === "intake.addPhoto")).toBe(true);
  });
  const { maxBytes } = loadPhotoRules()("2026-01-01");
  // A picture, and behind its end what makes it so large.
  const largest = Buffer.concat([Buffer.from(content, "base64"), randomBytes(maxBytes)]).subarray(0, maxBytes);
  const added = await gateway.call("intake.addPhoto", { reportId, content: largest.toString("base64") }, clerk);
  expect(added).toMatchObject({ reportId, status: "attached" });
  await gateway.stop();
});
