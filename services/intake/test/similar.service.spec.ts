import { ReportMergedV1 } from "@wangge/contracts/events";
import type { Actor, WireMeta } from "@wangge/kit";
import { memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compose } from "../src/compose.ts";
import { manifests, testConfig } from "./builders.ts";

const GRID = "510108002001001";
const HERE = { lng: 104.0921, lat: 30.6634 };
/** Some 33 m to the north. */
const NEAR = { lng: 104.0921, lat: 30.6637 };
/** Some 110 m to the north. */
const FAR = { lng: 104.0921, lat: 30.6644 };
const PHONE = "13800000000";

let platform: MemoryPlatform;
let tracked: Record<string, object> = {};

const as = (...roles: Actor["roles"]): WireMeta => ({ actor: { id: `acc-${roles.join()}`, roles }, external: true });
const anybody: WireMeta = { external: true };
const clerk = as("clerk");

beforeEach(async () => {
  tracked = {};
  platform = await memoryPlatform({
    manifests,
    compose,
    config: testConfig,
    calls: {
      "registry.resolve": ({ places }: { readonly places: readonly unknown[] }) => ({ grids: places.map(() => GRID) }),
      "registry.version": () => ({ version: "1" }),
      "dispatch.track": () => ({ progress: null }),
      "dispatch.trackMany": ({ caseIds }: { readonly caseIds: readonly string[] }) => ({
        cases: caseIds.flatMap((caseId) => {
          const one = tracked[caseId];
          return one === undefined ? [] : [{ caseId, overdue: false, updatedAt: "2017-12-27T02:00:00.000Z", ...one }];
        }),
      }),
    },
  });
});
afterEach(() => platform.stop());

interface Receipt {
  readonly reportId: string;
  readonly trackingNumber: string;
}
interface Found {
  readonly reports: readonly { readonly reportId: string; readonly distance?: number; readonly affected: number }[];
}

const file = async (more: object = {}, meta = anybody): Promise<Receipt> =>
  (await platform.call(
    "accept",
    { category: "event-0201", description: "墙上小广告", point: HERE, ...more },
    meta,
  )) as Receipt;
const similar = async (more: object = {}): Promise<Found> =>
  (await platform.call("similar", { category: "event-0201", point: HERE, ...more }, anybody)) as Found;
const idsOf = ({ reports }: Found): readonly string[] => reports.map(({ reportId }) => reportId);

describe("before filing", () => {
  it("open public reports of the category are offered, the nearest first", async () => {
    const near = await file({ category: "event-0110", point: NEAR });
    const here = await file({ category: "event-0110", point: HERE });
    await file({ category: "event-0110", point: FAR });
    await file({ category: "event-0111", point: HERE });
    const found = await similar({ category: "event-0110" });
    expect(idsOf(found)).toEqual([here.reportId, near.reportId]);
    expect(found.reports[1]).toMatchObject({ distance: 33, affected: 1, description: "墙上小广告", status: "open" });
  });

  it("the radius is the category's own", async () => {
    await file({ point: NEAR });
    expect(idsOf(await similar())).toEqual([]);
  });

  it("neither private nor ended ones, nor those older than the category's time, are offered", async () => {
    await file({ visibility: "private" });
    const closed = await file();
    tracked[closed.reportId] = { status: "closed", endedAt: "2017-12-27T02:00:00.000Z" };
    const open = await file();
    tracked[open.reportId] = { status: "assigned" };
    expect(idsOf(await similar())).toEqual([open.reportId]);
    platform.clock.set(new Date(platform.clock.ms() + 73 * 3_600_000).toISOString());
    expect(idsOf(await similar())).toEqual([]);
  });

  it("a report that knows only its grid is similar in its grid", async () => {
    const { reportId } = await file({ point: undefined, grid: GRID });
    expect(idsOf(await similar())).toEqual([reportId]);
    expect(idsOf(await similar({ point: undefined, grid: GRID }))).toEqual([reportId]);
  });
});

describe("following 关注", () => {
  const follow = (reportId: string, phone = PHONE) =>
    platform.call("follow", { reportId, contact: { phone } }, anybody) as Promise<{ affected: number }>;

  it("instead of filing counts, twice is once", async () => {
    const { reportId } = await file();
    expect(await follow(reportId)).toMatchObject({ affected: 2 });
    expect(await follow(reportId)).toMatchObject({ affected: 2 });
    expect(await follow(reportId, "13900000000")).toMatchObject({ affected: 3 });
  });

  it("of a merged report is of the one that goes on; of a private one it is not possible", async () => {
    const [older, younger, secret] = [await file(), await file(), await file({ visibility: "private" })];
    await platform.call("merge", { reportId: younger.reportId, into: older.reportId }, clerk);
    expect(await follow(younger.reportId)).toMatchObject({ reportId: older.reportId, affected: 3 });
    await expect(follow(secret.reportId)).rejects.toMatchObject({ code: "intake.report.unknown" });
  });
});

