import { setTimeout as sleep } from "node:timers/promises";
import type { Role, WireMeta } from "@wangge/kit";
import { memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SentFile } from "../src/app/import/decode.ts";
import { compose, type Registers } from "../src/compose.ts";
import { divide } from "../src/domain/index.ts";
import { manifest } from "../src/manifest.ts";
import { codeOf, memoryRegisters, sealing, vintage } from "./builders.ts";
import { brokenDistrict } from "./import.builders.ts";

const division = divide(
  vintage([2]),
  {
    approximate: true,
    ring: [
      [104, 30.6],
      [104.02, 30.6],
      [104.02, 30.62],
      [104, 30.62],
    ],
    hints: [],
  },
  { seed: 1, grids: 8 },
);

const running: MemoryPlatform[] = [];
const create = async (registers: Registers = memoryRegisters(), seed: "chenghua" | "none" = "chenghua") => {
  const platform = await memoryPlatform({
    manifests: [manifest, ...sealing],
    config: { REGISTER_SEED: seed },
    compose: (parts) => compose(parts, { division: () => division, registers }),
    at: "2018-01-01T00:00:00.000Z",
  });
  running.push(platform);
  const ask = (name: string, input: unknown, meta: WireMeta) => platform.call(name, input, meta) as Promise<never>;
  return { ...platform, ask };
};
afterAll(() => Promise.all(running.map((platform) => platform.stop())));

const as = (role: Role, idempotencyKey?: string): WireMeta => ({
  external: true,
  actor: { id: "account-1", roles: [role] },
  ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
});

interface State {
  readonly id: string;
  readonly state: string;
  readonly progress: number;
  readonly errorCount: number;
  readonly change?: number;
  readonly next?: number;
  readonly errors: readonly { readonly code: string; readonly file?: string; readonly row?: number }[];
  readonly counts?: Readonly<Record<string, { readonly registered: number; readonly unchanged: number }>>;
}
type Platform = Awaited<ReturnType<typeof create>>;

const request = (files: readonly SentFile[], more: object = {}) => ({
  effectiveFrom: "2018-02-01",
  reason: "区划调整通知",
  files,
  ...more,
});

const ended = async ({ ask }: Platform, id: string): Promise<State> => {
  for (;;) {
    const state: State = await ask("importState", { id, limit: 500 }, as("supervisor"));
    if (["done", "refused", "failed"].includes(state.state)) return state;
    await sleep(10);
  }
};

const imported = async (platform: Platform, files: readonly SentFile[], more: object = {}, key?: string) => {
  const begun: State = await platform.ask("importBundle", request(files, more), as("supervisor", key));
  return ended(platform, begun.id);
};

const exported = async ({ ask }: Platform, input: object = {}): Promise<SentFile[]> => {
  const { files }: { files: SentFile[] } = await ask("exportBundle", input, as("admin"));
  return files;
};

const newStreet: readonly SentFile[] = [{ name: "streets.csv", text: "code,name\n990101777,新街道\n" }];

