/**
 * The engines of one data folder: NATS with JetStream, a Mongo-wire store and Redis, on free loopback ports, durable,
 * started again when they die, and never outliving us. An address in the environment (`NATS_URL`, `MONGO_URL`,
 * `REDIS_URL`) is used instead of starting that engine.
 */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { totalmem } from "node:os";
import { join } from "node:path";
import { Child } from "./child.mjs";
import { DataDir, openDataDir } from "./data-dir.mjs";
import { since, UserError } from "./proc.mjs";
import { mongoProgram, natsProgram, redisProgram } from "./programs.mjs";
import { mongoInitiate, mongoIsReady, natsIsReady, redisIsReady, untilReady } from "./wire.mjs";

const readyTimeoutMs = 60_000;
const hopelessAfter = 4;

/** @typedef {import("./programs.mjs").Program} Program */
/** @typedef {"nats" | "mongo" | "redis"} EngineName */
/** @typedef {{ name: EngineName, program: Program, port: number, child: Child }} Engine */

/** @type {import("./engines.d.mts").startEngines} */
export async function startEngines({
  dataDir,
  natsAuth = "",
  log = () => {},
  environment = process.env,
  synced = true,
}) {
  const opened = !(dataDir instanceof DataDir);
  const folder = dataDir instanceof DataDir ? dataDir : await openDataDir(dataDir);
  /** @type {Map<string, Engine>} */
  const engines = new Map();

  const stop = async () => {
    for (const { child } of engines.values()) child.expectEnd();
    await Promise.all([...engines.values()].map(({ child }) => child.stop({ graceMs: 10_000 })));
    if (opened) folder.close();
  };

  try {
    const startedAt = Date.now();
    const started = await Promise.all(
      [
        address("NATS_URL", environment, async () => {
          const engine = await startNats(folder, await natsProgram(log), natsAuth, log, synced);
          engines.set("nats", engine);
          return `nats://127.0.0.1:${engine.port}`;
        }),
        address("MONGO_URL", environment, async () => {
          const engine = await startMongo(folder, await mongoProgram(log, writerOf(folder.dir)), log, synced);
          engines.set("mongo", engine);
          return `mongodb://127.0.0.1:${engine.port}/?directConnection=true`;
        }),
        address("REDIS_URL", environment, async () => {
          const program = await redisProgram(log);
          if (!program) return undefined;
          const engine = await startRedis(folder, program, log);
          engines.set("redis", engine);
          return `redis://127.0.0.1:${engine.port}`;
        }),
      ].map((one) =>
        one.then(
          (value) => ({ value }),
          (reason) => ({ reason }),
        ),
      ),
    );
    for (const outcome of started) if ("reason" in outcome) throw outcome.reason;
    await Promise.all([...engines.values()].map(waitForEngine));
    const env = Object.assign({}, ...started.map((outcome) => ("value" in outcome ? outcome.value : {})));
    folder.state.addresses = env;
    folder.save();
    const names = [...engines.values()].map(({ program }) => program.name);
    if (names.length) log(`engines are up: ${names.join(", ")} (${since(startedAt)})`);
    return {
      env,
      engines: new Map([...engines].map(([name, engine]) => [name, describe(engine)])),
      kill: (name, signal = "SIGKILL") => engines.get(name)?.child.kill(signal) ?? false,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The variable from the environment, or else from an engine that is started; empty when there is none. */
async function address(
  /** @type {string} */ variable,
  /** @type {NodeJS.ProcessEnv} */ environment,
  /** @type {() => Promise<string | undefined>} */ start,
) {
  const value = environment[variable] || (await start());
  return value ? { [variable]: value } : {};
}

function describe(/** @type {Engine} */ { program, port, child }) {
  return {
    program: program.name,
    kind: program.kind,
    port,
    get pid() {
      return child.pid;
    },
    get restarts() {
      return child.restarts;
    },
  };
}

/** @returns {Promise<void>} */
async function waitForEngine(/** @type {Engine} */ { name, program, port, child }) {
  const isReady = { nats: natsIsReady, mongo: mongoIsReady, redis: redisIsReady }[name];
  const giveUp = () => (child.failures >= hopelessAfter ? "it keeps ending" : undefined);
  if (program.kind === "mongod") {
    // A mongod that was told before answers with an error, which is as good.
    await untilReady(() => mongoInitiate(port, "wangge").then(() => true), { timeoutMs: readyTimeoutMs, giveUp });
  }
  const why = await untilReady(() => isReady(port), { timeoutMs: readyTimeoutMs, giveUp });
  if (why) throw new UserError(`${program.name} does not come up: ${why}. Its log ends:\n${child.tail()}`);
}

/** @returns {Child} */
function run(
  /** @type {DataDir} */ folder,
  /** @type {string} */ name,
  /** @type {Program} */ { command, args, env },
  /** @type {string[]} */ moreArgs,
  /** @type {(line: string) => void} */ log,
) {
  return new Child({
    name,
    command,
    args: [...args, ...moreArgs],
    env: { ...process.env, ...env },
    cwd: folder.dir,
    logFile: join(folder.dir, "logs", `${name}.log`),
    deathSignal: "TERM",
    onPid: (pid) => folder.remember(name, pid),
    log,
  });
}

/** @returns {Promise<Engine>} */
async function startNats(
  /** @type {DataDir} */ folder,
  /** @type {Program} */ program,
  /** @type {string} */ auth,
  /** @type {(line: string) => void} */ log,
  /** @type {boolean} */ synced,
) {
  const port = await folder.port("nats");
  const monitor = await folder.port("natsMonitor");
  const dir = join(folder.dir, "nats");
  mkdirSync(dir, { recursive: true });
  const config = `# Written at every start.
server_name: wangge-local
listen: "127.0.0.1:${port}"
http: "127.0.0.1:${monitor}"
max_payload: 8MB
jetstream {
  store_dir: ${JSON.stringify(join(dir, "store"))}
  sync_interval: ${synced ? "always # what is acknowledged survives a power cut" : "2m # for a comparison only"}
  max_file_store: 1TB
}
include "auth.conf"
`;
  writeFileSync(join(dir, "auth.conf"), `# Written at every start.\n${auth}\n`, { mode: 0o600 });
  writeFileSync(join(dir, "nats.conf"), config);
  return { name: "nats", program, port, child: run(folder, "nats", program, ["-c", join(dir, "nats.conf")], log) };
}

/** Which kind of store wrote the data that is there. */
function writerOf(/** @type {string} */ dir) {
  if (existsSync(join(dir, "mongo", "WiredTiger"))) return "secantus";
  return existsSync(join(dir, "mongod", "WiredTiger")) ? "mongod" : undefined;
}

/** @returns {Promise<Engine>} */
async function startMongo(
  /** @type {DataDir} */ folder,
  /** @type {Program} */ program,
  /** @type {(line: string) => void} */ log,
  /** @type {boolean} */ synced,
) {
  const port = await folder.port("mongo");
  const isMongod = program.kind === "mongod";
  const dir = join(folder.dir, isMongod ? "mongod" : "mongo");
  mkdirSync(dir, { recursive: true });
  const cacheMb = Math.max(256, Math.min(2048, Math.floor(totalmem() / 4 / 1024 / 1024)));
  const config = join(folder.dir, "mongo.toml");
  if (!isMongod) writeFileSync(config, "# Empty: keeps the engine from reading a configuration elsewhere.\n");
  const args = isMongod
    ? [
        "--dbpath",
        dir,
        "--port",
        `${port}`,
        "--bind_ip",
        "127.0.0.1",
        "--replSet",
        "wangge",
        "--wiredTigerCacheSizeGB",
        `${cacheMb / 1024}`,
      ]
    : [
        "--config",
        config,
        "--host",
        "127.0.0.1",
        "--port",
        `${port}`,
        "--storage-path",
        dir,
        ...(synced ? ["--sync-on-commit"] : []),
        "--log-level",
        "WARNING",
        "--cache-size",
        `${cacheMb}M`,
      ];
  return { name: "mongo", program, port, child: run(folder, "mongo", program, args, log) };
}

/** @returns {Promise<Engine>} */
async function startRedis(
  /** @type {DataDir} */ folder,
  /** @type {Program} */ program,
  /** @type {(line: string) => void} */ log,
) {
  const port = await folder.port("redis");
  const dir = join(folder.dir, "redis");
  mkdirSync(dir, { recursive: true });
  const args = ["--port", `${port}`, "--bind", "127.0.0.1", "--dir", dir, "--save", "", "--appendonly", "no"];
  return { name: "redis", program, port, child: run(folder, "redis", program, args, log) };
}