describe("merging 并件", () => {
  const merge = (reportId: string, into: string, meta = clerk) => platform.call("merge", { reportId, into }, meta);

  it("goes into the older one, is told once, and both numbers stay good", async () => {
    const [older, younger] = [await file(), await file()];
    expect(await merge(younger.reportId, older.reportId)).toMatchObject({ into: older.reportId, affected: 2 });
    await merge(younger.reportId, older.reportId);
    await platform.settle();
    expect(platform.published(ReportMergedV1)).toMatchObject([{ reportId: younger.reportId, into: older.reportId }]);
    tracked[older.reportId] = { status: "assigned" };
    for (const { trackingNumber } of [older, younger])
      expect(await platform.call("track", { trackingNumber }, anybody)).toMatchObject({ trackingNumber });
    expect(await similar()).toMatchObject({ reports: [{ reportId: older.reportId }] });
  });

  it("never goes round in a circle, whoever names whom", async () => {
    const [a, b, c] = [await file(), await file(), await file()];
    await expect(merge(a.reportId, b.reportId)).rejects.toMatchObject({ code: "intake.report.merge_younger" });
    await merge(b.reportId, a.reportId);
    expect(await merge(c.reportId, b.reportId)).toMatchObject({ into: a.reportId });
    await expect(merge(a.reportId, b.reportId)).rejects.toMatchObject({ code: "intake.report.merge_itself" });
    await expect(merge(a.reportId, a.reportId)).rejects.toMatchObject({ code: "intake.report.merge_itself" });
  });

  it("does not hide a public report behind a private one, and is no matter of residents", async () => {
    const [secret, open] = [await file({ visibility: "private" }), await file()];
    await expect(merge(open.reportId, secret.reportId)).rejects.toMatchObject({ code: "intake.report.merge_private" });
    await expect(merge(open.reportId, secret.reportId, anybody)).rejects.toMatchObject({ kind: "forbidden" });
  });
});

describe("public reports", () => {
  const list = (query: object = {}) =>
    platform.call("publicReports", query, anybody) as Promise<Found & { readonly next?: string }>;

  it("are listed newest first, page by page, private ones never", async () => {
    const filed: Receipt[] = [];
    for (let count = 0; count < 5; count += 1) filed.push(await file());
    await file({ visibility: "private" });
    const pages = [];
    for (let after: string | undefined; ;) {
      const page = await list({ limit: 2, ...(after === undefined ? {} : { after }) });
      pages.push(idsOf(page));
      if (page.next === undefined) break;
      after = page.next;
    }
    expect(pages.flat()).toEqual(filed.map(({ reportId }) => reportId).reverse());
    expect(pages.map(({ length }) => length)).toEqual([2, 2, 1]);
  });

  it("by state: what dispatch has not seen yet is open, rejected and merged are closed", async () => {
    const [fresh, rejected, older, younger] = [await file(), await file(), await file(), await file()];
    tracked[rejected.reportId] = { status: "rejected", endedAt: "2017-12-27T02:00:00.000Z" };
    tracked[younger.reportId] = { status: "merged", endedAt: "2017-12-27T02:00:00.000Z", mergedInto: older.reportId };
    expect(idsOf(await list({ status: "open" }))).toEqual([older.reportId, fresh.reportId]);
    expect(idsOf(await list({ status: "closed" }))).toEqual([younger.reportId, rejected.reportId]);
    expect(idsOf(await list({ number: [older.trackingNumber, "20171227-0000000-0"] }))).toEqual([older.reportId]);
  });
});

describe("a report by its category", () => {
  it("in another numbering is taken for what it means there", async () => {
    const scheme = "cjt-214-as-implemented@2005.1";
    const { reportId } = await file({ category: "event-0510", categoryScheme: scheme });
    expect(await platform.call("get", { reportId }, clerk)).toMatchObject({ category: "event-0410" });
    await expect(file({ categoryScheme: "unheard-of@1" })).rejects.toMatchObject({ code: "intake.category.unknown" });
  });

  it("answers its questions, which lie sealed; an answer of danger ends it", async () => {
    const lamp = { category: "component-0137", attributes: { fault: "dark", pole: "杆-12" } };
    const { reportId } = await file(lamp);
    expect(await platform.call("get", { reportId }, clerk)).toMatchObject({
      answers: { fault: ["dark"], pole: ["杆-12"] },
    });
    await expect(file({ category: "component-0137" })).rejects.toMatchObject({ code: "intake.attribute.missing" });
    await expect(file({ ...lamp, attributes: { fault: "wires" } })).rejects.toMatchObject({
      code: "intake.category.stopped",
      details: { redirect: "119" },
    });
    const definition = await platform.call("category", { category: "component-0137" }, anybody);
    expect(definition).toMatchObject({ duplicates: { radius: 50 }, questions: [{ code: "fault" }, { code: "pole" }] });
  });
});
