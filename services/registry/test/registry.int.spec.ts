import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { GridStaffedV1 } from "@wangge/contracts/events";
import {
  connectNats,
  jetstreamBus,
  load,
  provision,
  silentLog,
  startService,
  topologyOf,
  type Bus,
  type Running,
} from "@wangge/kit";
import type { Envelope } from "@wangge/contracts";
import mongoose from "mongoose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compose } from "../src/compose.ts";
import { config } from "../src/config.ts";
import { manifest } from "../src/manifest.ts";
import { sealing } from "./builders.ts";
import { furnish, kindOf, type GridValue } from "../src/domain/index.ts";
import { assertionsOn } from "../src/models/assertions.ts";
import { chenghuaValidFrom } from "../src/seed.ts";
import { smallDistrict } from "./small-registry.ts";

const STREAM = "EVT_REGISTRY";
const division = smallDistrict();
const GRIDS = division.grids.length;
const assertions = furnish(division, chenghuaValidFrom);
const countByKind = Map.groupBy(assertions, ({ id }) => kindOf(id));
/** Documents by collection, when all is there. */
const COUNTS: Readonly<Record<string, number>> = {
  ...Object.fromEntries([...countByKind].map(([kind, list]) => [`${kind ?? ""}History`, list.length])),
  changes: 1,
  staffing: GRIDS,
  marks: 1,
};

const {
  NATS_URL = "nats://127.0.0.1:4222",
  NATS_USER: user,
  NATS_PASSWORD: password,
  MONGO_URL = "mongodb://127.0.0.1:27017",
} = process.env;

let bus: Bus;
let mongo: mongoose.Connection;

beforeAll(async () => {
  const nats = await connectNats({ url: NATS_URL, user, password, name: "registry test", log: silentLog });
  await provision(nats, topologyOf([manifest, ...sealing]), { replicas: 1 });
  bus = jetstreamBus(nats, silentLog);
  mongo = await mongoose.createConnection(MONGO_URL).asPromise();
});

afterAll(async () => {
  await mongo.close();
  await bus.close();
});

/** One of its own; it goes with the engine that the tests were given. */
const newDatabase = (): string => `registry_test_${randomBytes(6).toString("hex")}`;

const environmentOf = (database: string): Record<string, string> => ({
  NODE_ID: `registry.${randomBytes(4).toString("hex")}`,
  MONGO_DB: database,
  MONGO_URL,
  NATS_URL,
  ...(user === undefined ? {} : { NATS_USER: user, NATS_PASSWORD: password ?? "" }),
  LOG_LEVEL: "warn",
});

const start = (database: string): Promise<Running> =>
  startService({
    config: load(config, environmentOf(database)),
    manifest,
    compose: (parts) => compose(parts, { division: smallDistrict }),
  });

const countsOf = async (database: string): Promise<Record<string, number>> => {
  const db = mongo.useDb(database);
  const names = Object.keys(COUNTS);
  const counts = await Promise.all(names.map((name) => db.collection(name).countDocuments()));
  return Object.fromEntries(names.map((name, index) => [name, counts[index] ?? 0]));
};

/** Who works where, as said after a place in the stream. Only this file fills registers on these engines, one at a time. */
const heardSince = async (sequence: number): Promise<readonly GridStaffedV1[]> => {
  const heard: GridStaffedV1[] = [];
  for (let from = sequence + 1; ;) {
    const messages = await bus.read(STREAM, { fromSequence: from, limit: 5_000 });
    const envelopes = messages.map(({ text }) => JSON.parse(text) as Envelope);
    for (const { type, data } of envelopes)
      if (type === GridStaffedV1.subject) heard.push(GridStaffedV1.data.parse(data));
    if (messages.length === 0) return heard;
    from = (messages.at(-1)?.sequence ?? from) + 1;
  }
};

const expectComplete = async (database: string, since: number): Promise<void> => {
  expect(await countsOf(database)).toEqual(COUNTS);
  const heard = await heardSince(since);
  expect(heard).toHaveLength(GRIDS);
  expect(new Set(heard.map(({ grid }) => grid)).size).toBe(GRIDS);
  expect(await mongo.useDb(database).collection("staffing").countDocuments({ pending: 1 })).toBe(0);
};

