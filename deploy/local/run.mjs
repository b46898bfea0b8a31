/**
 * `node deploy/local/run.mjs <command> [args]`: the way into every npm script. Makes sure that packages and Node 24 are
 * there, then runs the command with them.
 */
import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import { ensurePackages, findNode } from "./packages.mjs";
import { UserError } from "./proc.mjs";
import { cacheDir } from "./programs.mjs";
import { root } from "./root.mjs";
import { onStop } from "./signals.mjs";

/** @type {Record<string, () => Promise<{ run: (args: string[]) => Promise<number> }>>} */
const commands = {
  start: () => import("./commands/start.mjs"),
  dev: () => import("./commands/dev.mjs"),
  stop: () => import("./commands/stop.mjs"),
  test: () => import("./commands/test.mjs"),
  check: () => import("./commands/check.mjs"),
  "test-k8s": () => import("./commands/test-k8s.mjs"),
  "test-cluster": () => import("./commands/test-cluster.mjs"),
  "k8s-secrets": () => import("./commands/k8s-secrets.mjs"),
  engines: () => import("./commands/engines.mjs"),
  demo: () => import("./commands/demo.mjs"),
  chaos: () => import("./commands/chaos.mjs"),
  doctor: () => import("./commands/doctor.mjs"),
  provision: () => import("./commands/provision.mjs"),
  backup: () => import("./commands/backup.mjs"),
  restore: () => import("./commands/restore.mjs"),
  advisories: () => import("./commands/advisories.mjs"),
  "tls-check": () => import("./commands/tls-check.mjs"),
  replay: () => import("./commands/replay.mjs"),
  verify: () => import("./commands/verify.mjs"),
  "predict-score": () => import("./commands/predict-score.mjs"),
  simulate: () => import("./commands/simulate.mjs"),
  "simulate-year": () => import("./commands/simulate-year.mjs"),
  whatif: () => import("./commands/whatif.mjs"),
  "registry-import": () => import("./commands/registry-import.mjs"),
  "reports-import": () => import("./commands/reports-import.mjs"),
  packages: () => import("./commands/packages.mjs"),
  "new-service": () => import("./commands/new-service.mjs"),
  "bench-pressure": () => import("./commands/bench-pressure.mjs"),
  "bench-curve": () => import("./commands/bench-curve.mjs"),
  "bench-growth": () => import("./commands/bench-growth.mjs"),
  "bench-window": () => import("./commands/bench-window.mjs"),
  "bench-gateway": () => import("./commands/bench-gateway.mjs"),
  "bench-pages": () => import("./commands/bench-pages.mjs"),
  load: () => import("./commands/load.mjs"),
  fuzz: () => import("./commands/fuzz.mjs"),
  "console-types": () => import("./commands/console-types.mjs"),
  screenshots: () => import("./commands/screenshots.mjs"),
  bench: () => import("./commands/bench.mjs"),
};

const log = (/** @type {string} */ line) => console.log(`· ${line}`);

async function main() {
  const [name = "", ...args] = process.argv.slice(2);
  const command = commands[name];
  if (!command) throw new UserError(`usage: node deploy/local/run.mjs ${Object.keys(commands).join("|")} [args]`);
  if (name === "stop") return (await command()).run(args); // needs nothing, and is no moment to install anything
  if (process.env.WANGGE_ROOT !== root) await ensurePackages(root, log);
  const bin = join(root, "node_modules/.bin");
  const path = process.env.PATH ?? "";
  if (path.split(delimiter)[0] !== bin) process.env.PATH = `${bin}${delimiter}${path}`;
  // Services load in two thirds of the time from compiled code; Node keeps it apart by version and goes without on any trouble.
  process.env.NODE_COMPILE_CACHE ??= join(cacheDir(), "compiled");
  const node = await findNode(root);
  if (node !== process.execPath) return handOver(node);
  return (await command()).run(args);
}

/**
 * Runs this same command with another Node. The channel between the two carries the wish to stop, and its end tells the
 * other that we are gone, whatever ended us.
 * @returns {Promise<number>}
 */
function handOver(/** @type {string} */ node) {
  const child = spawn(node, process.argv.slice(1), {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, WANGGE_ROOT: root },
  });
  const passOn = (/** @type {NodeJS.Signals} */ signal) => void (child.connected && child.send({ signal }));
  onStop(passOn, () => passOn("SIGINT"));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code, signal) => resolve(code ?? (signal === "SIGINT" ? 130 : 1)));
  });
}

for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {}); // nobody listens any more
try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof UserError ? `wangge: ${error.message}` : error);
  process.exitCode = 1;
}
// A command that has ended has stopped what it started; a forgotten timer must not keep the terminal.
process.exit();
