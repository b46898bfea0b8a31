/**
 * Running other programs: one at a time and to the end (`capture`, `foreground`), and looking at processes by their id.
 * What must live beside us for long is in `child.mjs`.
 */
import { execFileSync, spawn } from "node:child_process";
import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { boundToParent } from "./death.mjs";
import { onStop } from "./signals.mjs";

/** An error whose message is meant for a person: printed as one line, without a stack. */
export class UserError extends Error {}

/**
 * The full path of a program on PATH, or undefined.
 * @param {string} name
 * @param {string} [path]
 */
export function which(name, path = process.env.PATH ?? "") {
  for (const dir of path.split(delimiter).filter(Boolean)) {
    const file = join(dir, name);
    try {
      accessSync(file, constants.X_OK);
      if (statSync(file).isFile()) return file;
    } catch {
      // not here: look in the next folder
    }
  }
  return undefined;
}

/**
 * Runs a program to its end and keeps what it said. Never rejects: a program that cannot be started has code 127.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, timeoutMs?: number }} [options]
 * @returns {Promise<{ code: number, out: string, err: string }>}
 */
export function capture(command, args, { env = process.env, cwd, timeoutMs } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { env, cwd, timeout: timeoutMs, stdio: ["ignore", "pipe", "pipe"] });
    let out = "";
    let err = "";
    child.stdout.on("data", (data) => (out += data));
    child.stderr.on("data", (data) => (err += data));
    child.on("error", (error) => resolve({ code: 127, out, err: error.message }));
    child.on("close", (code, signal) => resolve({ code: code ?? 1, out, err: signal ? `${err}\n${signal}` : err }));
  });
}

/** The line of a program's complaint that says most, for our own one-line errors. */
export function lastLine(/** @type {string} */ text) {
  const lines = text.split("\n").map((line) => line.trim());
  return lines.filter(Boolean).findLast((line) => /error/i.test(line)) ?? lines.filter(Boolean).at(-1) ?? "no output";
}

/**
 * Runs a program with our own input and output until it ends; it does not outlive us. Ctrl-C reaches it from the
 * terminal by itself; every other wish to stop is passed on.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string }} [options]
 * @returns {Promise<number>} its exit code
 */
export function foreground(command, args, { env = process.env, cwd } = {}) {
  return new Promise((resolve, reject) => {
    const bound = boundToParent(command, args, "TERM");
    /** @type {import("node:child_process").StdioOptions} */
    const stdio = bound.ipc ? ["inherit", "inherit", "inherit", "ipc"] : "inherit";
    const child = spawn(bound.command, bound.args, { env, cwd, stdio });
    const forget = onStop((signal) => {
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill("SIGTERM");
    });
    child.on("error", (error) => (forget(), reject(error)));
    child.on("exit", (code, signal) => (forget(), resolve(code ?? (signal === "SIGINT" ? 130 : 1))));
  });
}

/**
 * What tells this process from a later one with the same id: when it started. Undefined when it is not alive.
 * @param {number | undefined} pid
 */
export function birthOf(pid) {
  if (!pid) return undefined;
  if (process.platform === "linux") {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
        .replace(/^.*\) /s, "")
        .split(" ");
      return fields[0] === "Z"
        ? undefined
        : `${fields[19]}@${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}`;
    } catch {
      return undefined;
    }
  }
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || undefined;
  } catch {
    return undefined;
  }
}

/** @typedef {{ pid: number, birth: string }} ProcessMark a process, safe against its id being used again */

/** @returns {ProcessMark | undefined} */
export function markOf(/** @type {number | undefined} */ pid) {
  const birth = birthOf(pid);
  return pid && birth ? { pid, birth } : undefined;
}

export function isAlive(/** @type {ProcessMark | undefined} */ mark) {
  return mark !== undefined && birthOf(mark.pid) === mark.birth;
}

/**
 * Ends exactly the marked process: asks, waits, then insists.
 * @param {ProcessMark} mark
 * @param {number} graceMs
 */
export async function endProcess(mark, graceMs) {
  for (const [signal, waitMs] of /** @type {[NodeJS.Signals, number][]} */ ([
    ["SIGTERM", graceMs],
    ["SIGKILL", 2000],
  ])) {
    if (!isAlive(mark)) return;
    try {
      process.kill(mark.pid, signal);
    } catch {
      return;
    }
    for (const end = Date.now() + waitMs; Date.now() < end && isAlive(mark);) await sleep(20);
  }
}

/** Seconds since `startedAt`, for progress lines: `2.1 s`. */
export function since(/** @type {number} */ startedAt) {
  return `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
}
