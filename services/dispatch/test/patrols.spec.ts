import { defineManifest } from "@wangge/contracts";
import type { Stored } from "@wangge/kit";
import { memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { afterEach, expect, it } from "vitest";
import { createPatrols, type Patrols } from "../src/app/patrols.ts";
import type { RosterState } from "../src/domain/index.ts";
import { shape } from "./field-builders.ts";

const manifest = defineManifest({ name: "dispatch", publishes: [], subscribes: [], calls: [] });
const running: MemoryPlatform[] = [];
afterEach(() => Promise.all(running.splice(0).map((one) => one.stop())));

const codeOf = (index: number): string => `51010800200${String(1000 + index)}`;

/** So many grids, of which the registry knows some only from its second answer on. */
const district = async (count: number, unknownAtFirst: ReadonlySet<string> = new Set()) => {
  const asked: string[] = [];
  let made: Patrols | undefined;
  let readings = 0;
  const state: RosterState = { staffedAt: "", workers: ["w-0001"], responsible: "w-r001" };
  const platform = await memoryPlatform({
    manifests: [manifest],
    compose: async (parts) => {
      made = await createPatrols({
        ...parts,
        isPlanning: false,
        grids: {
          scan: async function* ({ savedSince }): AsyncGenerator<readonly Stored<RosterState>[]> {
            if (savedSince !== undefined) return;
            readings += 1;
            yield await Promise.resolve(
              Array.from({ length: count }, (_, index) => ({ id: codeOf(index), version: 1, state })),
            );
          },
        },
        ground: {
          shapesOf: (grids) =>
            Promise.resolve(
              grids.map((grid) => {
                const isFirst = !asked.includes(grid);
                asked.push(grid);
                return isFirst && unknownAtFirst.has(grid) ? undefined : shape(grid);
              }),
            ),
        },
      });
      return { manifest, actions: {}, subscriptions: [] };
    },
  });
  running.push(platform);
  if (made === undefined) throw new Error("nothing made");
  return { patrols: made, asked, platform, readings: () => readings };
};

it("the grids of a district are planned a part at a time, each once a day, and none is asked for again", async () => {
  const { patrols, asked, platform, readings } = await district(250);
  const fresh: number[] = [];
  for (let sweep = 0; sweep < 5; sweep += 1) fresh.push(await patrols.planSome());
  // Twice a day, today and tomorrow.
  expect(fresh).toEqual([400, 400, 200, 0, 0]);
  expect([asked.length, new Set(asked).size, readings()]).toEqual([250, 250, 1]);
  platform.clock.advance(24 * 3_600_000);
  expect(await patrols.planSome()).toBe(200);
  expect([asked.length, readings()]).toEqual([350, 2]);
});

it("a grid that the registry does not know yet keeps nobody waiting, and is planned as soon as it does", async () => {
  const { patrols } = await district(120, new Set([codeOf(0), codeOf(1)]));
  expect(await patrols.planSome()).toBe(98 * 4);
  expect(await patrols.planSome()).toBe(22 * 4);
  expect(await patrols.planSome()).toBe(0);
});

it("in a country a sweep plans more, so that all are planned within a quarter of the day", async () => {
  const { patrols, asked } = await district(144_000);
  await patrols.planSome();
  expect(asked.length).toBe(200);
});
