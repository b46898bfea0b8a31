import { PlaceNames, PlacesByCode, type NamedPlace } from "@wangge/contracts/calls";
import { eventually, memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compose } from "../src/compose.ts";
import { manifest } from "../src/manifest.ts";
import { memoryRegisters, sealing } from "./builders.ts";
import { smallDistrict } from "./small-registry.ts";

let platform: MemoryPlatform;
beforeAll(async () => {
  platform = await memoryPlatform({
    manifests: [manifest, ...sealing],
    config: {},
    compose: (parts) => compose(parts, { division: smallDistrict, registers: memoryRegisters() }),
  });
});
afterAll(() => platform.stop());

/** A register that has not looked at its journal in time refuses: on a busy machine somebody asks again. */
const page = (input: object) =>
  eventually(async () => PlaceNames.output.parse(await platform.call("placeNames", input)));

describe("the names of places", () => {
  it("come in pages that make up the whole of today", async () => {
    const whole = await page({});
    const pages: NamedPlace[] = [];
    for (let after: string | undefined; ;) {
      const { places, next } = await page({ limit: 50, ...(after === undefined ? {} : { after }) });
      pages.push(...places);
      if (next === undefined) break;
      after = next;
    }
    expect(pages).toEqual(whole.places);
    const counts = Object.groupBy(pages, ({ kind }) => kind);
    expect([counts.street?.length, counts.community?.length, counts.grid?.length]).toEqual([2, 10, 60]);
    expect(counts.courtyard?.length).toBeGreaterThan(60);
  });

  it("say which one grid a place lies in", async () => {
    const { places } = await page({});
    for (const { kind, grid, code } of places) {
      if (kind === "courtyard") expect(grid).toMatch(/^\d{15}$/);
      if (kind === "grid") expect(grid).toBe(code);
      if (kind === "street") expect(grid).toBeUndefined();
    }
  });

  it("are of the version that the register says", async () => {
    await eventually(async () => {
      expect(await platform.call("version", {})).toEqual({ version: (await page({ limit: 1 })).version });
    });
  });

  it("are for services", async () => {
    await expect(platform.call("placeNames", {}, { external: true })).rejects.toMatchObject({
      code: "auth.internal_only",
    });
  });
});

describe("the places of codes", () => {
  const ask = (codes: readonly string[]) =>
    eventually(async () => PlacesByCode.output.parse(await platform.call("placesByCode", { codes })).places);

  it("say what they are and what they lie in", async () => {
    const { places } = await page({});
    const community = places.find(({ kind }) => kind === "community")?.code ?? "";
    const courtyard = places.find(({ kind }) => kind === "courtyard");
    const of = { grid: courtyard?.grid ?? "" };
    expect(await ask([community, courtyard?.id ?? "", community.slice(0, 9), "510108999", "g-0001"])).toEqual([
      { kind: "community", street: community.slice(0, 9), community },
      {
        kind: "courtyard",
        street: of.grid.slice(0, 9),
        community: of.grid.slice(0, 12),
        courtyard: courtyard?.id,
      },
      { kind: "street", street: community.slice(0, 9) },
      null,
      null,
    ]);
  });
});
