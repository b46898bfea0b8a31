/**
 * A program that runs beside us for long: in its own process group (so that Ctrl-C in the terminal is ours alone and we
 * stop things in order), tied to our life, started again with a growing delay when it dies unasked.
 */
import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { boundToParent } from "./death.mjs";

const restartDelaysMs = [100, 500, 1000, 2000, 5000];
const stableAfterMs = 30_000;
const logLimitBytes = 50_000_000;

/**
 * @typedef {object} ChildOptions
 * @property {string} name
 * @property {string} command
 * @property {string[]} args
 * @property {NodeJS.ProcessEnv} env
 * @property {string} [cwd]
 * @property {string} logFile takes stdout and stderr
 * @property {"TERM" | "KILL"} deathSignal what it gets when we are gone
 * @property {boolean} [restart] start it again when it dies unasked
 * @property {{ uid: number, gid: number }} [user] whose it is, where we are root and it must not be
 * @property {(pid: number) => void} [onPid]
 * @property {(line: string) => void} [log]
 */

export class Child {
  /** @type {number | undefined} */
  pid;
  restarts = 0;
  /** Unexpected ends in a row, none of them after a stable while. */
  failures = 0;
  #stopping = false;
  /** It was asked to end and begin anew: that is no accident. */
  #renewing = false;
  /** @type {import("node:child_process").ChildProcess | undefined} */
  #process;
  /** @type {ChildOptions} */
  #options;
  /** @type {Promise<void>} */
  #ended = Promise.resolve();
  /** @type {NodeJS.Timeout | undefined} */
  #timer;

  constructor(/** @type {ChildOptions} */ options) {
    this.#options = options;
    mkdirSync(dirname(options.logFile), { recursive: true });
    rotate(options.logFile);
    this.#spawn();
  }

  get name() {
    return this.#options.name;
  }

  get isRunning() {
    return this.#process !== undefined;
  }

  /** Dead, and nobody will start it again. */
  get isOver() {
    return this.#process === undefined && this.#timer === undefined;
  }

  #spawn() {
    const { command, args, env, cwd, logFile, deathSignal, onPid, user = {} } = this.#options;
    this.#timer = undefined;
    const bound = boundToParent(command, args, deathSignal);
    const output = openSync(logFile, "a");
    /** @type {import("node:child_process").StdioOptions} */
    const stdio = bound.ipc ? ["ignore", output, output, "ipc"] : ["ignore", output, output];
    const child = spawn(bound.command, bound.args, { env, cwd, stdio, detached: true, ...user });
    closeSync(output);
    const startedAt = Date.now();
    this.#process = child;
    this.pid = child.pid;
    if (bound.ipc) {
      child.on("message", (/** @type {{ pid: number }} */ { pid }) => onPid?.((this.pid = pid)));
      child.channel?.unref();
    } else if (child.pid) onPid?.(child.pid);
    this.#ended = new Promise((resolve) => {
      const over = (/** @type {string} */ how) => {
        if (this.#process !== child) return;
        this.#process = undefined;
        this.pid = undefined;
        resolve();
        if (!this.#stopping) this.#unexpected(how, Date.now() - startedAt);
      };
      child.on("exit", (code, signal) => over(signal ?? `code ${code}`));
      child.on("error", (error) => over(error.message));
    });
  }

  #unexpected(/** @type {string} */ how, /** @type {number} */ livedMs) {
    const { restart = true, log } = this.#options;
    if (this.#renewing) {
      this.#renewing = false;
      this.restarts++;
      return this.#spawn();
    }
    this.failures = livedMs > stableAfterMs ? 1 : this.failures + 1;
    if (!restart) return log?.(`${this.name} ended (${how})`);
    const delay = restartDelaysMs[Math.min(this.failures, restartDelaysMs.length) - 1] ?? 5000;
    log?.(`${this.name} ended (${how}), starting it again in ${delay / 1000} s; its log: ${this.#options.logFile}`);
    this.#timer = setTimeout(() => {
      this.restarts++;
      this.#spawn();
    }, delay);
  }

  /** Sends a signal as an accident would: what dies of it is started again. False when it is not running. */
  kill(/** @type {NodeJS.Signals} */ signal) {
    if (!this.pid) return false;
    try {
      return process.kill(this.pid, signal);
    } catch {
      return false;
    }
  }

  /** Ends it as a stop would and starts it again at once; one that waits for its next try has it now. */
  renew({ graceMs = 5_000 } = {}) {
    this.failures = 0;
    if (this.#timer) {
      clearTimeout(this.#timer);
      this.restarts++;
      this.#spawn();
      return;
    }
    const process = this.#process;
    if (!process) return;
    this.#renewing = true;
    this.kill("SIGTERM");
    setTimeout(() => this.#process === process && this.kill("SIGKILL"), graceMs).unref();
  }

  /** From now on its end is expected. */
  expectEnd() {
    this.#stopping = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Asks it to end, waits that long, then insists. */
  async stop({ graceMs = 15_000 } = {}) {
    this.expectEnd();
    if (!this.#process) return;
    const insist = new AbortController();
    this.kill("SIGTERM");
    const late = sleep(graceMs, "late", { signal: insist.signal }).catch(() => undefined);
    if ((await Promise.race([this.#ended, late])) === "late") {
      this.kill("SIGKILL");
      await this.#ended;
    }
    insist.abort();
  }

  /** The end of its log, for error messages. */
  tail(lines = 8) {
    return tailOf(this.#options.logFile, lines);
  }
}

/** The last lines of a log, or those from its last error on. */
function tailOf(/** @type {string} */ file, /** @type {number} */ count) {
  try {
    const lines = readFileSync(file, "utf8").trimEnd().split("\n").slice(-60);
    const error = lines.findLastIndex((line) => /^\S*Error\b|\bfatal\b|\bFTL\b|"level":"error"/i.test(line));
    return (error < 0 ? lines.slice(-count) : lines.slice(error, error + count)).join("\n");
  } catch {
    return "";
  }
}

function rotate(/** @type {string} */ file) {
  try {
    if (statSync(file).size > logLimitBytes) renameSync(file, `${file}.1`);
  } catch {
    // no log yet
  }
}
