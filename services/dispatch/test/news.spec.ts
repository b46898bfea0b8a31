import { defineManifest } from "@wangge/contracts";
import type { DeciderStore, Scan } from "@wangge/kit";
import { memoryPlatform } from "@wangge/kit/testing";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { newsOf } from "../src/app/news.ts";
import { rosterDecider, type GridStaffed, type RosterState, type StaffGrid } from "../src/domain/roster.ts";
import { FAR_GRID, GRID, NEXT_GRID } from "./people-builders.ts";

const MINUTE = 60_000;
const manifest = defineManifest({ name: "dispatch", publishes: [], subscribes: [], calls: [] });

type Grids = DeciderStore<RosterState, StaffGrid, GridStaffed>;
let grids: Grids;
let stop: () => Promise<void>;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const platform = await memoryPlatform({
    manifests: [manifest],
    compose: async ({ store }) => {
      grids = await store.decider("grids", rosterDecider, { publishAs: () => [] });
      return { manifest, actions: {}, subscriptions: [] };
    },
  });
  stop = platform.stop;
});
afterEach(async () => {
  vi.useRealTimers();
  await stop();
});

const staff = (grid: string, worker: string) =>
  grids.handle(grid, { type: "StaffGrid", data: { staffedAt: worker, workers: [worker], responsible: "w-r001" } });

it("everything is read once, then what was saved since; what was saved within two minutes before is read again", async () => {
  const news = newsOf(grids);
  const read = async (): Promise<readonly [boolean, readonly string[]]> => {
    const told: string[] = [];
    const isWhole = await news.read((id, { workers }) => told.push(`${id} ${workers.join()}`));
    return [isWhole, told.toSorted()];
  };
  await staff(GRID, "w-0001");
  vi.advanceTimersByTime(10 * MINUTE);
  expect(await read()).toEqual([true, [`${GRID} w-0001`]]);
  vi.advanceTimersByTime(10 * MINUTE);
  await staff(NEXT_GRID, "w-0002");
  vi.advanceTimersByTime(MINUTE);
  expect(await read()).toEqual([false, [`${NEXT_GRID} w-0002`]]);
  await staff(FAR_GRID, "w-0003");
  vi.advanceTimersByTime(MINUTE / 2);
  expect((await read())[1]).toEqual([`${NEXT_GRID} w-0002`, `${FAR_GRID} w-0003`].toSorted());
  vi.advanceTimersByTime(10 * MINUTE);
  await read();
  vi.advanceTimersByTime(10 * MINUTE);
  expect(await read()).toEqual([false, []]);
  news.forget();
  expect((await read())[1]).toHaveLength(3);
});

it("a reading that failed is made up for by the next one", async () => {
  await staff(GRID, "w-0001");
  let isAway = true;
  const flaky: Pick<Grids, "scan"> = {
    scan: (scan: Scan) => {
      if (isAway) throw new Error("away");
      return grids.scan(scan);
    },
  };
  const news = newsOf(flaky);
  await expect(news.read(() => undefined)).rejects.toThrow("away");
  isAway = false;
  vi.advanceTimersByTime(10 * MINUTE);
  const told: string[] = [];
  expect(await news.read((id) => told.push(id))).toBe(true);
  expect(told).toEqual([GRID]);
});