describe("the register on an empty store", () => {
  it("is filled at the first start, said once, and kept at the next ones", async () => {
    const database = newDatabase();
    const since = await bus.lastSequence(STREAM);
    for (let times = 0; times < 3; times += 1) {
      const running = await start(database);
      await running.stop();
      await expectComplete(database, since);
    }
  });

  it("is read back as it was said, to the step and in order, and what lost the race is not there", async () => {
    const database = newDatabase();
    const store = await assertionsOn(mongo.useDb(database));
    await store.insert(assertions, 1, "won");
    await store.insert(assertions.slice(0, 10), 1, "lost");
    const read = (await store.of([{ number: 1, attempt: "won" }])).get(1);
    expect(read).toHaveLength(assertions.length);
    expect(JSON.parse(JSON.stringify(read))).toEqual(JSON.parse(JSON.stringify(assertions)));
    await store.discard(1, { but: "won" });
    expect((await store.of([{ number: 1, attempt: "lost" }])).size).toBe(0);
    expect(await mongo.useDb(database).collection("gridHistory").countDocuments()).toBe(GRIDS);
  });

  it("is filled once by replicas that start together", async () => {
    const database = newDatabase();
    const since = await bus.lastSequence(STREAM);
    const replicas = await Promise.all([start(database), start(database), start(database)]);
    await Promise.all(replicas.map((replica) => replica.stop()));
    await expectComplete(database, since);
  });
});

/** All that is told lies in the outbox or is out. */
const isFilled = async (database: string): Promise<boolean> => {
  const counts = await countsOf(database);
  return counts["marks"] === 1;
};

/** Runs the service as it is run, and kills it as soon as a collection holds something. */
const killOnceThereAre = async (collection: string, database: string): Promise<void> => {
  const child = spawn(process.execPath, ["test/small-registry.ts"], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: { ...process.env, ...environmentOf(database) },
    stdio: "ignore",
  });
  const gone = once(child, "exit");
  const documents = mongo.useDb(database).collection(collection);
  while ((await documents.findOne()) === null && child.exitCode === null)
    await new Promise((resolve) => setTimeout(resolve, 2));
  child.kill("SIGKILL");
  await gone;
};

describe("kill -9 in the middle of the filling", () => {
  it.for(["gridHistory", "changes"])("after the first of the %s: the next start completes it", async (collection) => {
    let database: string;
    let since: number;
    let tries = 0;
    // On a quick machine it may have been done before the kill came: that would prove nothing.
    do {
      expect(tries++).toBeLessThan(5);
      database = newDatabase();
      since = await bus.lastSequence(STREAM);
      await killOnceThereAre(collection, database);
    } while (await isFilled(database));
    const running = await start(database);
    await running.stop();
    await expectComplete(database, since);
  });
});

describe("a grid that is written", () => {
  it("holds nothing that the register does not know, and lacks nothing", async () => {
    const store = await assertionsOn(mongo.useDb(newDatabase()));
    const [grid] = assertions.filter(({ id }) => id === "g-0001");
    if (grid?.value === undefined) throw new Error("no grid");
    const { ring: _ring, ...unDrawn } = grid.value as GridValue;
    const refused = [
      { ...grid, value: { ...grid.value, owner: "someone" } },
      { ...grid, value: unDrawn },
      { ...grid, value: { ...grid.value, codes: [{ scheme: "made-up", code: "1" }] } },
      { ...grid, from: "yesterday" },
    ];
    for (const bad of refused) await expect(store.insert([bad as never], 1, "a")).rejects.toThrow();
    expect((await store.of([{ number: 1, attempt: "a" }])).size).toBe(0);
    await store.insert([grid], 1, "a");
    expect((await store.of([{ number: 1, attempt: "a" }])).get(1)).toMatchObject([{ id: "g-0001" }]);
  });
});
