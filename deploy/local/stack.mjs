/**
 * The whole platform on this machine: engines, streams and consumers, and the services, each its own process with its
 * own NATS user and its own database.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Child } from "./child.mjs";
import { openDataDir } from "./data-dir.mjs";
import { startEngines } from "./engines.mjs";
import { findNode } from "./packages.mjs";
import { since, UserError } from "./proc.mjs";
import { applyStreams, credentialsOf, grantsOf, natsAuth, secretsOf } from "./provision.mjs";
import { root } from "./root.mjs";
import { servicesIn } from "./services.mjs";
import { isFree, untilReady } from "./wire.mjs";

export { onStop } from "./signals.mjs";
export { root };
const defaultPort = 8080;
const hopelessAfter = 5;

/** @type {import("./stack.d.mts").startStack} */
export async function startStack({
  dataDir,
  env: moreEnv = {},
  log = () => {},
  restart = true,
  port,
  environment = process.env,
  root: home = root,
  apart = async () => ({}),
  replicas = 1,
  services: names = servicesIn(home),
}) {
  const node = await findNode(root);
  if (port !== undefined && !(await isFree(port))) {
    throw new UserError(`port ${port} is taken: choose another one with --port`);
  }
  const folder = await openDataDir(dataDir);
  /** @type {Map<string, Child>} */
  const children = new Map();
  /** @type {Awaited<ReturnType<typeof startEngines>> | undefined} */
  let engines;

  /** @type {Promise<void> | undefined} */
  let stopped;
  const stop = () =>
    (stopped ??= (async () => {
      for (const child of children.values()) child.expectEnd();
      // The window closes first, then what stands behind it: nobody is asked for something that is gone.
      for (const child of [...children.values()].reverse()) await child.stop({ graceMs: 15_000 });
      await engines?.stop();
      folder.close();
    })());

  try {
    const { file, secrets } = secretsOf(folder, names);
    const where = { node, root: home, secretsFile: file };
    const auth = environment.NATS_URL ? "" : await natsAuth(where);
    engines = await startEngines({ dataDir: /** @type {any} */ (folder), natsAuth: auth, log, environment });
    const natsPid = engines.engines.get("nats")?.pid;
    const credentials = (/** @type {string} */ principal) => ({
      // A NATS of the user's own may have its own users.
      NATS_USER: environment.NATS_USER ?? principal,
      NATS_PASSWORD: environment.NATS_PASSWORD ?? secrets[principal] ?? "",
      ...(natsPid === undefined ? {} : { ...credentialsOf(folder.dir, principal), ...grantsOf(folder.dir) }),
    });
    const env = { ...engines.env, ...credentials("admin"), SECRETS_FILE: file };
    const startedAt = Date.now();
    await applyStreams({ ...where, natsPid, env, replicas });
    log(`streams and users are provisioned (${since(startedAt)})`);

    const httpPort = port ?? (await folder.port("http", defaultPort));
    folder.state.ports.http = httpPort;
    const url = `http://127.0.0.1:${httpPort}`;
    for (const name of names) {
      const dir = join(folder.dir, name);
      mkdirSync(dir, { recursive: true });
      const own = await apart(name, engines.env);
      const child = new Child({
        name,
        command: node,
        args: ["--import", "@wangge/kit/telemetry-register", `services/${name}/src/main.ts`],
        env: {
          ...process.env,
          ...engines.env,
          ...credentials(name),
          NODE_ID: `${name}.1`,
          MONGO_DB: `wangge_${name}`,
          HEALTH_PORT: `${await folder.port(`health.${name}`)}`,
          DEV_ISSUER: "true",
          ENFORCEMENT_SEED: "chenghua",
          SOCIAL_SEED: "chenghua",
          // To try it: a receiver on this machine.
          WEBHOOK_LOOPBACK: "true",
          DATA_DIR: dir,
          ...(name === "gateway" ? { PORT: `${httpPort}` } : {}),
          ...moreEnv,
          ...own.env,
        },
        cwd: own.root ?? home,
        logFile: join(folder.dir, "logs", `${name}.log`),
        deathSignal: "KILL", // its engines go at the same moment: there is nothing to drain into
        restart,
        onPid: (pid) => folder.remember(name, pid),
        log,
      });
      children.set(name, child);
    }
    folder.state.url = url;
    folder.save();

    const infos = [...children].map(([name, child]) => [
      name,
      describe(child, folder.state.ports[`health.${name}`] ?? 0),
    ]);
    return {
      url,
      env: { ...env, API_URL: url },
      services: new Map(/** @type {any} */ (infos)),
      engines: engines.engines,
      logs: join(folder.dir, "logs"),
      kill: (name, signal = "SIGKILL") =>
        children.get(name)?.kill(signal) ?? engines?.kill(/** @type {any} */ (name), signal) ?? false,
      renew: (name) => {
        children.get(name)?.renew();
        return children.has(name);
      },
      waitReady: async ({ timeoutMs = 120_000 } = {}) => {
        await Promise.all([...children.values()].map((child) => waitForService(folder, child, timeoutMs)));
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function describe(/** @type {Child} */ child, /** @type {number} */ port) {
  return {
    port,
    get pid() {
      return child.pid;
    },
    get restarts() {
      return child.restarts;
    },
  };
}

async function waitForService(
  /** @type {import("./data-dir.mjs").DataDir} */ folder,
  /** @type {Child} */ child,
  /** @type {number} */ timeoutMs,
) {
  const health = `http://127.0.0.1:${folder.state.ports[`health.${child.name}`]}/readyz`;
  const isReady = async () => {
    const answer = await fetch(health, { signal: AbortSignal.timeout(2000) });
    await answer.body?.cancel();
    return answer.ok;
  };
  const giveUp = () => (child.isOver || child.failures >= hopelessAfter ? "it keeps ending" : undefined);
  const why = await untilReady(isReady, { timeoutMs, giveUp });
  if (why) throw new UserError(`${child.name} does not become ready: ${why}. Its log ends:\n${child.tail()}`);
}
