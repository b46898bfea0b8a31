import { spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { GridStaffedV1, GridVacatedV1, RecordRecodedV1, RecordSupersededV1 } from "@wangge/contracts/events";
import type { Role, WireMeta } from "@wangge/kit";
import { memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compose, type Registers } from "../src/compose.ts";
import { manifest } from "../src/manifest.ts";
import { chenghuaDivision } from "../src/seed.ts";
import { codeOf, memoryRegisters, sealing } from "./builders.ts";

const division = chenghuaDivision();
const [someGrid] = division.grids as [(typeof division.grids)[number]];

const running: MemoryPlatform[] = [];
const key = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();

const create = async (registers: Registers = memoryRegisters(), isOpened = true) => {
  const platform = await memoryPlatform({
    manifests: [manifest, ...sealing],
    config: { COVERAGE_KEY: key },
    compose: async (parts) => {
      const { onStart, ...definition } = await compose(parts, { division: () => division, registers });
      return isOpened ? { ...definition, onStart: onStart ?? (() => Promise.resolve()) } : definition;
    },
    at: "2018-01-01T00:00:00.000Z",
  });
  running.push(platform);
  const ask = (name: string, input: unknown, meta: WireMeta = { external: true }) =>
    platform.call(name, input, meta) as Promise<never>;
  return { ...platform, ask };
};
const start = () => create();
afterAll(() => Promise.all(running.map((platform) => platform.stop())));

const as = (...roles: Role[]): WireMeta => ({ external: true, actor: { id: "account-1", roles } });

let platform: Awaited<ReturnType<typeof start>>;
beforeAll(async () => {
  platform = await start();
});

describe("a service", () => {
  it("asks what people are called, and hears nothing of whom the register does not know", async () => {
    const { records }: { records: { id: string; value: { label: string } }[] } = await platform.ask(
      "records",
      { kind: "person", limit: 2 },
      as("clerk"),
    );
    const known = records.map(({ id, value: { label } }) => ({ id, label }));
    expect(known).toHaveLength(2);
    const ids = [...known.map(({ id }) => id), "somebody else", someGrid.code];
    expect(await platform.ask("personLabels", { ids }, {})).toEqual({ people: known });
    await expect(platform.ask("personLabels", { ids })).rejects.toMatchObject({ code: "auth.internal_only" });
  });

  it("asks for the ground of grids, and gets nothing for a code that is none", async () => {
    const grids = [someGrid.code, "510108999999999"];
    const { shapes }: { shapes: ({ grid: string; management: string; ring: number[][] } | null)[] } =
      await platform.ask("gridShapes", { grids }, {});
    expect(shapes.map((shape) => shape?.grid)).toEqual([someGrid.code, undefined]);
    const { boundary }: { boundary: { coordinates: number[][][] } } = await platform.ask("grid", {
      code: someGrid.code,
    });
    expect(shapes[0]?.ring).toEqual(boundary.coordinates[0]);
    expect(shapes[0]?.management).toBe(someGrid.management);
    await expect(platform.ask("gridShapes", { grids })).rejects.toMatchObject({ code: "auth.internal_only" });
  });
});

describe("a caller from outside", () => {
  it("sees the district with what it holds", async () => {
    expect(await platform.ask("district", {})).toMatchObject({
      code: "510108",
      name: "成华区",
      streets: 14,
      communities: 103,
      grids: 748,
      synthetic: true,
    });
  });

  it("walks all grids page by page and meets each once", async () => {
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page: { grids: { code: string }[]; next?: string } = await platform.ask("grids", { after, limit: 100 });
      seen.push(...page.grids.map(({ code }) => code));
      after = page.next;
    } while (after !== undefined);
    expect(seen).toEqual(division.grids.map(({ code }) => code).toSorted());
  });

  it("sees no next page where the last one is exactly full", async () => {
    const page = await platform.ask("streets", { limit: 14 });
    expect(page).not.toHaveProperty("next");
    expect(await platform.ask("streets", { limit: 13 })).toHaveProperty("next");
  });

  it("names the courtyards of a community, page by page, for who works there", async () => {
    const code = someGrid.code.slice(0, 12);
    const all: { courtyards: { id: string; name: string; grid: string }[] } = await platform.ask(
      "communityCourtyards",
      { code, limit: 500 },
      as("communityOfficer"),
    );
    expect(all).not.toHaveProperty("next");
    const seen: object[] = [];
    let after: string | undefined;
    do {
      const page: { courtyards: { id: string }[]; next?: string } = await platform.ask(
        "communityCourtyards",
        { code, limit: 3, ...(after === undefined ? {} : { after }) },
        as("socialOfficer"),
      );
      seen.push(...page.courtyards);
      after = page.next;
    } while (after !== undefined);
    expect(seen).toEqual(all.courtyards);
    expect(all.courtyards.length).toBeGreaterThan(3);
    expect(all.courtyards.every(({ name, grid }) => name !== "" && grid.startsWith(code))).toBe(true);
    const { courtyards: ofGrid }: { courtyards: { id: string }[] } = await platform.ask(
      "courtyards",
      { code: someGrid.code },
      as("clerk"),
    );
    const here = all.courtyards.filter(({ grid }) => grid === someGrid.code).map(({ id }) => id);
    expect(here).toEqual(ofGrid.map(({ id }) => id).toSorted());
    expect(await codeOf(platform.ask("communityCourtyards", { code }, as("citizen")))).toBe("auth.role_missing");
  });

  it("sees only the grids of the street or community it names", async () => {
    const community = someGrid.code.slice(0, 12);
    const street = someGrid.code.slice(0, 9);
    const of = async (input: object): Promise<string[]> => {
      const { grids }: { grids: { code: string }[] } = await platform.ask("grids", { ...input, limit: 500 });
      return grids.map(({ code }) => code);
    };
    const expected = (within: string) =>
      division.grids.map(({ code }) => code).filter((code) => code.startsWith(within));
    expect(await of({ community })).toEqual(expected(community));
    expect(await of({ street })).toEqual(expected(street));
    expect(await of({ street: division.streets.at(-1)?.code, community })).toEqual([]);
    const { communities }: { communities: object[] } = await platform.ask("communities", { street });
    expect(communities).toHaveLength(division.communities.filter(({ code }) => code.startsWith(street)).length);
  });

  it("sees a grid with the places it lies in and a closed boundary", async () => {
    const grid: { boundary: { coordinates: [number, number][][] } } = await platform.ask("grid", {
      code: someGrid.code,
    });
    expect(grid).toMatchObject({
      code: someGrid.code,
      households: someGrid.households,
      community: { code: someGrid.code.slice(0, 12) },
      street: { code: someGrid.code.slice(0, 9) },
      district: { code: "510108", name: "成华区" },
    });
    const [ring = []] = grid.boundary.coordinates;
    expect(ring.length).toBe(someGrid.ring.length + 1);
    expect(ring[0]).toEqual(ring.at(-1));
  });

  it("finds the grid of a point, and is told when the point is outside", async () => {
    expect(await platform.ask("locate", someGrid.centre)).toMatchObject({
      grid: { code: someGrid.code, name: someGrid.name },
      community: { code: someGrid.code.slice(0, 12) },
      street: { code: someGrid.code.slice(0, 9) },
    });
    expect(await codeOf(platform.ask("locate", { lng: 116.4, lat: 39.9 }))).toBe("registry.place.outside_district");
    expect(await codeOf(platform.ask("locate", { lng: 200, lat: 30 }))).toBe("input.invalid");
  });

  it("is told that a place is unknown, and that nonsense is no code", async () => {
    const unknown = [
      ["street", { code: "510108999" }],
      ["community", { code: "510108999001" }],
      ["grid", { code: "510108999001001" }],
      ["grids", { street: "510108999" }],
      ["grids", { community: "510108999001" }],
      ["communities", { street: "510108999" }],
    ] as const;
    for (const [name, input] of unknown) expect(await codeOf(platform.ask(name, input))).toBe("registry.place.unknown");
    for (const code of ["51010", "__proto__", { $ne: "" }])
      expect(await codeOf(platform.ask("grid", { code }))).toBe("input.invalid");
    expect(await codeOf(platform.ask("grids", { limit: 501 }))).toBe("input.invalid");
    expect(await codeOf(platform.ask("grids", { $where: "1" }))).toBe("input.invalid");
  });

  it("does not see people without a role, and may not ask what only services ask", async () => {
    const { code } = someGrid;
    expect(await codeOf(platform.ask("people", { code }))).toBe("auth.sign_in");
    expect(await codeOf(platform.ask("people", { code }, as("citizen")))).toBe("auth.role_missing");
    expect(await codeOf(platform.ask("resolve", { places: [{ grid: code }] }, as("clerk")))).toBe("auth.internal_only");
  });
});

