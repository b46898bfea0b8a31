/**
 * The wish to stop, from wherever it comes: Ctrl-C, SIGTERM, a closed terminal, or the process that started us ending.
 * One press of Ctrl-C may arrive on two ways: what comes within half a second counts once.
 */
import { readFileSync } from "node:fs";

const sameWishMs = 500;

/**
 * Calls `first` at the first wish and `again` at a later one. Returns how to stop listening.
 * @param {(signal: NodeJS.Signals) => void} first
 * @param {() => void} [again]
 */
export function onStop(first, again = () => {}) {
  let last = 0;
  let asked = false;
  const wish = (/** @type {NodeJS.Signals} */ signal) => {
    const now = Date.now();
    const isNew = now - last > sameWishMs;
    last = now;
    if (!asked) {
      asked = true;
      first(signal);
    } else if (isNew) again();
  };
  const told = (/** @type {{ signal?: NodeJS.Signals }} */ message) => message.signal && wish(message.signal);
  const orphaned = () => wish("SIGTERM");
  const signals = /** @type {NodeJS.Signals[]} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
  for (const signal of signals) process.on(signal, wish);
  process.on("message", told).on("disconnect", orphaned);
  const forget = process.channel ? () => {} : whenNpmEnds(orphaned);
  return () => {
    for (const signal of signals) process.off(signal, wish);
    process.off("message", told).off("disconnect", orphaned);
    forget();
  };
}

/**
 * npm started us and is gone: nobody can press Ctrl-C any more. npm runs scripts through a shell, which on some systems
 * stays between npm and us. Returns how to stop looking.
 */
function whenNpmEnds(/** @type {() => void} */ act) {
  if (!process.env.npm_lifecycle_event) return () => {};
  const shell = process.ppid;
  const npm = npmAbove(shell);
  const timer = setInterval(() => {
    if (process.ppid === shell && npmAbove(shell) === npm) return;
    clearInterval(timer);
    act();
  }, 1000);
  timer.unref();
  return () => clearInterval(timer);
}

/** The parent of a shell; undefined for any other program, and where there is no /proc. */
function npmAbove(/** @type {number} */ pid) {
  try {
    const [, name = "", rest = ""] = /^\d+ \((.*)\) (.*)/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    return /^(sh|dash|bash|ash)$/.test(name) ? Number(rest.split(" ")[1]) : undefined;
  } catch {
    return undefined;
  }
}
