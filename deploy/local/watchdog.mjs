/**
 * `node watchdog.mjs <signal> <command> [args]`: runs the command, and ends it with the signal when the process that
 * started us is gone (our channel to it closes). Tells that process the real process id. Used where the system cannot
 * tie a child to its parent, see `death.mjs`.
 */
import { spawn } from "node:child_process";

const [signal, command, ...args] = process.argv.slice(2);
const child = spawn(/** @type {string} */ (command), args, { stdio: "inherit" });

child.on("spawn", () => process.connected && process.send?.({ pid: child.pid }));
child.on("error", (error) => {
  console.error(error.message);
  process.exit(127);
});
child.on("exit", (code, reason) => {
  if (reason) process.kill(process.pid, reason);
  else process.exit(code ?? 1);
});

process.on("disconnect", () => {
  child.kill(/** @type {NodeJS.Signals} */ (signal));
  setTimeout(() => child.kill("SIGKILL"), 10_000).unref();
});
for (const passed of /** @type {NodeJS.Signals[]} */ (["SIGTERM", "SIGINT"])) {
  process.on(passed, () => passed === "SIGTERM" && child.kill(passed));
}
