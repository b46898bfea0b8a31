/**
 * A data folder: who uses it (one at a time), the ports and children of the last start, and its passwords.
 *
 * `lock` names the process that uses the folder; `state.json` is what other commands read about it; `secrets.json`
 * holds one random password per principal.
 */
import { randomBytes } from "node:crypto";
import { chmodSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { endProcess, isAlive, markOf, UserError } from "./proc.mjs";
import { freePort, isFree } from "./wire.mjs";

/**
 * @typedef {object} State
 * @property {Record<string, number>} ports remembered from start to start
 * @property {Record<string, import("./proc.mjs").ProcessMark>} children
 * @property {string} [url] of the HTTP API
 * @property {Record<string, string>} [addresses] NATS_URL, MONGO_URL, REDIS_URL
 */

/** @returns {any} */
function readJson(/** @type {string} */ file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

function writeJson(/** @type {string} */ file, /** @type {unknown} */ value, mode = 0o644) {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(value, undefined, 2)}\n`, { mode });
  renameSync(draft, file);
}

/**
 * Who uses a data folder now, and where it can be reached.
 * @param {string} dataDir
 * @returns {{ holder?: import("./proc.mjs").ProcessMark, state: State }}
 */
export function lookAt(dataDir) {
  const holder = readJson(join(dataDir, "lock"));
  const state = { ports: {}, children: {}, ...readJson(join(dataDir, "state.json")) };
  return isAlive(holder) ? { holder, state } : { state };
}

/** Takes the folder for this process; ends what an earlier, killed one may have left running. */
export async function openDataDir(/** @type {string} */ path) {
  const dir = resolve(path);
  mkdirSync(join(dir, "logs"), { recursive: true });
  takeLock(dir);
  const folder = new DataDir(dir, lookAt(dir).state);
  await folder.endStrays();
  return folder;
}

function takeLock(/** @type {string} */ dir) {
  const lock = join(dir, "lock");
  const draft = `${lock}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(markOf(process.pid)));
  try {
    for (let attempt = 0; attempt < 20; attempt++) {
      try {
        return linkSync(draft, lock); // unlike a rename, fails when there is one
      } catch (error) {
        if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
      }
      const { holder, state } = lookAt(dir);
      if (holder) {
        const where = state.url ? `, its address is ${state.url}` : "";
        throw new UserError(`${dir} is in use by process ${holder.pid}${where}; end it with: npm run stop`);
      }
      const stale = `${draft}.stale`;
      try {
        renameSync(lock, stale);
      } catch {
        continue; // another one was quicker
      }
      if (isAlive(readJson(stale))) linkSync(stale, lock); // it was taken just now: give it back
      rmSync(stale, { force: true });
    }
    throw new UserError(`cannot take ${lock}; remove it when nothing runs on ${dir}`);
  } finally {
    rmSync(draft, { force: true });
  }
}

export class DataDir {
  constructor(/** @type {string} */ dir, /** @type {State} */ state) {
    this.dir = dir;
    this.state = state;
  }

  save() {
    writeJson(join(this.dir, "state.json"), this.state);
  }

  /** Remembers a child, so that the next start can end it should we be killed in a way that leaves it running. */
  remember(/** @type {string} */ name, /** @type {number} */ pid) {
    const mark = markOf(pid);
    if (mark) this.state.children[name] = mark;
    this.save();
  }

  async endStrays() {
    await Promise.all(Object.values(this.state.children).map((mark) => endProcess(mark, 5000)));
    this.state = { ports: this.state.ports, children: {} };
    this.save();
  }

  /** The port of the last start when it is free, else the preferred one, else any. */
  async port(/** @type {string} */ name, /** @type {number | undefined} */ preferred = undefined) {
    const { ports } = this.state;
    const others = new Set(Object.entries(ports).flatMap(([other, port]) => (other === name ? [] : [port])));
    for (const candidate of [ports[name], preferred]) {
      if (candidate && !others.has(candidate) && (await isFree(candidate))) return (ports[name] = candidate);
    }
    return (ports[name] = await freePort(others));
  }

  /** One random password per principal; those that exist are kept. */
  secrets(/** @type {readonly string[]} */ principals) {
    const file = join(this.dir, "secrets.json");
    /** @type {Record<string, string>} */
    const secrets = readJson(file) ?? {};
    for (const name of principals) secrets[name] ??= randomBytes(24).toString("base64url");
    writeJson(file, secrets, 0o600);
    chmodSync(file, 0o600);
    return { file, secrets };
  }

  /** Gives the folder back. */
  close() {
    this.state = { ports: this.state.ports, children: {} };
    this.save();
    rmSync(join(this.dir, "lock"), { force: true });
  }
}