describe("another service", () => {
  it("learns the grid of each place, in order, and null where there is none", async () => {
    const places = [
      { point: someGrid.centre },
      { grid: someGrid.code },
      { point: { lng: 0, lat: 0 } },
      { grid: "510108999001001" },
    ];
    expect(await platform.ask("resolve", { places }, {})).toEqual({
      grids: [someGrid.code, someGrid.code, null, null],
    });
  });
});

describe("the people of a grid", () => {
  it("are shown to staff by label", async () => {
    const people: { workers: { id: string; label: string }[] } = await platform.ask(
      "people",
      { code: someGrid.code },
      as("clerk"),
    );
    const expected = division.workers.filter(({ grid }) => grid === someGrid.code);
    expect(people.workers.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
    expect(people).toMatchObject({ responsible: { label: "责任人 0001" } });
  });

  it("change when a supervisor says so, and others hear it once", async () => {
    const { ask, published, settle } = await start();
    await settle();
    const order = { code: someGrid.code, workers: ["w-0001", "w-0010"], responsible: "w-r0002" };
    expect(await codeOf(ask("staff", order, as("clerk", "dispatcher")))).toBe("auth.role_missing");
    for (let times = 0; times < 2; times += 1)
      expect(await ask("staff", order, as("supervisor"))).toMatchObject({
        staffedAt: "2018-01-01T00:00:00.000Z",
        workers: [{ id: "w-0001" }, { id: "w-0010" }],
        responsible: { id: "w-r0002" },
      });
    await settle();
    const heard = published(GridStaffedV1).slice(748);
    expect(heard).toMatchObject([{ grid: someGrid.code, workers: ["w-0001", "w-0010"], responsible: "w-r0002" }]);
  });

  it("are people of the register, two or three of them, in a grid that there is", async () => {
    const { code } = someGrid;
    const good = { code, workers: ["w-0001", "w-0002"], responsible: "w-r0002" };
    const refused = [
      [{ ...good, workers: ["w-0001", "w-9999"] }, "registry.person.unknown"],
      [{ ...good, responsible: "w-r9999" }, "registry.person.unknown"],
      [{ ...good, workers: ["w-0001"] }, "registry.change.refused"],
      [{ ...good, workers: ["w-0001", "w-0002", "w-0003", "w-0004"] }, "registry.change.refused"],
      [{ ...good, code: "510108999001001" }, "registry.place.unknown"],
      [{ ...good, workers: "w-0001" }, "input.invalid"],
    ] as const;
    for (const [input, code] of refused) expect(await codeOf(platform.ask("staff", input, as("admin")))).toBe(code);
  });

  it("who are away have a stand-in by rota; where there is none, the alarm is on the bus", async () => {
    const { ask, published, settle } = await start();
    const grid =
      division.grids.find(({ code }) => division.workers.filter((one) => one.grid === code).length === 2) ?? someGrid;
    const [first, second] = division.workers.filter((one) => one.grid === grid.code);
    const away = (person: string | undefined, more: object = {}) => ({
      op: "register",
      kind: "absence",
      value: { parent: person, reason: "年休假", ...more },
      until: "2018-01-09",
    });
    const change = (operations: object[]) =>
      ask("change", { effectiveFrom: "2018-01-01", reason: "leave of absence", operations }, as("supervisor"));
    const actingOf = async (): Promise<string[]> => {
      const { workers }: { workers: { id: string }[] } = await ask("people", { code: grid.code }, as("clerk"));
      return workers.map(({ id }) => id);
    };
    await change([away(first?.id)]);
    const acting = await actingOf();
    expect(acting).toHaveLength(2);
    expect(acting).not.toContain(first?.id);

    const { records: rotas }: { records: { id: string }[] } = await ask(
      "records",
      { kind: "rota", parent: grid.code.slice(0, 12) },
      as("clerk"),
    );
    await change([{ op: "end", record: rotas[0]?.id }, away(second?.id)]);
    await settle();
    expect(published(GridVacatedV1)).toMatchObject([
      { grid: grid.code, missingWorkers: 2, missingResponsible: false, since: "2018-01-01" },
    ]);
    expect(await ask("vacancies", {}, as("clerk"))).toMatchObject({ grids: [{ grid: grid.code, missingWorkers: 2 }] });
    expect(await ask("vacancies", { on: "2018-01-09" }, as("clerk"))).toEqual({ grids: [] });
  });
});

describe("the first filling", () => {
  it("staffs every grid, and says so once a grid", async () => {
    await platform.settle();
    const heard = platform.published(GridStaffedV1);
    expect(heard).toHaveLength(748);
    expect(new Set(heard.map(({ grid }) => grid)).size).toBe(748);
  });

  it("answers nobody before it is done", async () => {
    const { ask } = await create(memoryRegisters(), false);
    expect(await codeOf(ask("district", {}))).toBe("registry.starting");
  });
});

describe("an office that changes the register", () => {
  const [street, target] = division.streets as [(typeof division.streets)[number], (typeof division.streets)[number]];
  const rename = { op: "rename", record: street.code, name: "新名街道" };
  const request = (operations: object[], more: object = {}) => ({
    effectiveFrom: "2018-03-01",
    reason: "for the test",
    operations,
    ...more,
  });

  it("sees on a dry run what would happen and why it would be refused, and nothing is written", async () => {
    const { ask } = await start();
    const renamed: { happenings: object[] } = await ask(
      "change",
      request([rename], { dryRun: true }),
      as("supervisor"),
    );
    expect(renamed).toMatchObject({
      happenings: [{ type: "renamed", name: "新名街道", before: street.name }],
      problems: [],
    });
    const merged: { problems: { code: string }[] } = await ask(
      "change",
      request([{ op: "merge", from: [street.code], into: target.code }], { dryRun: true }),
      as("supervisor"),
    );
    expect(new Set(merged.problems.map(({ code }) => code))).toContain("registry.code.not_nested");
    expect(await ask("changes", {}, as("clerk"))).toMatchObject({ changes: [{ change: 1 }] });
  });

  it("is heard from the day it names on, and asked for any day", async () => {
    const { ask } = await start();
    expect(await ask("change", request([rename]), as("supervisor"))).toMatchObject({ change: 2 });
    expect(await ask("street", { code: street.code, on: "2018-02-28" })).toMatchObject({ name: street.name });
    expect(await ask("street", { code: street.code, on: "2018-03-01" })).toMatchObject({
      name: "新名街道",
      since: "2018-03-01",
    });
    expect(await codeOf(ask("street", { code: street.code, on: "2017-10-30" }))).toBe("registry.day.before_register");
  });

  it("may not, without the role, and not with what does not parse or breaks a rule", async () => {
    const ask = (operations: object[], meta = as("supervisor")) =>
      codeOf(platform.ask("change", request(operations), meta));
    expect(await ask([rename], as("clerk"))).toBe("auth.role_missing");
    expect(await ask([{ op: "forget", record: street.code }])).toBe("input.invalid");
    expect(
      await ask([
        { op: "register", kind: "section", value: { parent: street.code, name: "x", functionClass: "economy" } },
      ]),
    ).toBe("input.invalid");
    expect(await ask([{ op: "rename", record: "510108999", name: "没有" }])).toBe("registry.record.unknown");
    expect(await ask([{ op: "amend", record: someGrid.code, set: { managment: "unitDormitory" } }])).toBe(
      "registry.change.refused",
    );
    expect(await ask([{ op: "end", record: someGrid.code }])).toBe("registry.change.refused");
    expect(
      await ask([{ op: "register", kind: "post", value: { parent: street.code, kind: "investmentOfficer" } }]),
    ).toBe("registry.change.refused");
    expect(
      await ask([
        {
          op: "register",
          kind: "section",
          value: { parent: street.code, name: "又一个", functionClass: "socialConstruction" },
        },
      ]),
    ).toBe("registry.change.refused");
  });

  it("merges a street into another: old codes lead to what took over, and both years resolve", async () => {
    const { ask, published, settle } = await start();
    const communities = division.communities.filter(({ code }) => code.startsWith(street.code));
    const operations = [
      { op: "merge", from: [street.code], into: target.code },
      ...communities.map(({ code }, index) => ({
        op: "recode",
        record: code,
        scheme: "NBS",
        code: `${target.code}${String(901 + index)}`,
      })),
    ];
    const { change }: { change: number } = await ask("change", request(operations), as("admin"));
    expect(change).toBe(2);

    const before: { grid: { code: string } } = await ask("locate", { ...someGrid.centre, on: "2018-02-28" });
    const after: { grid: { code: string }; street: object } = await ask("locate", {
      ...someGrid.centre,
      on: "2018-03-01",
    });
    expect(before.grid.code).toBe(someGrid.code);
    expect(after.street).toEqual({ code: target.code, name: target.name });
    expect(after.grid.code.startsWith(`${target.code}901`)).toBe(true);
    // The code of before leads to the same ground, under its new one.
    expect(await ask("grid", { code: someGrid.code, on: "2018-03-01" })).toMatchObject({ code: after.grid.code });
    expect(await ask("street", { code: street.code, on: "2018-03-01" })).toMatchObject({ code: target.code });
    expect(await ask("resolve", { places: [{ grid: someGrid.code }] }, {})).toEqual({ grids: [someGrid.code] });
    expect(await ask("streets", { on: "2018-03-01", limit: 500 })).toMatchObject({ streets: { length: 13 } });
    expect(await ask("history", { code: street.code })).toMatchObject({
      kind: "street",
      endings: [{ on: "2018-03-01" }],
    });
    await settle();
    expect(published(RecordSupersededV1).filter(({ kind }) => kind === "street")).toMatchObject([
      { code: street.code, codes: [target.code] },
    ]);
    expect(published(RecordRecodedV1).filter(({ kind }) => kind === "community")).toHaveLength(communities.length);
  });

  it("and asks twice with one key changes once; the key is his own, and for that one change", async () => {
    const { ask } = await start();
    const meta = { ...as("admin"), idempotencyKey: "once" };
    for (let times = 0; times < 2; times += 1)
      expect(await ask("change", request([rename]), meta)).toMatchObject({ change: 2 });
    const other = request([{ op: "rename", record: target.code, name: "另名街道" }]);
    expect(await codeOf(ask("change", other, meta))).toBe("registry.change.key_reused");
    const colleague = { ...meta, actor: { id: "account-2", roles: ["admin" as const] } };
    expect(await ask("change", other, colleague)).toMatchObject({ change: 3 });
    const staff = { code: someGrid.code, workers: ["w-0001", "w-0010"], responsible: "w-r0002" };
    for (let times = 0; times < 2; times += 1)
      expect(await ask("staff", staff, { ...meta, idempotencyKey: "staff" })).toMatchObject({
        workers: [{ id: "w-0001" }, { id: "w-0010" }],
      });
  });
});

describe("a published list of codes", () => {
  const listOf = (year: "2018" | "2020") =>
    JSON.parse(readFileSync(new URL(`../data/chenghua-${year}.json`, import.meta.url), "utf8")) as {
      readonly asOf: string;
      readonly streets: readonly { code: string; name: string; communities: { code: string; name: string }[] }[];
    };

  it("leads from 14 streets of 2017 through 2018 to the 11 of 2020, with every code and name as published", async () => {
    const { ask } = await start();
    for (const [year, counts] of [
      ["2018", [14, 105]],
      ["2020", [11, 83]],
    ] as const) {
      const list = listOf(year);
      const effectiveFrom = list.asOf;
      const dry: { problems: object[]; assumptions: string[] } = await ask(
        "vintage",
        { effectiveFrom, list, dryRun: true },
        as("admin"),
      );
      expect(dry.problems).toEqual([]);
      expect(dry.assumptions.length).toBeGreaterThan(0);
      await ask("vintage", { effectiveFrom, list }, as("admin"));
      const { streets }: { streets: { code: string; name: string }[] } = await ask("streets", { on: effectiveFrom });
      const { communities }: { communities: { code: string; name: string; grids: number }[] } = await ask(
        "communities",
        { on: effectiveFrom, limit: 500 },
      );
      expect([streets.length, communities.length]).toEqual(counts);
      const short = (places: readonly { code: string; name: string }[]) =>
        places.map(({ code, name }) => `${code} ${name}`).toSorted();
      expect(short(streets)).toEqual(short(list.streets));
      expect(short(communities)).toEqual(short(list.streets.flatMap((street) => street.communities)));
      expect(communities.every(({ grids }) => grids > 0)).toBe(true);
      expect(await ask("district", { on: effectiveFrom })).toMatchObject({ grids: 748 });
    }
    expect(await ask("district", { on: "2018-01-01" })).toMatchObject({ streets: 14, communities: 103 });
    // 建设路街道 went to two streets: the register names both; its community 建设中路 is still one, in 猛追湾.
    expect(await codeOf(ask("street", { code: "510108005", on: "2020-06-30" }))).toBe("registry.place.superseded");
    expect(await ask("community", { code: "510108005003", on: "2020-06-30" })).toMatchObject({
      code: "510108002010",
      name: "建设中路社区",
      street: { code: "510108002" },
    });
    expect(await ask("community", { code: "510108002010", on: "2020-06-29" })).toMatchObject({ code: "510108005003" });
    // Taken in once more, it changes nothing.
    const list = listOf("2020");
    expect(await ask("vintage", { effectiveFrom: list.asOf, list }, as("admin"))).toMatchObject({ happenings: [] });
  });

  it("of another district is refused", async () => {
    const list = { ...listOf("2020"), district: { code: "510106", name: "金牛区" } };
    expect(await codeOf(platform.ask("vintage", { effectiveFrom: "2020-06-30", list }, as("admin")))).toBe(
      "registry.vintage.other_district",
    );
  });
});

describe("the six unifications 六个统一", () => {
  it("say of each station where it deviates and since when, and what is to be done", async () => {
    const { records }: { records: { id: string }[] } = await platform.ask(
      "records",
      { kind: "station", limit: 1 },
      as("clerk"),
    );
    const report: { dimensions: { unification: string; status: string }[] } = await platform.ask(
      "conformance",
      { id: records[0]?.id },
      as("clerk"),
    );
    expect(report.dimensions.map(({ unification }) => unification)).toEqual([
      "items",
      "processes",
      "construction",
      "signage",
      "software",
      "evaluation",
    ]);
    const { lines }: { lines: { unification: string; kind: string; places: number }[] } = await platform.ask(
      "conformances",
      { on: "2021-01-01" },
      as("clerk"),
    );
    // The software of 2013 was replaced in 2020, and nobody wrote down that it was.
    expect(
      lines.find(({ unification, kind }) => unification === "software" && kind === "communityStation"),
    ).toMatchObject({ counts: { deviates: 103 } });
    for (const id of ["k-9999", "g-0001"])
      expect(await codeOf(platform.ask("conformance", { id }, as("clerk")))).toBe("registry.station.unknown");
  });
});

describe("dividing a community anew 网格划分", () => {
  const community = "510108004006";
  const order = { community, effectiveFrom: "2018-03-01", reason: "居民增加，重新划分" };

  it("is proposed with reasons, tried out, and made so from a day on", async () => {
    const { ask } = await start();
    const asked: {
      division: string[][];
      proposal: { grids: { explanation: { reasons: object[] } }[] };
      comparison: { before: { score: { total: number } }; after: { score: { total: number } } };
    } = await ask("proposeGridding", { community }, as("supervisor"));
    expect(asked.proposal.grids.every(({ explanation }) => explanation.reasons.length > 0)).toBe(true);
    expect(asked.comparison.after.score.total).toBeLessThan(asked.comparison.before.score.total);
    const { division } = asked;
    const dry: { problems: object[]; happenings: object[] } = await ask(
      "publishGridding",
      { ...order, division, dryRun: true },
      as("supervisor"),
    );
    expect(dry.problems).toEqual([]);
    expect(dry.happenings.length).toBeGreaterThan(5);
    await ask("publishGridding", { ...order, division }, as("supervisor"));

    const { grids }: { grids: { code: string; households: number }[] } = await ask("grids", {
      community,
      on: "2018-03-01",
    });
    expect(grids).toHaveLength(division.length);
    expect(grids.every(({ households }) => households >= 300 && households <= 500)).toBe(true);
    const found: string[][] = [];
    for (const { code } of grids) {
      const { courtyards }: { courtyards: { id: string; value: { at: object } }[] } = await ask(
        "courtyards",
        { code, on: "2018-03-01" },
        as("clerk"),
      );
      found.push(courtyards.map(({ id }) => id).toSorted());
      for (const { value } of courtyards)
        expect(await ask("locate", { ...value.at, on: "2018-03-01" })).toMatchObject({ grid: { code } });
    }
    const sorted = (lists: string[][]) => lists.map((list) => list.toSorted().join(" ")).toSorted();
    expect(sorted(found)).toEqual(sorted(division));
    expect(await ask("coverage", { on: "2018-03-01" })).toMatchObject({ report: { proved: true } });
  });

  it("is refused where a courtyard is left out, or a grid would be too large or in pieces", async () => {
    const { division }: { division: string[][] } = await platform.ask(
      "proposeGridding",
      { community, effort: 1 },
      as("supervisor"),
    );
    const [one = [], other = [], ...rest] = division;
    const refused = (changed: string[][]) =>
      codeOf(platform.ask("publishGridding", { ...order, division: changed, dryRun: false }, as("supervisor")));
    expect(await refused([one, ...rest])).toBe("registry.gridding.incomplete");
    expect(["registry.change.refused", "registry.gridding.not_one_piece"]).toContain(
      await refused([[...one, ...other], ...rest]),
    );
    expect(await codeOf(platform.ask("proposeGridding", { community }, as("clerk")))).toBe("auth.role_missing");
  });
});

describe("the proof of coverage 覆盖证明", () => {
  it("is signed, and whoever has the bundle and the key checks it without this system", async () => {
    const { report }: { report: object } = await platform.ask("coverage", {});
    expect(report).toMatchObject({ proved: true, problemCount: 0, asOf: "2018-01-01", counts: { grids: 748 } });
    const folder = mkdtempSync(join(tmpdir(), "wangge-proof-"));
    const verify = (bundle: object) => {
      writeFileSync(join(folder, "bundle.json"), JSON.stringify(bundle));
      const script = fileURLToPath(new URL("../verify/verify-coverage.mjs", import.meta.url));
      return spawnSync(process.execPath, [script, join(folder, "bundle.json"), join(folder, "key.json")]).status;
    };
    try {
      writeFileSync(join(folder, "key.json"), JSON.stringify(await platform.ask("coverageKey", {})));
      const bundle: { data: { addresses: { grid: string }[] } } = structuredClone(
        await platform.ask("coverageBundle", {}),
      );
      expect(bundle.data.addresses.length).toBeGreaterThan(5_000);
      expect(verify(bundle)).toBe(0);
      const [first, last] = [bundle.data.addresses[0], bundle.data.addresses.at(-1)];
      if (first === undefined || last === undefined) throw new Error("no addresses");
      first.grid = last.grid;
      expect(verify(bundle)).toBe(1);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe("open data", () => {
  it("gives the places of every level as GeoJSON, and they add up", async () => {
    for (const [level, count] of [
      ["street", 14],
      ["community", 103],
      ["grid", 748],
      ["station", 262],
    ] as const) {
      const { features }: { features: { geometry: object | null }[] } = await platform.ask("geojson", { level });
      expect(features).toHaveLength(count);
      expect(features.every(({ geometry }) => geometry !== null)).toBe(true);
    }
  });

  it("gives the directory of services as HSDS 3", async () => {
    const page: { total_items: number; contents: { id: string; name: string }[] } = await platform.ask("hsdsServices", {
      per_page: 10,
      search: "养老",
    });
    expect(page).toMatchObject({ total_items: 103, contents: { length: 10 } });
    const [first] = page.contents;
    expect(await platform.ask("hsdsService", { id: first?.id })).toMatchObject({
      id: first?.id,
      organization: { name: expect.any(String) },
    });
    expect(await codeOf(platform.ask("hsdsService", { id: "00000000-0000-4000-8000-000000000000" }))).toBe(
      "registry.hsds.unknown",
    );
  });
});

describe("replicas of the registry", () => {
  it("follow each other, and of two changes at once none is lost", async () => {
    const registers = memoryRegisters();
    const one = await create(registers);
    const names = Array.from({ length: 8 }, (_, index) => ({
      effectiveFrom: "2018-02-01",
      reason: "for the test",
      operations: [{ op: "rename", record: division.communities[index]?.code, name: `改名社区${String(index)}` }],
    }));
    await Promise.all(names.map((change) => one.ask("change", change, as("admin"))));
    expect(await one.ask("changes", {}, as("clerk"))).toMatchObject({ changes: { length: 9 } });
  });
});

describe("the public card", () => {
  it("says who answers for what here, by label", async () => {
    const card: { grid: { workers: { label: string }[] }; sections: object[]; stations: object[] } = await platform.ask(
      "responsibility",
      someGrid.centre,
    );
    expect(card.grid.workers[0]?.label).toMatch(/^网格员 \d{4}$/);
    expect(card.sections).toHaveLength(4);
    expect(card.stations.length).toBeGreaterThanOrEqual(5);
    expect(card).toMatchObject({
      zone: { duties: [{ answers: "zone" }, {}, {}, {}] },
      grid: { responsible: { label: "责任人 0001" } },
    });
    expect(await platform.ask("responsibility", { grid: someGrid.code })).toEqual(card);
    expect(await codeOf(platform.ask("responsibility", {}))).toBe("input.invalid");
  });
});
