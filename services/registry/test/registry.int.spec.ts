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
import { archiveOn } from "../src/models/archive.ts";
import { placeModels, toDocument } from "../src/models/places.ts";
import { chenghuaDivision } from "../src/seed.ts";

const STREAM = "EVT_REGISTRY";
const COUNTS = {
  districts: 1,
  streets: 14,
  communities: 103,
  grids: 748,
  workers: 1881,
  responsibles: 748,
  staffing: 748,
  meta: 1,
};

const {
  NATS_URL = "nats://127.0.0.1:4222",
  NATS_USER: user,
  NATS_PASSWORD: password,
  MONGO_URL = "mongodb://127.0.0.1:27017",
} = process.env;

let bus: Bus;
let mongo: mongoose.Connection;
const databases: string[] = [];

beforeAll(async () => {
  const nats = await connectNats({ url: NATS_URL, user, password, name: "registry test", log: silentLog });
  await provision(nats, topologyOf([manifest]), { replicas: 1 });
  bus = jetstreamBus(nats, silentLog);
  mongo = await mongoose.createConnection(MONGO_URL).asPromise();
});

afterAll(async () => {
  for (const database of databases) await mongo.useDb(database).dropDatabase();
  await mongo.close();
  await bus.close();
});

const newDatabase = (): string => {
  const database = `registry_test_${randomBytes(6).toString("hex")}`;
  databases.push(database);
  return database;
};

const environmentOf = (database: string): Record<string, string> => ({
  NODE_ID: `registry.${randomBytes(4).toString("hex")}`,
  MONGO_DB: database,
  MONGO_URL,
  NATS_URL,
  ...(user === undefined ? {} : { NATS_USER: user, NATS_PASSWORD: password ?? "" }),
  LOG_LEVEL: "warn",
});

const start = (database: string): Promise<Running> =>
  startService({ config: load(config, environmentOf(database)), manifest, compose });

const countsOf = async (database: string): Promise<Record<string, number>> => {
  const db = mongo.useDb(database);
  const names = Object.keys(COUNTS);
  const counts = await Promise.all(names.map((name) => db.collection(name).countDocuments()));
  return Object.fromEntries(names.map((name, index) => [name, counts[index] ?? 0]));
};

/** What was said after a place in the stream. Only this file fills registers on these engines, one at a time. */
const heardSince = async (sequence: number): Promise<readonly GridStaffedV1[]> => {
  const messages = await bus.read(STREAM, { fromSequence: sequence + 1, limit: 5_000 });
  return messages.map(({ text }) => GridStaffedV1.data.parse((JSON.parse(text) as Envelope).data));
};

const expectComplete = async (database: string, since: number): Promise<void> => {
  expect(await countsOf(database)).toEqual(COUNTS);
  const heard = await heardSince(since);
  expect(heard).toHaveLength(748);
  expect(new Set(heard.map(({ grid }) => grid)).size).toBe(748);
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

  it("is read back as it was drawn, to the step", async () => {
    const database = newDatabase();
    const division = chenghuaDivision();
    const archive = await archiveOn(mongo.useDb(database));
    for (let times = 0; times < 2; times += 1) await archive.fill(division, new Date("2017-10-31T00:00:00Z"));
    const { places, workers, responsibles } = await archive.read();
    const byCode = <Place extends { readonly code: string }>(list: readonly Place[]) =>
      list.toSorted((a, b) => (a.code < b.code ? -1 : 1));
    expect(places.district).toEqual(division.district);
    expect(byCode(places.streets)).toEqual(byCode(division.streets));
    expect(byCode(places.communities)).toEqual(byCode(division.communities));
    expect(byCode(places.grids)).toEqual(byCode(division.grids));
    expect([workers.size, responsibles.size]).toEqual([division.workers.length, division.responsibles.length]);
  });

  it("is filled once by replicas that start together", async () => {
    const database = newDatabase();
    const since = await bus.lastSequence(STREAM);
    const replicas = await Promise.all([start(database), start(database), start(database)]);
    await Promise.all(replicas.map((replica) => replica.stop()));
    await expectComplete(database, since);
  });
});

/** Runs the service as it is run, and kills it as soon as a collection holds something. */
const killOnceThereAre = async (collection: string, database: string): Promise<void> => {
  const child = spawn(process.execPath, ["src/main.ts"], {
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
  it.for(["districts", "grids", "workers", "staffing"])(
    "after the first of the %s: the next start completes it",
    async (collection) => {
      let database: string;
      let since: number;
      let tries = 0;
      // On a quick machine it may have been done before the kill came: that would prove nothing.
      do {
        expect(tries++).toBeLessThan(5);
        database = newDatabase();
        since = await bus.lastSequence(STREAM);
        await killOnceThereAre(collection, database);
      } while ((await countsOf(database))["meta"] === 1);
      const running = await start(database);
      await running.stop();
      await expectComplete(database, since);
    },
  );
});

describe("a grid that is written", () => {
  it("holds 300 to 500 households, and nothing that the register does not know", async () => {
    const { grids } = placeModels(mongo.useDb(newDatabase()));
    const [first] = chenghuaDivision().grids;
    if (first === undefined) throw new Error("no grid");
    const grid = toDocument(first, { validFrom: new Date("2017-10-31T00:00:00Z"), synthetic: true });
    for (const households of [300, 412, 500]) await new grids({ ...grid, households }).validate();
    for (const households of [0, 299, 501, 412.5, undefined])
      await expect(new grids({ ...grid, households }).validate()).rejects.toMatchObject({
        errors: { households: expect.anything() },
      });
    await expect(grids.create([{ ...grid, households: 299 }])).rejects.toMatchObject({ name: "ValidationError" });
    expect(() => new grids({ ...grid, owner: "someone" })).toThrow();
    expect(await grids.countDocuments()).toBe(0);
  });

  it("has a code that no other one has", async () => {
    const database = newDatabase();
    await archiveOn(mongo.useDb(database));
    const { grids } = placeModels(mongo.useDb(database));
    const [first] = chenghuaDivision().grids;
    if (first === undefined) throw new Error("no grid");
    const grid = toDocument(first, { validFrom: new Date("2017-10-31T00:00:00Z"), synthetic: true });
    await grids.create([grid]);
    await expect(grids.create([{ ...grid, _id: "g-9999" }])).rejects.toMatchObject({ code: 11000 });
  });
});
