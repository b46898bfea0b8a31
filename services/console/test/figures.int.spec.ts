/** The figures of the README in short, with bounds for a machine that is busy with something else: `npm run bench:pages` measures them. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserOrWhy, openSite, type Site } from "./browser.ts";
import { reportDay } from "./district.ts";
import { measureDrops } from "./figures/drops.ts";
import { measureLongList } from "./figures/long-list.ts";
import { measureMovingPoints } from "./figures/moving-points.ts";
import { measureStorm } from "./figures/storm.ts";

const browser = await browserOrWhy();

describe.skipIf("why" in browser)("what the pages hold out", () => {
  let site: Site;

  beforeAll(async () => {
    site = await openSite("path" in browser ? browser.path : "");
    await reportDay(site.platform, 60);
  }, 240_000);

  afterAll(() => site.stop());

  it("in a storm the board counts every event, changes no more than twice a second, and its list stands still", async () => {
    const figures = await measureStorm(site, { perSecond: 200, seconds: 6 });
    expect([figures.sent, figures.counted, figures.listChanges]).toEqual([1_200, 1_200, 0]);
    expect(figures.updatesPerSecond).toBeLessThan(2.5);
    expect(figures.closestMs).toBeGreaterThan(300);
    expect(figures.recountsPerSecond).toBeLessThan(1);
  }, 120_000);

  it("of a long list no more rows stand in the page than one sees and some beyond, and nothing is read again for nothing", async () => {
    const figures = await measureLongList(site, { rows: 6_000, jumps: 20 });
    expect(figures.drawn).toBeGreaterThan(10);
    expect(figures.drawn).toBeLessThan(100);
    expect(figures.readAgain).toBe(0);
  }, 120_000);

  it("points on a map are drawn where they are, no more often than twice a second", async () => {
    const figures = await measureMovingPoints(site, { points: 200, seconds: 6 });
    expect(figures.drawnPerSecond).toBeGreaterThan(0);
    expect(figures.drawnPerSecond).toBeLessThan(3);
  }, 120_000);

  it("misses nothing and counts nothing twice over forced drops of the stream", async () => {
    const { drops, happened, counted, last } = await measureDrops(site, { drops: 6 });
    expect(drops).toBe(6);
    expect(happened).toBeGreaterThan(20);
    expect(counted).toBe(happened);
    expect(last[1]).toBe(last[0]);
  }, 120_000);

  it("no page complained in its console", () => {
    expect(site.complaints).toEqual([]);
  });
});
