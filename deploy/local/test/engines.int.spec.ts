import { createRequire } from "node:module";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { startEngines, type Engines } from "../engines.mjs";
import { root } from "../stack.mjs";
import { eventually, isAlive, otherNode, place } from "./places.ts";

interface Collection {
  insertOne(document: object): Promise<unknown>;
  countDocuments(): Promise<number>;
}
interface Client {
  db(name: string): { collection(name: string): Collection };
  close(): Promise<void>;
}
// The driver belongs to the kit; here it is only a witness.
const fromKit = createRequire(join(root, "shared/kit/package.json"));
const { MongoClient } = fromKit("mongodb") as { MongoClient: { connect(url: string): Promise<Client> } };

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

function newPlace() {
  const { dir, remove } = place();
  undo.push(remove);
  return dir;
}

async function start(dataDir: string) {
  const engines = await startEngines({ dataDir, environment: {} });
  undo.push(() => engines.stop());
  return engines;
}

const pids = (engines: Engines) => [...engines.engines.values()].map(({ pid }) => pid ?? 0);

const inAnotherProcess = (dataDir: string) => `
import { startEngines } from ${JSON.stringify(join(root, "deploy/local/engines.mjs"))};
const engines = await startEngines({ dataDir: ${JSON.stringify(dataDir)}, environment: {} });
console.log(JSON.stringify([...engines.engines.values()].map(({ pid }) => pid)));
setInterval(() => {}, 1000);
`;

describe("engines", () => {
  it("come up with real addresses, on the same ports and data the next time", async () => {
    const dataDir = newPlace();
    const first = await start(dataDir);
    const client = await MongoClient.connect(first.env.MONGO_URL);
    await client.db("x").collection("cases").insertOne({ grid: "510108" });
    await client.close();
    const before = pids(first);
    await first.stop();
    expect(before.filter(isAlive)).toEqual([]);

    const second = await start(dataDir);
    expect(second.env).toEqual(first.env);
    const again = await MongoClient.connect(second.env.MONGO_URL);
    expect(await again.db("x").collection("cases").countDocuments()).toBe(1);
    await again.close();
  });

  it("are started again with their data when they are killed", async () => {
    const engines = await start(newPlace());
    const client = await MongoClient.connect(engines.env.MONGO_URL);
    await client.db("x").collection("cases").insertOne({ grid: "510108" });
    for (const name of ["nats", "mongo"] as const) {
      expect(engines.kill(name, "SIGKILL")).toBe(true);
      await eventually(
        () => engines.engines.get(name)?.restarts,
        (restarts) => restarts === 1,
      );
    }
    const count = () =>
      client
        .db("x")
        .collection("cases")
        .countDocuments()
        .catch(() => -1);
    expect(await eventually(count, (found) => found >= 0)).toBe(1);
    await client.close();
  });

  it.each(["setpriv", "python", "watchdog"])("do not outlive a killed parent (%s)", async (way) => {
    const dir = newPlace();
    const dataDir = join(dir, "data");
    const env = { ...process.env, WANGGE_DEATH_WAY: way };
    const { child, said } = await otherNode<number[]>(join(dir, "parent.mjs"), inAnotherProcess(dataDir), env);
    expect(said.filter(isAlive)).toHaveLength(said.length);
    expect(said.length).toBeGreaterThanOrEqual(2);
    child.kill("SIGKILL");
    await eventually(
      () => said.filter(isAlive),
      (left) => left.length === 0,
    );
  });

  it("leave a folder that is in use alone, and say who uses it", async () => {
    const dataDir = newPlace();
    await start(dataDir);
    await expect(startEngines({ dataDir, environment: {} })).rejects.toThrow(
      `is in use by process ${String(process.pid)}`,
    );
  });

  it("are not started where the environment names an address", async () => {
    const dataDir = newPlace();
    const environment = { NATS_URL: "nats://a:1", MONGO_URL: "mongodb://b:2", REDIS_URL: "redis://c:3" };
    const engines = await startEngines({ dataDir, environment });
    expect(engines.env).toEqual(environment);
    expect(engines.engines.size).toBe(0);
    await engines.stop();
    expect(existsSync(join(dataDir, "lock"))).toBe(false);
  });

  it("admit only the NATS users they were given", async () => {
    const natsAuth = `authorization { users: [ { user: admin, password: "right" } ] }`;
    const engines = await startEngines({ dataDir: newPlace(), natsAuth, environment: {} });
    undo.push(() => engines.stop());
    const { connect } = fromKit("@nats-io/transport-node") as {
      connect(options: object): Promise<{ close(): Promise<void> }>;
    };
    const servers = engines.env.NATS_URL;
    const connection = await connect({ servers, user: "admin", pass: "right" });
    await connection.close();
    await expect(connect({ servers, user: "admin", pass: "wrong", reconnect: false })).rejects.toThrow();
  });
});
