import {
  PhotoAddedV1,
  PhotoHiddenV1,
  PhotoReadV1,
  PhotoRedactedV1,
  PhotoRemovedV1,
  PhotoShownV1,
} from "@wangge/contracts/events";
import type { Actor, Parts, WireMeta } from "@wangge/kit";
import { memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import sharp from "sharp";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { compose } from "../src/compose.ts";
import type { Config } from "../src/config.ts";
import { manifest } from "../src/manifest.ts";
import { testConfig } from "./builders.ts";
import { bomb, colourAt, INSIDE, telephoneJpeg, twoColours } from "@wangge/kit/testing/pictures";

const GRID = "510108002001001";
const PHONE = "13800000000";
const good = { category: "event-0201", description: "乱贴小广告", grid: GRID };
const reason = { purpose: "verification", text: "核对照片与现场是否一致" };
const BUCKET = "photoContents";

const as = (roles: Actor["roles"], more: Partial<Actor> = {}): WireMeta => ({
  actor: { id: `acc-${roles.join()}`, roles, ...more },
  external: true,
});
const clerk = as(["clerk"]);
const supervisor = as(["supervisor"]);
const worker = as(["gridWorker"], { worker: "w-0001" });
const otherWorker = as(["gridWorker"], { worker: "w-0002" });
const citizen = as(["citizen"]);
const anybody: WireMeta = { external: true };

interface Entry {
  readonly photoId: string;
  readonly status: string;
  readonly [field: string]: unknown;
}
interface Bytes {
  readonly content: string;
  readonly cache: string;
  readonly tag: string;
}
interface Claim {
  readonly photoId: string;
  readonly secret: string;
}

let jpeg: string;
let colours: string;
beforeAll(async () => {
  [jpeg, colours] = (await Promise.all([telephoneJpeg(), twoColours()])).map((bytes) => bytes.toString("base64")) as [
    string,
    string,
  ];
});

let platform: MemoryPlatform;
let dying: string | undefined;

/** Dies where `dying` says: when a photo is to be saved, or content deleted. */
const mortal = (parts: Parts<Config>): ReturnType<typeof compose> => {
  const die = (at: string): void => {
    if (dying === at) throw new Error("killed");
  };
  return compose({
    ...parts,
    store: {
      ...parts.store,
      decider: async (collection, rules, options) => {
        const made = await parts.store.decider(collection, rules, options);
        return {
          ...made,
          handle: async (id, command, ...rest) => {
            die((command as unknown as { readonly type: string }).type);
            return made.handle(id, command, ...rest);
          },
        };
      },
      blobs: async (bucket) => {
        const made = await parts.store.blobs(bucket);
        return {
          ...made,
          delete: async (names) => {
            die("delete");
            return made.delete(names);
          },
          keep: async (names) => {
            die("keep");
            return made.keep(names);
          },
        };
      },
    },
  });
};

const start = (config: Partial<Config> = {}): Promise<MemoryPlatform> =>
  memoryPlatform({
    manifests: [manifest],
    compose: mortal,
    config: { ...testConfig, ...config },
    calls: {
      "registry.resolve": ({ places }: { readonly places: readonly unknown[] }) => ({ grids: places.map(() => GRID) }),
      "registry.version": () => ({ version: "1" }),
      "dispatch.track": ({ party }: { readonly party?: { readonly worker?: string } }) => ({
        progress: { status: "assigned", overdue: false },
        ...(party === undefined ? {} : { handles: party.worker === "w-0001" }),
      }),
    },
  });

beforeEach(async () => {
  dying = undefined;
  platform = await start();
});
afterEach(() => platform.stop());

const call = async <T = Entry>(action: string, input: object, meta: WireMeta = clerk): Promise<T> =>
  (await platform.call(action, input, meta)) as T;
const report = async (more: object = {}): Promise<string> =>
  (await call<{ reportId: string }>("accept", { ...good, ...more }, anybody)).reportId;
const add = (reportId: string, more: object = {}, meta: WireMeta = clerk): Promise<Entry> =>
  call("addPhoto", { reportId, content: jpeg, channel: "web", ...more }, meta);
const see = (photoId: string, meta: WireMeta = anybody, more: object = {}): Promise<Bytes> =>
  call<Bytes>("photo", { photoId, ...more }, meta);
const list = (reportId: string, meta: WireMeta = anybody): Promise<{ photos: Entry[]; missing: object[] }> =>
  call("photos", { reportId }, meta);
const upload = (meta: WireMeta = anybody, more: object = {}): Promise<Claim> =>
  call<Claim>("uploadPhoto", { content: jpeg, ...more }, meta).then(({ photoId, secret }) => ({ photoId, secret }));
const pixels = (bytes: Bytes): Buffer => Buffer.from(bytes.content, "base64");
const unknown = { code: "intake.photo.unknown", kind: "missing" };
const blobs = async (): Promise<readonly string[]> => {
  const names = JSON.stringify(platform.documents("photos").map(({ history }) => history)).matchAll(
    /[0-9A-Z]{26}\/[0-9A-Z]{26}\/(?:full|thumb)/g,
  );
  const all = [...new Set([...names].map(([name]) => name))];
  const there = await Promise.all(all.map((name) => platform.blobs(BUCKET).get(name)));
  return all.filter((_, index) => there[index] !== undefined);
};
/** As after the sweep of another process, when all that is due is due. */
const restart = async (minutes = 0): Promise<void> => {
  const names = ["reports", "reporters", "accesses", "keys", "photos"];
  const kept = names.map((name) => [name, platform.documents(name)] as const);
  const old = platform.blobs(BUCKET);
  dying = undefined;
  const at = platform.clock.now();
  let isRestored = false;
  const waiting: typeof old = {
    ...old,
    unkept: (...asked) => (isRestored ? old.unkept(...asked) : Promise.resolve([])),
  };
  const next = await memoryPlatform({
    manifests: [manifest],
    compose: (parts: Parts<Config>) =>
      mortal({ ...parts, store: { ...parts.store, blobs: () => Promise.resolve(waiting) } }),
    config: testConfig,
    at: new Date(Date.parse(at) + minutes * 60_000).toISOString(),
  });
  for (const [name, documents] of kept) next.restore(name, documents);
  isRestored = true;
  await next.definition.onStart?.();
  await platform.stop();
  platform = Object.assign(next, { blobs: () => old });
};

describe("a photo of a report", () => {
  it("is seen by everybody, small too, without a word of who took it where", async () => {
    const reportId = await report();
    const added = await add(reportId);
    expect(added).toMatchObject({
      reportId,
      status: "attached",
      view: "near",
      stage: "report",
      width: 800,
      takenAt: "2017-12-27T01:00:00.000Z",
      point: INSIDE,
      fromExif: ["takenAt", "point"],
    });
    const [full, thumb] = [await see(added.photoId), await see(added.photoId, anybody, { size: "thumb" })];
    expect((await sharp(pixels(thumb)).metadata()).width).toBe(320);
    expect(full.tag).not.toBe(thumb.tag);
    expect(full.cache).toBe("revalidate");
    for (const bytes of [full, thumb]) expect((await sharp(pixels(bytes)).metadata()).exif).toBeUndefined();
    const { photos, missing } = await list(reportId);
    expect(photos).toEqual([
      {
        photoId: added.photoId,
        reportId,
        status: "attached",
        view: "near",
        stage: "report",
        takenAt: "2017-12-27T01:00:00.000Z",
        width: 800,
        height: 600,
      },
    ]);
    expect(missing).toEqual([
      { stage: "report", view: "far" },
      { stage: "report", view: "reference" },
    ]);
    await platform.settle();
    expect(platform.published(PhotoAddedV1)).toMatchObject([{ reportId, photoId: added.photoId, view: "near" }]);
  });

  it("lies sealed: neither store nor bus has its place, nor the store of contents a picture", async () => {
    await add(await report());
    await platform.settle();
    const all = JSON.stringify([platform.documents("photos"), platform.bus.stored("EVT_INTAKE")]);
    expect(all).not.toMatch(/104\.09|30\.66/);
    for (const name of await blobs()) {
      const content = await platform.blobs(BUCKET).get(name);
      expect(content?.includes(Buffer.from([0xff, 0xd8, 0xff]))).toBe(false);
    }
    expect((await blobs()).length).toBe(2);
  });

  it("is what its sender says, where he says something", async () => {
    const told = { takenAt: "2017-12-26T08:00:00.000Z", lng: 104, lat: 30, view: "reference" };
    expect(await add(await report(), told)).toMatchObject({
      ...{ takenAt: told.takenAt, view: "reference", fromExif: [], point: { lng: 104, lat: 30 } },
    });
  });

  it.each([
    ["half of a place", { lng: 104 }, "intake.photo.point"],
    ["a time to come", { takenAt: "2017-12-27T01:10:01.000Z" }, "intake.photo.taken_later"],
    ["a channel of others", { channel: "patrol" }, "intake.channel.not_yours"],
    ["no picture", { content: "aGVsbG8=" }, "intake.photo.type"],
    ["no base64", { content: "!!" }, "intake.photo.type"],
    ["too many pixels", { content: bomb().toString("base64") }, "intake.photo.too_many_pixels"],
    ["the name of a file", { fileName: "张三.jpg" }, "input.invalid"],
    ["more bytes than allowed", { content: "A".repeat(7_000_000) }, "input.invalid"],
  ])("is refused with %s, and nothing is kept", async (_what, more, code) => {
    await expect(add(await report(), more)).rejects.toMatchObject({ code });
    expect(platform.documents("photos")).toEqual([]);
  });

  it("is one photo, however often it is sent; another one is refused under its key", async () => {
    const reportId = await report();
    const keyed = { ...clerk, idempotencyKey: "acc:k" };
    const all = await Promise.all([add(reportId, {}, keyed), add(reportId, {}, keyed)]);
    expect((await add(reportId, {}, keyed)).photoId).toBe(all[0].photoId);
    expect(new Set(all.map(({ photoId }) => photoId)).size).toBe(1);
    await expect(add(reportId, { content: colours }, keyed)).rejects.toMatchObject({ code: "intake.photo.key_reused" });
    await restart(11);
    expect((await list(reportId)).photos.length).toBe(1);
    expect((await blobs()).length).toBe(2);
  });

  it("is one of so many", async () => {
    const reportId = await report();
    for (let index = 0; index < 20; index += 1) await add(reportId);
    await expect(add(reportId)).rejects.toMatchObject({ code: "intake.photo.too_many" });
  }, 60_000);

  it("is one of so many in an hour, of an account and of all who are not signed in", async () => {
    await platform.stop();
    platform = await start({ PHOTOS_PER_HOUR: 1, ANONYMOUS_PHOTOS_PER_HOUR: 2 });
    for (const meta of [anybody, anybody, citizen]) await upload(meta);
    for (const meta of [anybody, citizen])
      await expect(upload(meta)).rejects.toMatchObject({ code: "intake.photo.too_often", kind: "limited" });
  });

  it("of before and after is of who handles the case, or of the office", async () => {
    const reportId = await report();
    const after = { stage: "after", channel: "patrol" };
    expect(await add(reportId, after, worker)).toMatchObject({ stage: "after" });
    expect(await add(reportId, { stage: "before" })).toMatchObject({ stage: "before" });
    await expect(add(reportId, after, otherWorker)).rejects.toMatchObject({ code: "intake.photo.not_handler" });
    await expect(add(reportId, {}, citizen)).rejects.toMatchObject({ code: "auth.role_missing" });
    await expect(add(reportId, {}, anybody)).rejects.toMatchObject({ code: "auth.sign_in" });
  });
});

describe("a photo of a private report", () => {
  it("is for the office and who handles the case; for all others it is not there", async () => {
    const reportId = await report({ visibility: "private" });
    const { photoId } = await add(reportId);
    for (const meta of [clerk, supervisor, worker]) expect((await see(photoId, meta)).cache).toBe("none");
    for (const meta of [anybody, citizen, otherWorker, {}]) {
      await expect(see(photoId, meta)).rejects.toMatchObject(unknown);
      await expect(list(reportId, meta)).rejects.toMatchObject({ code: "intake.report.unknown" });
    }
    await expect(add(reportId, {}, otherWorker)).rejects.toMatchObject({ code: "intake.report.unknown" });
  });
});

describe("a photo that is uploaded ahead of its report", () => {
  it("is nobody's until the report names it", async () => {
    const photo = await upload();
    await expect(see(photo.photoId, supervisor)).rejects.toMatchObject(unknown);
    const reportId = await report({ photos: [photo] });
    expect((await list(reportId)).photos).toMatchObject([{ photoId: photo.photoId, status: "attached" }]);
    expect(pixels(await see(photo.photoId)).length).toBeGreaterThan(100);
    await platform.settle();
    expect(platform.published(PhotoAddedV1)).toMatchObject([{ reportId, photoId: photo.photoId }]);
  });

  it("gives the same id and secret when it is sent again", async () => {
    const keyed = { ...anybody, idempotencyKey: "anonymous:k" };
    expect(await upload(keyed)).toEqual(await upload(keyed));
    await expect(upload(keyed, { content: colours })).rejects.toMatchObject({ code: "intake.photo.key_reused" });
  });

  it("goes to nobody without its secret, and to one report only", async () => {
    const photo = await upload();
    const other = await upload();
    for (const wrong of [
      { ...photo, secret: "x" },
      { ...photo, secret: other.secret },
      { ...photo, photoId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W" },
    ])
      await expect(report({ photos: [wrong] })).rejects.toMatchObject(unknown);
    expect(platform.documents("reports")).toEqual([]);
    await report({ photos: [photo] });
    await expect(report({ photos: [photo] })).rejects.toMatchObject({ code: "intake.photo.taken" });
  });

  it("belongs to the same report when that is repeated, and makes another of it when it is another", async () => {
    const keyed = { ...anybody, idempotencyKey: "anonymous:r" };
    const photo = await upload();
    const input = { ...good, photos: [photo] };
    const { reportId } = await call<{ reportId: string }>("accept", input, keyed);
    expect(await call("accept", input, keyed)).toMatchObject({ reportId });
    await expect(call("accept", { ...good, photos: [await upload()] }, keyed)).rejects.toMatchObject({
      code: "intake.report.key_reused",
    });
    await restart();
    expect((await list(reportId)).photos.length).toBe(1);
  });

  it("comes with reports in bulk, each with its own", async () => {
    const photo = await upload();
    const items = [{ ...good, photos: [photo] }, good, { ...good, photos: [{ ...photo, secret: "x" }] }];
    const { results } = await call<{ results: { ok: boolean; receipt?: { reportId: string }; problem?: object }[] }>(
      "acceptMany",
      { items },
    );
    expect(results).toMatchObject([
      { ok: true },
      { ok: true },
      { ok: false, problem: { code: "intake.photo.unknown" } },
    ]);
    expect((await list(results[0]?.receipt?.reportId ?? "")).photos.length).toBe(1);
  });

  it("is removed after an hour, with its content", async () => {
    const photo = await upload();
    expect((await blobs()).length).toBe(2);
    await restart(59);
    expect((await blobs()).length).toBe(2);
    await restart(2);
    expect(await blobs()).toEqual([]);
    expect(platform.documents("photos")).toMatchObject([{ state: { status: "removed", cause: "expired", waste: [] } }]);
    expect(platform.documents("photos")[0]).not.toHaveProperty("sealed.key");
    await platform.settle();
    expect(platform.published(PhotoRemovedV1)).toEqual([]);
    expect(photo.secret.length).toBeGreaterThan(20);
  });

  it("comes to its report though the process dies when that is written", async () => {
    const photo = await upload();
    dying = "ClaimPhoto";
    const reportId = await report({ photos: [photo] });
    expect((await list(reportId)).photos).toEqual([]);
    await restart(120);
    expect((await list(reportId)).photos).toMatchObject([{ photoId: photo.photoId }]);
    expect(pixels(await see(photo.photoId)).length).toBeGreaterThan(100);
  });

  it("can be used again when its report never came to be", async () => {
    const photo = await upload();
    dying = "AcceptReport";
    await expect(report({ photos: [photo] })).rejects.toThrow("killed");
    dying = undefined;
    const reportId = await report({ photos: [photo] });
    expect((await list(reportId)).photos.length).toBe(1);
  });
});

describe("moderation", () => {
  const boxes = [{ left: 400, top: 100, width: 100, height: 100 }];

  it("hides a photo from all but the office, and shows it again", async () => {
    const reportId = await report();
    const { photoId } = await add(reportId);
    const hidden = await call("hidePhoto", { photoId, ground: "privacy", note: "看得见人脸" });
    expect(hidden).toMatchObject({ hidden: { ground: "privacy", note: "看得见人脸" } });
    for (const meta of [anybody, worker, supervisor]) await expect(see(photoId, meta)).rejects.toMatchObject(unknown);
    expect((await list(reportId)).photos).toEqual([]);
    expect((await list(reportId, worker)).photos).toEqual([]);
    expect((await list(reportId, clerk)).photos).toMatchObject([{ photoId, hidden: { ground: "privacy" } }]);
    await call("showPhoto", { photoId });
    expect(pixels(await see(photoId)).length).toBeGreaterThan(100);
    await platform.settle();
    expect(platform.published(PhotoHiddenV1)).toMatchObject([{ reportId, photoId, ground: "privacy" }]);
    expect(platform.published(PhotoShownV1).length).toBe(1);
    expect(JSON.stringify(platform.bus.stored("EVT_INTAKE"))).not.toContain("看得见");
  });

  it("blackens what everybody sees, again and again, and takes it back", async () => {
    const reportId = await report();
    const { photoId } = await add(reportId, { content: colours });
    const before = await see(photoId);
    await call("redactPhoto", { photoId, boxes });
    const after = await see(photoId);
    expect(after.tag).not.toBe(before.tag);
    expect(await colourAt(pixels(after), 450, 150)).toEqual({ r: 0, g: 0, b: 0 });
    expect((await colourAt(pixels(await see(photoId, anybody, { size: "thumb" })), 225, 75)).b).toBeLessThan(20);
    await call("redactPhoto", { photoId, boxes: [{ left: 0, top: 0, width: 50, height: 50 }] });
    expect((await colourAt(pixels(await see(photoId)), 450, 150)).b).toBeGreaterThan(200);
    expect((await list(reportId, clerk)).photos).toMatchObject([{ boxes: [{ left: 0 }] }]);
    expect((await list(reportId)).photos[0]).not.toHaveProperty("boxes");
    await call("redactPhoto", { photoId, boxes: [] });
    expect((await see(photoId)).tag).toBe(before.tag);
    await platform.settle();
    expect(platform.published(PhotoRedactedV1).map(({ boxCount }) => boxCount)).toEqual([1, 1, 0]);
    await restart(11);
    expect((await blobs()).length).toBe(2);
  });

  it("refuses boxes outside, too many of them, and whoever is not of the office", async () => {
    const { photoId } = await add(await report());
    const box = { left: 0, top: 0, width: 1, height: 1 };
    const refused = (all: object[], meta?: WireMeta) => call("redactPhoto", { photoId, boxes: all }, meta);
    await expect(refused([{ ...box, left: 800 }])).rejects.toMatchObject({ code: "intake.photo.box_outside" });
    await expect(refused(Array.from({ length: 41 }, () => box))).rejects.toMatchObject({ code: "input.invalid" });
    await expect(refused([box], worker)).rejects.toMatchObject({ code: "auth.role_missing" });
    await expect(call("hidePhoto", { photoId, ground: "privacy", note: `打${PHONE}问` })).rejects.toMatchObject({
      code: "input.invalid",
    });
  });

  it("lets the office see the original with a reason, and accounts for it", async () => {
    const reportId = await report({ reporter: { phone: PHONE } });
    const { photoId } = await add(reportId, { content: colours });
    await call("redactPhoto", { photoId, boxes });
    await call("hidePhoto", { photoId, ground: "privacy", note: "看得见人脸" });
    const original = (meta: WireMeta, more: object = { reason }) =>
      call<Bytes>("photoOriginal", { photoId, ...more }, meta);
    const seen = await original(supervisor);
    expect((await colourAt(pixels(seen), 450, 150)).b).toBeGreaterThan(200);
    expect(seen.cache).toBe("none");
    await expect(original(supervisor, {})).rejects.toMatchObject({ code: "input.invalid" });
    await expect(original(worker)).rejects.toMatchObject({ code: "auth.role_missing" });
    const handling = as(["clerk", "gridWorker"], { worker: "w-0001" });
    await expect(original(handling)).rejects.toMatchObject({ code: "intake.reporter.handler" });
    await platform.settle();
    const role = "supervisor";
    expect(platform.published(PhotoReadV1)).toMatchObject([{ reportId, photoId, role, purpose: "verification" }]);
    const stored = platform.documents("reports")[0]?.state as { trackingNumber: string };
    const own = await call<{ readings: object[] }>(
      "trackAccess",
      { trackingNumber: stored.trackingNumber, phone: PHONE },
      anybody,
    );
    expect(own.readings).toMatchObject([{ kind: "photo", role, reason: reason.text }]);
  });
});

describe("what a report said is erased", () => {
  const erase = (reportId: string, more: object = {}) => call("erase", { reportId, reason, ...more }, supervisor);

  it("and its photos with it", async () => {
    const reportId = await report();
    const { photoId } = await add(reportId);
    await call("redactPhoto", { photoId, boxes: [{ left: 0, top: 0, width: 9, height: 9 }] });
    await erase(reportId, { keepDescription: true });
    expect((await blobs()).length).toBe(4);
    await erase(reportId);
    expect(await blobs()).toEqual([]);
    await expect(see(photoId, supervisor)).rejects.toMatchObject(unknown);
    await expect(add(reportId)).rejects.toMatchObject({ code: "intake.report.erased" });
    expect(await list(reportId, supervisor)).toEqual({ photos: [], missing: [] });
    await platform.settle();
    expect(platform.published(PhotoRemovedV1)).toMatchObject([{ reportId, photoId }]);
  });

  it.each(["RemovePhoto", "delete", "ClearWaste"])(
    "unreadable at once, and deleted though the process dies at %s",
    async (at) => {
      const reportId = await report();
      const { photoId } = await add(reportId);
      dying = at;
      await expect(erase(reportId)).rejects.toThrow("killed");
      dying = undefined;
      await expect(see(photoId, supervisor)).rejects.toMatchObject(unknown);
      await restart();
      expect(await blobs()).toEqual([]);
      expect(platform.documents("photos")).toMatchObject([
        { state: { status: "removed", cause: "erased", waste: [] } },
      ]);
      expect(platform.documents("photos")[0]?.sealed).toBeUndefined();
    },
  );
});

describe("content and photo are two writes", () => {
  const count = async (): Promise<number> => (await platform.blobs(BUCKET).unkept(Number.MAX_SAFE_INTEGER, 100)).length;

  it("content without a photo is deleted, once no process can be about to name it", async () => {
    const reportId = await report();
    dying = "AddPhoto";
    await expect(add(reportId)).rejects.toThrow("killed");
    await restart(9);
    expect(await count()).toBe(2);
    await restart(2);
    expect(await count()).toBe(0);
    expect((await list(reportId)).photos).toEqual([]);
  });

  it("content whose photo is there is kept", async () => {
    const reportId = await report();
    dying = "keep";
    await expect(add(reportId)).rejects.toThrow("killed");
    await restart(11);
    const { photos } = await list(reportId);
    expect(photos.length).toBe(1);
    expect(pixels(await see(photos[0]?.photoId ?? "")).length).toBeGreaterThan(100);
    expect(await count()).toBe(0);
  });
});
