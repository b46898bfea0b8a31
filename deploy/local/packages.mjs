/** npm packages and Node 24: what must be there before anything of ours can run. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { capture, isAlive, lastLine, markOf, since, UserError } from "./proc.mjs";

export const nodeMajor = 24;

const read = (/** @type {string} */ file) => (existsSync(file) ? readFileSync(file, "utf8") : undefined);

/**
 * Installs the packages when they are missing or the lock file has changed since. A changed lock file is installed over what
 * is there and not from nothing, so that running services keep their modules.
 * @param {string} root
 * @param {(line: string) => void} log
 */
export async function ensurePackages(root, log) {
  const isLocked = existsSync(join(root, "package-lock.json"));
  const wanted = fingerprint(root);
  const marker = join(root, "node_modules/.wangge-installed");
  if (read(marker) === wanted) return;
  const release = await takeTurn(join(root, ".wangge"));
  try {
    if (read(marker) === wanted) return; // another command has just done it
    const startedAt = Date.now();
    const isFirst = !existsSync(join(root, "node_modules"));
    log(isFirst ? "installing packages" : "the list of packages has changed: installing them");
    const args = [isFirst && isLocked ? "ci" : "install", "--no-audit", "--no-fund", "--loglevel=error"];
    const script = process.env.npm_execpath;
    const done =
      script?.endsWith("npm-cli.js") && existsSync(script)
        ? await capture(process.execPath, [script, ...args], { cwd: root })
        : await capture("npm", args, { cwd: root });
    if (done.code === 127) throw new UserError("npm is not installed: install Node.js 20 or newer with npm");
    if (done.code !== 0) throw new UserError(`npm ${args[0]} failed: ${complaint(done)}`);
    mkdirSync(join(root, "node_modules"), { recursive: true });
    writeFileSync(marker, fingerprint(root)); // npm may have written the lock file just now
    log(`packages are there (${since(startedAt)})`);
  } finally {
    release();
  }
}

function fingerprint(/** @type {string} */ root) {
  const text = read(join(root, "package-lock.json")) ?? read(join(root, "package.json")) ?? "";
  return createHash("sha256").update(text).digest("hex");
}

/** What npm says without its news about itself. */
function complaint(/** @type {{ out: string, err: string }} */ { out, err }) {
  const lines = err.split("\n").filter((line) => line.startsWith("npm error") && !line.includes("complete log"));
  return lines.map((line) => line.slice("npm error".length).trim()).join(" ") || lastLine(err || out);
}

/** One npm at a time in a clone. */
async function takeTurn(/** @type {string} */ dir) {
  mkdirSync(dir, { recursive: true });
  const file = join(dir, "install.lock");
  for (;;) {
    try {
      writeFileSync(file, JSON.stringify(markOf(process.pid)), { flag: "wx" });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
    }
    await sleep(200);
    const text = read(file);
    try {
      if (text && !isAlive(JSON.parse(text))) rmSync(file, { force: true });
    } catch {
      // half written: look again
    }
  }
}

/**
 * A Node that is new enough: the one that runs us, or else the one from npm.
 * @param {string} root
 */
export async function findNode(root) {
  if (Number(process.versions.node.split(".")[0]) >= nodeMajor) return process.execPath;
  const fromNpm = join(root, "node_modules/.bin/node");
  const { out } = await capture(fromNpm, ["--version"]);
  if (Number(/^v(\d+)/.exec(out)?.[1]) >= nodeMajor) return fromNpm;
  throw new UserError(
    `Node ${nodeMajor} is needed and npm has none for ${process.platform}-${process.arch}: install Node ${nodeMajor} from https://nodejs.org`,
  );
}
