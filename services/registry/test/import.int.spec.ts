import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import {
  connectNats,
  idFrom,
  load,
  provision,
  silentLog,
  startService,
  topologyOf,
  type Running,
  type ServiceDefinition,
} from "@wangge/kit";
import { eventually } from "@wangge/kit/testing";
import mongoose from "mongoose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compose } from "../src/compose.ts";
import { config } from "../src/config.ts";
import { manifest } from "../src/manifest.ts";
import { sealing } from "./builders.ts";
import { begin, importedPeople, importKey } from "./importing.ts";
import { smallDistrict } from "./small-registry.ts";

const {
  NATS_URL = "nats://127.0.0.1:4222",
  NATS_USER: user,
  NATS_PASSWORD: password,
  MONGO_URL = "mongodb://127.0.0.1:27017",
} = process.env;

let mongo: mongoose.Connection;

beforeAll(async () => {
  const nats = await connectNats({ url: NATS_URL, user, password, name: "import test", log: silentLog });
  await provision(nats, topologyOf([manifest, ...sealing]), { replicas: 1 });
  await nats.close();
  mongo = await mongoose.createConnection(MONGO_URL).asPromise();
});

afterAll(async () => {
  await mongo.close();
});

const environmentOf = (database: string): Record<string, string> => ({
  NODE_ID: `registry.${randomBytes(4).toString("hex")}`,
  MONGO_DB: database,
  MONGO_URL,
  NATS_URL,
  ...(user === undefined ? {} : { NATS_USER: user, NATS_PASSWORD: password ?? "" }),
  LOG_LEVEL: "warn",
});

const start = async (database: string): Promise<Running & { readonly definition: ServiceDefinition }> => {
  let definition: ServiceDefinition | undefined;
  const running = await startService({
    config: load(config, environmentOf(database)),
    manifest,
    compose: async (parts) => (definition = await compose(parts, { division: smallDistrict })),
  });
  if (definition === undefined) throw new Error("nothing was composed");
  return { ...running, definition };
};

interface State {
  readonly state: string;
  readonly progress: number;
  readonly change?: number;
  readonly failure?: { readonly code: string };
}

const id = idFrom("import", importKey);
const stateIn = ({ definition }: { readonly definition: ServiceDefinition }): Promise<State> => {
  const action = definition.actions["importState"];
  const context = { actor: undefined, meta: {}, idempotencyKey: undefined };
  return action?.run({ id, after: 0, limit: 10 } as never, context) as Promise<State>;
};

/** Kills a registry in the middle of an import. @returns whether it came in time */
const killOnce = async (database: string, state: string): Promise<boolean> => {
  const child = spawn(process.execPath, ["test/importing.ts"], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: { ...process.env, ...environmentOf(database) },
    stdio: "ignore",
  });
  const gone = once(child, "exit");
  const imports = mongo.useDb(database).collection<{ _id: string; state: string }>("imports");
  while (child.exitCode === null) {
    const found = await imports.findOne({ _id: id });
    if (found?.state === state) break;
    if (found !== null && ["done", "failed", "refused"].includes(found.state)) break;
    await sleep(3);
  }
  child.kill("SIGKILL");
  await gone;
  return (await imports.findOne({ _id: id }))?.state === state;
};

/** One of its own; it goes with the engine that the tests were given. */
const newDatabase = (): string => `registry_import_${randomBytes(6).toString("hex")}`;

describe("kill -9 in the middle of an import", () => {
  it.for(["checking", "recording"])(
    "while %s: another replica says so, and posted again it is made once",
    { timeout: 240_000 },
    async (state) => {
      let database: string;
      let tries = 0;
      do {
        expect(tries++).toBeLessThan(5);
        database = newDatabase();
      } while (!(await killOnce(database, state)));

      const other = await start(database);
      try {
        const changes = mongo.useDb(database).collection("changes");
        const written = await changes.countDocuments();
        if (state === "checking") expect(written).toBe(1);
        // Its heart has to stand still for a while before it counts as dead.
        const found = await eventually(
          async () => {
            const now = await stateIn(other);
            return ["done", "failed"].includes(now.state) && now;
          },
          { timeoutMs: 30_000, everyMs: 200 },
        );
        if (written === 1) expect(found).toMatchObject({ state: "failed", failure: { code: "registry.import.lost" } });
        else expect(found).toMatchObject({ state: "done", change: 2 });

        await begin(other.definition);
        const again = await eventually(
          async () => {
            const now = await stateIn(other);
            return now.state === "done" && now;
          },
          { timeoutMs: 120_000, everyMs: 200 },
        );
        expect(again).toMatchObject({ change: 2, progress: 1 });
        expect(await changes.countDocuments()).toBe(2);
        const said = mongo.useDb(database).collection("personHistory");
        expect(await said.countDocuments({ change: 2 })).toBe(importedPeople);
      } finally {
        await other.stop();
      }
    },
  );
});
