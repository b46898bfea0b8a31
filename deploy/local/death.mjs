/**
 * No child outlives its parent, not even after `kill -9` of the parent. Linux does this for us once the child asks for
 * it (`PR_SET_PDEATHSIG`): `setpriv` from util-linux asks, or two lines of python. Elsewhere `watchdog.mjs` stands
 * between the two and notices when its channel to us closes.
 */
import { execFileSync } from "node:child_process";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";

const watchdog = fileURLToPath(new URL("./watchdog.mjs", import.meta.url));

// Nothing is started when the parent died before the request: nobody would be left to tell us.
const python = `
import ctypes, os, sys
ctypes.CDLL(None, use_errno=True).prctl(1, int(sys.argv[1])) == 0 or sys.exit("prctl failed")
os.getppid() == int(sys.argv[2]) or sys.exit("parent is gone")
os.execvp(sys.argv[3], sys.argv[3:])`;

/** @type {"setpriv" | "python" | "watchdog" | undefined} */
let known;

function works(/** @type {string} */ command, /** @type {string[]} */ args) {
  try {
    execFileSync(command, args, { stdio: "ignore", timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
}

function way() {
  if (process.platform !== "linux") return "watchdog";
  if (works("setpriv", ["--pdeathsig", "TERM", "true"])) return "setpriv";
  if (works("python3", ["-c", python, "15", String(process.pid), "true"])) return "python";
  return "watchdog";
}

/**
 * The command line that runs `command` as a process which ends with us. With `ipc` the channel is the lifeline and must
 * be in the child's stdio; the watchdog tells the real process id over it.
 * @param {string} command
 * @param {string[]} args
 * @param {"TERM" | "KILL"} signal what the child gets when we are gone
 * @returns {{ command: string, args: string[], ipc: boolean }}
 */
export function boundToParent(command, args, signal) {
  const chosen = process.env.WANGGE_DEATH_WAY ?? (known ??= way());
  if (chosen === "setpriv") return { command: "setpriv", args: ["--pdeathsig", signal, command, ...args], ipc: false };
  if (chosen === "python") {
    const number = constants.signals[/** @type {NodeJS.Signals} */ (`SIG${signal}`)];
    return {
      command: "python3",
      args: ["-c", python, String(number), String(process.pid), command, ...args],
      ipc: false,
    };
  }
  return { command: process.execPath, args: [watchdog, `SIG${signal}`, command, ...args], ipc: true };
}
