import { ReportAcceptedV1 } from "@wangge/contracts/events";
import type { Actor, WireMeta } from "@wangge/kit";
import { memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { compose } from "../src/compose.ts";
import { manifests, testConfig } from "./builders.ts";

const GRID = "510108002001001";
const GRID_AFTER_CHANGE = "510108002001002";
const INSIDE = { lng: 104.0921, lat: 30.6634 };

const as = (roles: Actor["roles"], more: Partial<WireMeta> = {}): WireMeta => ({
  actor: { id: `acc-${roles.join()}`, roles },
  external: true,
  ...more,
});
const clerk = as(["clerk"]);

interface Receipt {
  readonly reportId: string;
  readonly trackingNumber: string;
  readonly grid: string;
}

let platform: MemoryPlatform;
let isRegistryAway = false;
let register = { version: "1", grid: GRID };
let timesAsked = 0;

const orAway = <T>(answer: T): T => {
  if (isRegistryAway)
    throw Object.assign(new Error("away"), { name: "DomainError", kind: "unavailable", code: "service.unavailable" });
  return answer;
};

beforeEach(async () => {
  isRegistryAway = false;
  register = { version: "1", grid: GRID };
  timesAsked = 0;
  platform = await memoryPlatform({
    manifests,
    compose,
    config: testConfig,
    calls: {
      "registry.resolve": ({
        places,
      }: {
        readonly places: readonly { readonly point?: { readonly lat: number }; readonly grid?: string }[];
      }) => {
        timesAsked += 1;
        return orAway({
          grids: places.map(({ point, grid }) =>
            point === undefined ? (grid === GRID ? grid : null) : point.lat < 31 ? register.grid : null,
          ),
        });
      },
      "registry.version": () => orAway({ version: register.version }),
      "dispatch.track": () => ({ progress: { status: "assigned", dueAt: "2017-12-28T01:00:00.000Z", overdue: false } }),
    },
  });
});

afterEach(() => platform.stop());

const good = { category: "event-0201", channel: "window", description: "乱贴小广告", point: INSIDE };
const accept = async (input: object = good, meta: WireMeta = clerk): Promise<Receipt> =>
  (await platform.call("accept", input, meta)) as Receipt;

describe("a report", () => {
  it("gets a receipt, is kept with its words, and the bus hears of it without them", async () => {
    const receipt = await accept();
    expect(receipt).toMatchObject({ grid: GRID });
    expect(receipt.trackingNumber).toMatch(/^20171227-\d{7}-\d$/);
    await platform.settle();
    const [fact] = platform.published(ReportAcceptedV1);
    expect(fact).toMatchObject({
      reportId: receipt.reportId,
      category: "event-0201",
      kind: "event",
      channel: "window",
    });
    expect(JSON.stringify(platform.bus.stored("EVT_INTAKE"))).not.toContain("小广告");
    expect(await platform.call("get", { reportId: receipt.reportId }, clerk)).toMatchObject({
      description: "乱贴小广告",
    });
  });

  it("under the same key is the same report, however often and however many at once", async () => {
    const meta = { ...clerk, idempotencyKey: "acc:key-1" };
    const receipts = await Promise.all(Array.from({ length: 20 }, () => accept(good, meta)));
    expect(new Set(receipts.map((receipt) => JSON.stringify(receipt))).size).toBe(1);
    await platform.settle();
    expect(platform.published(ReportAcceptedV1).length).toBe(1);
  });

  it("has an id that rises with time, with a key or without", async () => {
    const ids: string[] = [];
    for (const idempotencyKey of ["z", "a", undefined, "m"])
      ids.push(
        (await accept(good, { ...clerk, ...(idempotencyKey === undefined ? {} : { idempotencyKey }) })).reportId,
      );
    expect(ids).toEqual([...ids].sort());
  });

  it("that could not be placed at first has the id of its key once it is taken on", async () => {
    const meta = { ...clerk, idempotencyKey: "acc:key-1" };
    isRegistryAway = true;
    await expect(accept(good, meta)).rejects.toMatchObject({ kind: "unavailable" });
    isRegistryAway = false;
    const receipt = await accept(good, meta);
    const [key] = platform.documents("keys");
    expect(key?.state).toEqual({ status: "taken", reportId: receipt.reportId });
    expect(await accept(good, meta)).toEqual(receipt);
  });

  it("under the key of another report is refused", async () => {
    const meta = { ...clerk, idempotencyKey: "acc:key-1" };
    await accept(good, meta);
    await expect(accept({ ...good, description: "another" }, meta)).rejects.toMatchObject({
      code: "intake.report.key_reused",
    });
  });

  it("without a key is a new one each time", async () => {
    const [one, other] = [await accept(), await accept()];
    expect(one.reportId).not.toBe(other.reportId);
    expect(one.trackingNumber).not.toBe(other.trackingNumber);
  });

  it("can be tracked by its number, by anybody", async () => {
    const { trackingNumber } = await accept();
    expect(await platform.call("track", { trackingNumber }, { external: true })).toMatchObject({
      trackingNumber,
      progress: { status: "assigned" },
    });
    await expect(
      platform.call("track", { trackingNumber: "20171227-0000001-0" }, { external: true }),
    ).rejects.toMatchObject({
      code: "intake.report.unknown",
    });
  });

  it("can be for a service at the counter too", async () => {
    const { categories } = (await platform.call("categories", {}, { external: true })) as {
      categories: { code: string; kind: string }[];
    };
    const service = categories.find(({ kind }) => kind === "service");
    await accept({ category: service?.code, channel: "window", description: "apply", grid: GRID });
    await platform.settle();
    expect(platform.published(ReportAcceptedV1)).toMatchObject([{ kind: "service" }]);
  });
});

describe("what is not accepted is not stored", () => {
  it.each([
    ["an unknown category", { ...good, category: "event-9999" }, "intake.category.unknown"],
    ["a point outside the district", { ...good, point: { lng: 116.4, lat: 39.9 } }, "intake.report.outside_district"],
    [
      "a grid that is not in the register",
      { ...good, point: undefined, grid: "510108002001999" },
      "intake.report.outside_district",
    ],
    ["no place", { ...good, point: undefined }, "intake.report.place"],
    ["two places", { ...good, grid: GRID }, "intake.report.place"],
    ["an unknown field", { ...good, urgent: true }, "input.invalid"],
    ["an operator", { ...good, category: { $ne: "" } }, "input.invalid"],
    ["no description", { ...good, description: "  " }, "input.invalid"],
  ])("%s", async (_what, input, code) => {
    await expect(accept(input)).rejects.toMatchObject({ code });
    expect(platform.documents("reports")).toEqual([]);
  });

  it.each([
    ["window", undefined],
    ["window", as(["citizen"])],
    ["patrol", clerk],
  ])("the channel %s is not for everybody", async (channel, meta) => {
    await expect(accept({ ...good, channel }, meta ?? { external: true })).rejects.toMatchObject({
      code: "intake.channel.not_yours",
    });
  });

  it("the web is for everybody", async () => {
    expect(await accept({ ...good, channel: "web" }, { external: true })).toMatchObject({ grid: GRID });
  });

  it("a report whose place nobody can tell just now: come again", async () => {
    isRegistryAway = true;
    await expect(accept()).rejects.toMatchObject({ kind: "unavailable" });
    expect(platform.documents("reports")).toEqual([]);
  });
});

describe("the grid of a place", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["performance"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const later = async (ms: number): Promise<Receipt> => {
    vi.advanceTimersByTime(ms);
    const receipt = await accept();
    await new Promise((resolve) => setImmediate(resolve));
    return receipt;
  };
  /** Long enough under one version for answers to be kept. */
  const warm = async (): Promise<void> => {
    for (const ms of [0, 500, 500, 0]) await later(ms);
    timesAsked = 0;
  };

  it("is asked once, as long as the register stands still", async () => {
    await warm();
    for (let passed = 0; passed < 5_000; passed += 250) await later(250);
    expect(timesAsked).toBe(0);
  });

  it("is the new one after a change of the register, within a second", async () => {
    await warm();
    register = { version: "2", grid: GRID_AFTER_CHANGE };
    expect(await later(100)).toMatchObject({ grid: GRID });
    expect(await later(900)).toMatchObject({ grid: GRID_AFTER_CHANGE });
    await warm();
    expect(await later(100)).toMatchObject({ grid: GRID_AFTER_CHANGE });
    expect(timesAsked).toBe(0);
  });

  it("is not told from memory when the registry has been away for a second", async () => {
    await warm();
    isRegistryAway = true;
    expect(await later(500)).toMatchObject({ grid: GRID });
    vi.advanceTimersByTime(500);
    await expect(accept()).rejects.toMatchObject({ kind: "unavailable" });
  });
});

describe("many at once", () => {
  it("have their own answers, in order", async () => {
    const items = [
      { ...good, idempotencyKey: "a" },
      { ...good, category: "event-9999" },
      { ...good, point: { lng: 0, lat: 80 } },
      { nonsense: true },
      { ...good, idempotencyKey: "a" },
    ];
    const { results } = (await platform.call("acceptMany", { items }, clerk)) as {
      results: { ok: boolean; receipt?: Receipt; problem?: { code: string } }[];
    };
    expect(results.map(({ ok, problem }) => problem?.code ?? ok)).toEqual([
      true,
      "intake.category.unknown",
      "intake.report.outside_district",
      "input.invalid",
      true,
    ]);
    expect(results[4]?.receipt).toEqual(results[0]?.receipt);
  });
});
