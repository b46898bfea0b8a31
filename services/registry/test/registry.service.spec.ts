import type { Envelope } from "@wangge/contracts";
import { GridStaffedV1 } from "@wangge/contracts/events";
import {
  deciderStore,
  isDomainError,
  memoryBus,
  memoryPersistence,
  runAction,
  settableClock,
  silentLog,
  type Role,
  type WireMeta,
} from "@wangge/kit";
import { beforeAll, describe, expect, it } from "vitest";
import { fillRegister } from "../src/app/fill.ts";
import { publishAs } from "../src/app/publish-as.ts";
import { staffingDecider, type GridStaffed, type StaffingState } from "../src/domain/index.ts";
import { manifest } from "../src/manifest.ts";
import type { Archive, Filed } from "../src/models/archive.ts";
import { registryService } from "../src/registry.service.ts";
import { chenghuaDivision } from "../src/seed.ts";

const division = chenghuaDivision();
const [someGrid] = division.grids as [(typeof division.grids)[number]];

const filed = (): Filed => ({
  places: division,
  synthetic: division.synthetic,
  workers: new Map(division.workers.map((worker) => [worker.id, worker])),
  responsibles: new Map(division.responsibles.map((person) => [person.id, person])),
});

/** An archive in a variable. `mark` may fail, as if the process ended just before it, or be overlooked. */
const memoryArchive = ({ mark = "kept" } = {}) => {
  let kept: Awaited<ReturnType<Archive["filled"]>>;
  const archive: Archive & { mark: typeof mark } = {
    mark,
    filled: () => Promise.resolve(archive.mark === "overlooked" ? undefined : kept),
    fill: () => Promise.resolve(),
    markFilled: async ({ vintage, seed }) => {
      if (archive.mark === "dies") throw new Error("died");
      kept = { vintage, seed };
    },
    read: () => Promise.resolve(filed()),
  };
  return archive;
};

const start = async ({ archive = memoryArchive() } = {}) => {
  const bus = memoryBus([manifest]);
  const clock = settableClock("2018-01-01T00:00:00.000Z");
  const persistence = memoryPersistence<StaffingState, GridStaffed>();
  const staffing = deciderStore(
    staffingDecider,
    { publishAs },
    { persistence, bus, log: silentLog, service: "registry" },
  );
  const open = async (): Promise<Filed> => {
    const validFrom = "2017-10-31T00:00:00.000Z";
    await fillRegister({ archive, staffing, division: () => division, validFrom, now: clock.now, log: silentLog });
    return archive.read();
  };
  const service = registryService({ staffing, clock, openRegister: open });
  const ask = (name: string, input: unknown, meta: WireMeta = { external: true }) => {
    const action = service.actions[name];
    if (action === undefined) throw new Error(`no action ${name}`);
    return runAction(`registry.${name}`, action, input, meta) as Promise<never>;
  };
  const events = async (): Promise<readonly GridStaffedV1[]> => {
    await staffing.flush();
    return bus.stored("EVT_REGISTRY").map(({ text }) => GridStaffedV1.data.parse((JSON.parse(text) as Envelope).data));
  };
  return { service, ask, events, open };
};

const as = (...roles: Role[]): WireMeta => ({ external: true, actor: { id: "account-1", roles } });

const codeOf = async (asked: Promise<unknown>): Promise<string> => {
  try {
    await asked;
  } catch (error) {
    if (isDomainError(error)) return error.code;
    throw error;
  }
  return "answered";
};

let platform: Awaited<ReturnType<typeof start>>;
beforeAll(async () => {
  platform = await start();
  await platform.service.onStart?.();
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
    expect(people).toMatchObject({ staffedAt: "2017-10-31T00:00:00.000Z", responsible: { label: "责任人 0001" } });
  });

  it("change when a supervisor says so, and others hear it once", async () => {
    const { ask, events, service } = await start();
    await service.onStart?.();
    const order = { code: someGrid.code, workers: ["w-0001", "w-0010"], responsible: "w-r0002" };
    expect(await codeOf(ask("staff", order, as("clerk", "dispatcher")))).toBe("auth.role_missing");
    for (let times = 0; times < 2; times += 1)
      expect(await ask("staff", order, as("supervisor"))).toMatchObject({
        staffedAt: "2018-01-01T00:00:00.000Z",
        workers: [{ id: "w-0001" }, { id: "w-0010" }],
        responsible: { id: "w-r0002" },
      });
    const heard = (await events()).slice(748);
    expect(heard).toMatchObject([{ grid: someGrid.code, workers: ["w-0001", "w-0010"], responsible: "w-r0002" }]);
  });

  it("are people of the register, two or three of them, in a grid that there is", async () => {
    const { code } = someGrid;
    const good = { code, workers: ["w-0001", "w-0002"], responsible: "w-r0002" };
    const refused = [
      [{ ...good, workers: ["w-0001", "w-9999"] }, "registry.person.unknown"],
      [{ ...good, workers: ["w-0001", "w-r0003"] }, "registry.person.unknown"],
      [{ ...good, responsible: "w-0003" }, "registry.person.unknown"],
      [{ ...good, workers: ["w-0001"] }, "registry.grid.staffing"],
      [{ ...good, workers: ["w-0001", "w-0001"] }, "registry.grid.staffing"],
      [{ ...good, code: "510108999001001" }, "registry.place.unknown"],
      [{ ...good, workers: "w-0001" }, "input.invalid"],
    ] as const;
    for (const [input, code] of refused) expect(await codeOf(platform.ask("staff", input, as("admin")))).toBe(code);
  });
});

describe("the first filling", () => {
  it("staffs every grid, and says so once a grid", async () => {
    const heard = await platform.events();
    expect(heard).toHaveLength(748);
    expect(new Set(heard.map(({ grid }) => grid)).size).toBe(748);
  });

  it("answers nobody before it is done", async () => {
    const { ask } = await start();
    expect(await codeOf(ask("district", {}))).toBe("registry.starting");
  });

  it("goes on where it died", async () => {
    const archive = memoryArchive({ mark: "dies" });
    const { events, service } = await start({ archive });
    await expect(service.onStart?.()).rejects.toThrow("died");
    archive.mark = "kept";
    await service.onStart?.();
    expect(await events()).toHaveLength(748);
  });

  it("brings back nobody who left meanwhile, when another replica is still at it", async () => {
    const { ask, events, open, service } = await start({ archive: memoryArchive({ mark: "overlooked" }) });
    await service.onStart?.();
    const order = { code: someGrid.code, workers: ["w-0001", "w-0010"], responsible: "w-r0002" };
    await ask("staff", order, as("supervisor"));
    await open();
    expect(await events()).toHaveLength(749);
    expect(await ask("people", { code: someGrid.code }, as("clerk"))).toMatchObject({ responsible: { id: "w-r0002" } });
  });
});
