import type { NamedPlace } from "@wangge/contracts/calls";
import { DomainError } from "@wangge/kit";
import { eventually } from "@wangge/kit/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { placeReadings } from "../src/adapters/pinyin.ts";
import { namesOf } from "../src/adapters/place-names.ts";
import { currentGazetteer } from "../src/app/gazetteer.ts";

const readings = placeReadings();
const named = (name: string): NamedPlace => ({ id: "c-0001", kind: "community", name, aliases: [] });

let at = 1;
let term = 1;
let mayKeep = true;
let version = "1";
let name = "东街社区";
let isAway = false;
let reads = 0;

const start = () =>
  currentGazetteer({
    lease: { look: () => ({ at, term, mayUse: true, mayKeep }) },
    namesOf: (known) => {
      if (isAway) return Promise.reject(new DomainError("unavailable", "x", "away"));
      reads += 1;
      return Promise.resolve({ version, places: known === version ? undefined : [named(name)] });
    },
    estates: [{ kind: "estate", name: "东街社区", aliases: [] }],
    readings,
    now: () => at,
  });

beforeEach(() => {
  [at, term, mayKeep, version, name, isAway, reads] = [1, 1, true, "1", "东街社区", false, 0];
});

describe("the names of the register's present version", () => {
  it("are read once while the lease stands, however many ask", async () => {
    const gazetteer = start();
    const [one, other] = await Promise.all([gazetteer(), gazetteer()]);
    at += 60_000;
    expect(await gazetteer()).toBe(one);
    expect(other).toBe(one);
    expect(reads).toBe(1);
  });

  it("are read anew after another version, and the last ones answer meanwhile", async () => {
    const gazetteer = start();
    const before = await gazetteer();
    [term, version, name, at] = [2, "2", "西街社区", at + 3_000];
    expect(await gazetteer()).toBe(before);
    await eventually(async () => {
      expect((await gazetteer()).search("西街", 1)).toHaveLength(1);
    });
    expect((await gazetteer()).search("东街", 9).map(({ place }) => place.kind)).toEqual(["estate"]);
  });

  it("are looked at again, and not made again, where the lease did not vouch for them", async () => {
    mayKeep = false;
    const gazetteer = start();
    const before = await gazetteer();
    [mayKeep, at] = [true, at + 3_000];
    await gazetteer();
    await eventually(() => {
      expect(reads).toBe(2);
    });
    at += 60_000;
    expect(await gazetteer()).toBe(before);
    expect(reads).toBe(2);
  });

  it("are away only before the first reading", async () => {
    isAway = true;
    const gazetteer = start();
    await expect(gazetteer()).rejects.toMatchObject({ kind: "unavailable" });
    isAway = false;
    const before = await gazetteer();
    [isAway, term, at] = [true, 2, at + 3_000];
    expect(await gazetteer()).toBe(before);
  });

  it("have an estate only where no place of the register is called so", async () => {
    expect((await start()()).search("东街", 9).map(({ place }) => place.kind)).toEqual(["community"]);
  });
});

describe("pages of names", () => {
  const pages = (versions: readonly string[]) => {
    let asked = 0;
    return namesOf((_name, input) => {
      const { after } = input as { after?: string };
      const next = versions[asked] ?? versions.at(-1);
      asked += 1;
      return Promise.resolve({
        version: next,
        places: [{ ...named(`第${String(asked)}页`), id: after ?? "c-0000" }],
        ...(after === undefined ? { next: "c-0001" } : {}),
      });
    });
  };

  it("are put together", async () => {
    const { version: read, places } = await pages(["1"])(undefined);
    expect([read, places?.map((one) => one.name)]).toEqual(["1", ["第1页", "第2页"]]);
  });

  it("of different versions do not belong together, and are read again", async () => {
    expect((await pages(["1", "2", "2", "2"])(undefined)).places?.map((one) => one.name)).toEqual(["第3页", "第4页"]);
    await expect(pages(["1", "2", "3", "4", "5", "6", "7"])(undefined)).rejects.toMatchObject({ kind: "unavailable" });
  });

  it("are not read on where the version is known", async () => {
    expect(await pages(["1"])("1")).toEqual({ version: "1", places: undefined });
  });
});
