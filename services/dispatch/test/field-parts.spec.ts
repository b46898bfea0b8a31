import { defineManifest } from "@wangge/contracts";
import { idFrom, type Parts } from "@wangge/kit";
import { memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { telephoneJpeg, twoColours } from "@wangge/kit/testing/pictures";
import { afterEach, expect, it } from "vitest";
import { createControls, type Controls } from "../src/app/controls.ts";
import { createHandlingPhotos, loadEvidenceRules, type HandlingPhotos } from "../src/app/handling-photos.ts";
import { fold } from "@wangge/kit/domain";
import { caseDecider, type CaseState } from "../src/domain/index.ts";
import { caseAssigned, caseFiled, caseHandled, caseReworked, T0 } from "./builders.ts";
import { GRID, shape } from "./field-builders.ts";

const manifest = defineManifest({ name: "dispatch", publishes: [], subscribes: [], calls: [] });
const running: MemoryPlatform[] = [];
afterEach(() => Promise.all(running.splice(0).map((one) => one.stop())));

const withParts = async <Made>(make: (parts: Parts<Record<string, never>>) => Promise<Made>) => {
  let made: Made | undefined;
  const platform = await memoryPlatform({
    manifests: [manifest],
    compose: async (parts) => {
      made = await make(parts);
      return { manifest, actions: {}, subscriptions: [] };
    },
  });
  running.push(platform);
  if (made === undefined) throw new Error("nothing made");
  return { platform, made };
};

it("whether a report falls under a control area is known from memory, as soon and as long as one is approved", async () => {
  const { made: controls, platform } = await withParts<Controls>(createControls);
  const control = {
    department: "road-maintenance",
    area: { grids: [GRID] },
    categories: ["event-0302"],
    reason: "大修",
  };
  const [from, to] = ["2017-12-27T00:00:00.000Z", "2017-12-28T00:00:00.000Z"];
  const report = { grid: GRID, category: "event-0302", channel: "patrol", at: platform.clock.now() };
  const id = idFrom("control", "one");
  const by = { account: "acc-roads", department: "road-maintenance" };
  const apply = { type: "ApplyControl", data: { ...control, from, to }, mostDays: 366, by, at: T0 } as const;
  await controls.store.handle(id, apply);
  await controls.refresh();
  expect(controls.controlOf(report)).toBeUndefined();
  const dispatcher = { account: "acc-dispatcher" };
  await controls.store.handle(id, { type: "DecideControl", data: { approved: true }, by: dispatcher, at: T0 });
  await controls.refresh();
  expect(controls.controlOf(report)).toBe(id);
  expect(controls.controlOf({ ...report, channel: "app" })).toBeUndefined();
  expect(controls.controlOf({ ...report, at: to })).toBeUndefined();
  await controls.store.handle(id, { type: "WithdrawControl", ground: "完工", by, isOffice: false, at: T0 });
  await controls.refresh();
  expect(controls.controlOf(report)).toBeUndefined();
});

/** A case whose states follow each other, and rules that want a photo of the result. */
const photosOf = (caseState: () => CaseState, day?: string) =>
  withParts<HandlingPhotos>(({ store, clock, log }) =>
    createHandlingPhotos({
      ...{ store, log },
      clock: day === undefined ? clock : { ms: () => Date.parse(day), now: () => day },
      ground: { shapesOf: (grids) => Promise.resolve(grids.map((grid) => shape(grid))) },
      cases: { load: (id) => Promise.resolve({ id, version: 1, state: caseState() }) },
      rulesAt: (at) => ({
        ...loadEvidenceRules()(at),
        required: [{ categories: ["event-01*"], step: "handle", kinds: ["after"] }],
      }),
    }),
  );

it("a closing that needs a photo of the result needs a new one after a rework, and one removed is missing again", async () => {
  let state: CaseState = fold(caseDecider, [caseFiled(), caseAssigned()]);
  const { made: photos } = await photosOf(() => state);
  const missing = () => photos.missingPhotos("case-1", "event-0110", "handle");
  const by = { account: "acc-worker" };
  const add = (id: string, bytes: Buffer) => {
    if (state.status === "new") throw new Error("no case");
    return photos.add({ id, caseId: "case-1", kind: "after", bytes, by }, state, {});
  };
  expect(await missing()).toEqual(["after"]);
  expect(await photos.missingPhotos("case-1", "event-0110", "check")).toEqual([]);
  expect(await photos.missingPhotos("case-1", "component-0110", "handle")).toEqual([]);
  await add("p1", await telephoneJpeg());
  expect(await missing()).toEqual([]);
  state = fold(caseDecider, [
    ...[caseFiled(), caseAssigned(), caseHandled()],
    caseReworked("2017-12-27T07:00:00.000Z", "2017-12-28T07:00:00.000Z"),
  ]);
  expect(await missing()).toEqual(["after"]);
  await add("p2", await twoColours());
  expect(await missing()).toEqual([]);
  await photos.remove("p2", "拍到路人", {});
  expect(await missing()).toEqual(["after"]);
});

it("content that a crash left without a photo is deleted, and what its photo answers for is kept", async () => {
  const state = fold(caseDecider, [caseFiled(), caseAssigned()]);
  const { made: photos, platform } = await photosOf(() => state);
  const blobs = platform.blobs("handlingPhotos");
  const long = platform.clock.ms() - 700_000;
  await blobs.put("lost/1/full", Buffer.from("x"), long);
  if (state.status === "new") throw new Error("no case");
  const bringing = {
    id: "p1",
    caseId: "case-1",
    kind: "near" as const,
    bytes: await twoColours(),
    by: { account: "a" },
  };
  const { content } = (await photos.add(bringing, state, {})).state;
  // As if the process had died before it said that the content is kept.
  const full = (await blobs.get(content.full)) ?? Buffer.alloc(0);
  await blobs.put(content.full, full, long);
  await blobs.put("young/1/full", Buffer.from("x"), platform.clock.ms());
  await photos.tidy();
  expect(
    await Promise.all(
      ["lost/1/full", content.full, "young/1/full"].map(async (name) => (await blobs.get(name)) !== undefined),
    ),
  ).toEqual([...[false, true, true]]);
  expect(await blobs.unkept(platform.clock.ms() + 1, 10)).toEqual(["young/1/full"]);
});