describe("an import", () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await create();
  });

  it("is for those who lead", async () => {
    const asked = request([{ name: "streets.csv", text: "code,name\n" }]);
    expect(await codeOf(platform.ask("importBundle", asked, as("clerk")))).toBe("auth.role_missing");
    expect(await codeOf(platform.ask("exportBundle", {}, as("clerk")))).toBe("auth.role_missing");
    expect(await codeOf(platform.ask("importState", { id: "0".repeat(26) }, as("admin")))).toBe(
      "registry.import.unknown",
    );
  });

  it("of what was exported changes nothing", async () => {
    const files = await exported(platform);
    const state = await imported(platform, files, { missing: "end" });
    expect(state).toMatchObject({ state: "done", progress: 1, errorCount: 0, counts: { grid: { unchanged: 8 } } });
    expect(state.change).toBeUndefined();
  });

  it("fills a register that began empty, and it answers as the one the bundle came from", async () => {
    const empty = await create(memoryRegisters(), "none");
    expect(await codeOf(empty.ask("district", {}, {}))).toBe("registry.day.before_register");
    expect(await empty.ask("version", {}, {})).toEqual({ version: "0@2018-01-01" });
    const state = await imported(empty, await exported(platform), { effectiveFrom: "2018-01-01" });
    expect(state).toMatchObject({ state: "done", change: 1, errorCount: 0, counts: { grid: { registered: 8 } } });
    const grids = async ({ ask }: Platform) => {
      const page: { grids: { code: string; households: number; centre: object }[] } = await ask("grids", {}, {});
      return page.grids.map(({ code, households, centre }) => ({ code, households, centre }));
    };
    expect(await grids(empty)).toEqual(await grids(platform));
    expect(await empty.ask("vacancies", {}, as("clerk"))).toEqual({ grids: [] });
  });

  it("of a broken district lists everything, and nothing is written", async () => {
    const registers = memoryRegisters();
    const fresh = await create(registers);
    await fresh.settle();
    const look = async () =>
      JSON.stringify([
        await fresh.ask("version", {}, {}),
        await fresh.ask("changes", {}, as("clerk")),
        (await exported(fresh)).map(({ base64 }) => base64),
        fresh.documents("changes"),
        fresh.documents("staffing").map(({ version }) => version),
      ]);
    const before = await look();
    const state = await imported(fresh, brokenDistrict());
    expect(state).toMatchObject({ state: "refused", progress: 1 });
    expect(state.errorCount).toBeGreaterThanOrEqual(43);
    const told = new Set(state.errors.map(({ code, file, row }) => `${code} ${file ?? ""} ${String(row ?? "")}`));
    for (const planted of [
      "registry.import.encoding rotas.csv ",
      "registry.import.code_twice 街道.csv 4",
      "registry.import.grids_overlap grids.geojson 2",
      "registry.import.ground_gap grids.geojson 4",
      "registry.import.courtyard_outside courtyards.csv 3",
      "registry.import.column_missing zones.csv 1",
      "registry.post.economic posts.csv 10",
    ])
      expect(told).toContain(planted);
    await fresh.settle();
    expect(await look()).toBe(before);
  });

  it("shows its errors page by page, each once", async () => {
    const { id, errorCount } = await imported(platform, brokenDistrict());
    const seen: unknown[] = [];
    let after: number | undefined = 0;
    while (after !== undefined) {
      const page: State = await platform.ask("importState", { id, after, limit: 7 }, as("admin"));
      seen.push(...page.errors);
      after = page.next;
    }
    expect(seen).toHaveLength(errorCount);
  });

  it("only tries where that is asked, and is one change of the journal where it is not", async () => {
    const fresh = await create();
    const dry = await imported(fresh, newStreet, { dryRun: true });
    expect(dry).toMatchObject({ state: "done", counts: { street: { registered: 1 } } });
    expect(dry.change).toBeUndefined();
    const real = await imported(fresh, newStreet);
    expect(real).toMatchObject({ state: "done", change: 2, progress: 1 });
    const { changes }: { changes: object[] } = await fresh.ask("changes", {}, as("clerk"));
    expect(changes).toMatchObject([{ change: 2, reason: "区划调整通知", records: { street: 1 } }, { change: 1 }]);
    expect(await fresh.ask("street", { code: "990101777", on: "2018-02-01" }, as("clerk"))).toMatchObject({
      name: "新街道",
    });
  });

  it("is the same one for the same key, whatever replica is asked", async () => {
    const registers = memoryRegisters();
    const fresh = await create(registers);
    const first = await imported(fresh, newStreet, {}, "key-1");
    const second = await imported(fresh, newStreet, {}, "key-1");
    expect([second.id, second.change]).toEqual([first.id, first.change]);
    const other = [{ name: "streets.csv", text: "code,name\n990101778,别街道\n" }];
    expect(await codeOf(fresh.ask("importBundle", request(other), as("supervisor", "key-1")))).toBe(
      "registry.import.key_reused",
    );
  });

  it("whose replica is gone is failed, and is begun again by posting it again", async () => {
    const registers = memoryRegisters();
    const fresh = await create(registers);
    // What a killed replica leaves: a job in the middle of its work, its heart not beating.
    let left: string | undefined;
    const { create: insert } = registers.imports;
    Object.assign(registers.imports, {
      create: (job: Parameters<typeof insert>[0]) => {
        left ??= job.id;
        return insert({ ...job, state: "checking", attempt: "of the dead", beatAt: "2018-01-01T00:00:00.000Z" });
      },
    });
    await fresh.ask("importBundle", request(newStreet), as("supervisor", "key-2"));
    Object.assign(registers.imports, { create: insert });
    const id = left ?? "";
    expect(await fresh.ask("importState", { id }, as("admin"))).toMatchObject({
      state: "failed",
      failure: { code: "registry.import.lost" },
    });
    const again = await imported(fresh, newStreet, {}, "key-2");
    expect(again).toMatchObject({ id, state: "done", change: 2 });
  });

  it("takes files by the names of tables, and says what is none", async () => {
    const asked = (name: string) =>
      codeOf(platform.ask("importBundle", request([{ name, text: "a\n" }]), as("supervisor")));
    for (const name of ["../streets.csv", "streets.xlsx", "streets"]) expect(await asked(name)).toBe("input.invalid");
    const state = await imported(platform, [{ name: "streets.csv", text: "code,name\n" }]);
    expect(state).toMatchObject({ state: "failed", failure: { code: "registry.import.empty" } });
  });
});
