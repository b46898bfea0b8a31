import { since } from "../proc.mjs";
import { onStop } from "../signals.mjs";
import { log } from "./options.mjs";

/**
 * A platform in the foreground, until somebody wishes that it stops: then it drains, however far its start has come.
 * @param {Promise<import("../stack.d.mts").Stack>} starting
 * @param {(stack: import("../stack.d.mts").Stack) => Promise<string>} ready what is still to be done, and then the line that says so
 * @param {() => Promise<void>} [end] what ends before the platform does
 */
export async function untilStopped(starting, ready, end = async () => {}) {
  const startedAt = Date.now();
  /** @type {Promise<void>} */
  const wished = new Promise((resolve) => {
    const force = () => {
      console.log("· stopped by force");
      process.exit(130); // children end with us
    };
    onStop(() => resolve(), force);
  });
  const up = starting.then(async (stack) => {
    const line = await ready(stack);
    log(`services are up (${since(startedAt)} in all)`);
    console.log(`Wangge is ready: ${line} · stop with Ctrl-C`);
  });
  try {
    await Promise.race([wished, up]);
    await wished;
  } finally {
    const stoppingAt = Date.now();
    up.catch(() => {}); // it was the reason, or does not matter any more
    const stack = await starting.catch(() => undefined);
    await end();
    if (stack) {
      log("stopping: services finish what they have in hand (Ctrl-C again: stop by force)");
      await stack.stop();
      log(`stopped (${since(stoppingAt)})`);
    }
  }
  return 0;
}
