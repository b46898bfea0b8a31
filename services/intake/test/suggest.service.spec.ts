import { DomainError } from "@wangge/kit";
import { memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { afterEach, describe, expect, it } from "vitest";
import { compose } from "../src/compose.ts";
import { manifest } from "../src/manifest.ts";
import { testConfig } from "./builders.ts";

const GRID = "510108002001001";
const anybody = { external: true };
let platform: MemoryPlatform;
afterEach(() => platform.stop());

const start = async (isAway = false): Promise<void> => {
  platform = await memoryPlatform({
    manifests: [manifest],
    compose,
    config: testConfig,
    calls: {
      "registry.resolve": ({ places }: { readonly places: readonly unknown[] }) => ({ grids: places.map(() => GRID) }),
      "registry.version": () => ({ version: "1" }),
      "registry.placeNames": () => {
        if (isAway) throw new DomainError("unavailable", "service.unavailable", "away");
        return {
          version: "1",
          places: [
            { id: "s-0001", kind: "street", name: "猛追湾街道", code: "510108002", aliases: [] },
            { id: "y-0001", kind: "courtyard", name: "石油苑", aliases: ["猛追湾街26号"], grid: GRID },
          ],
        };
      },
    },
  });
};

describe("POST /suggest", () => {
  it("tells categories and places with why, and the version of the model", async () => {
    await start();
    const point = { lng: 104.09, lat: 30.66 };
    expect(
      await platform.call("suggest", { text: "猛追湾街26号楼下的烧烤摊每天油烟很大", point }, anybody),
    ).toMatchObject({
      model: expect.stringMatching(/^2026/) as string,
      categories: [{ category: "event-0129", name: { zh: "露天烧烤" }, because: ["烧烤摊", "油烟"] }],
      grid: GRID,
      places: [
        { kind: "courtyard", name: "石油苑", grid: GRID, matched: "猛追湾街26号", how: "name" },
        { kind: "street", name: "猛追湾街道", code: "510108002", matched: "猛追湾" },
        { kind: "estate", name: "猛追湾街26号" },
      ],
      placesKnown: true,
    });
  });

  it("is silent rather than guessing", async () => {
    await start();
    expect(await platform.call("suggest", { text: "今天天气真好" }, anybody)).toMatchObject({
      categories: [],
      places: [],
    });
  });

  it("tells categories while the registry is away, and that it knows no places", async () => {
    await start(true);
    expect(await platform.call("suggest", { text: "路灯坏了" }, anybody)).toMatchObject({
      categories: expect.arrayContaining([expect.objectContaining({ category: "component-0137" })]) as unknown[],
      places: [],
      placesKnown: false,
    });
    await expect(platform.call("places", { q: "mzw" }, anybody)).rejects.toMatchObject({ kind: "unavailable" });
  });

  it("keeps nothing of what was written", async () => {
    await start();
    await platform.call("suggest", { text: "我是张三，路灯坏了" }, anybody);
    expect(["reports", "reporters"].flatMap((name) => platform.documents(name))).toEqual([]);
    expect(platform.bus.stored("EVT_INTAKE").some(({ text }) => text.includes("张三"))).toBe(false);
  });
});

describe("GET /places", () => {
  it("answers while somebody types", async () => {
    await start();
    expect(await platform.call("places", { q: "mzw" }, anybody)).toMatchObject({
      places: [{ name: "猛追湾街道", how: "initials", matched: "mzw" }, { name: "石油苑", grid: GRID }, {}, {}],
    });
    expect(await platform.call("places", { q: "syy", limit: 1 }, anybody)).toMatchObject({
      places: [{ name: "石油苑", grid: GRID, kind: "courtyard" }],
    });
  });
});
