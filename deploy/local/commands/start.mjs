import { since, UserError } from "../proc.mjs";
import { startStack } from "../stack.mjs";
import { log, refuseRest, take, takeData } from "./options.mjs";
import { onStop } from "../signals.mjs";

/** `npm start [-- --port N] [--data dir]`: the platform, until Ctrl-C. */
export async function run(/** @type {string[]} */ args) {
  const { value: portText, rest } = take(args, "port");
  const { dataDir, rest: unknown } = takeData(rest);
  refuseRest(unknown);
  const port = portText === undefined ? undefined : Number(portText);
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536)) {
    throw new UserError(`--port ${portText} is not a port`);
  }

  const startedAt = Date.now();
  /** @type {Promise<number>} */
  const wished = new Promise((resolve) => {
    const force = () => {
      console.log("· stopped by force");
      process.exit(130); // children end with us
    };
    onStop(() => resolve(0), force);
  });

  const stack = startStack({ dataDir, log, ...(port === undefined ? {} : { port }) });
  const ready = stack.then(async (running) => {
    await running.waitReady({ timeoutMs: 180_000 });
    log(`services are up (${since(startedAt)} in all)`);
    const { url } = running;
    console.log(`Wangge is ready: API ${url}/api/v1 · try it ${url}/docs · stop with Ctrl-C`);
  });
  try {
    await Promise.race([wished, ready]);
    await wished;
  } finally {
    const stoppingAt = Date.now();
    ready.catch(() => {}); // it was the reason, or does not matter any more
    const running = await stack.catch(() => undefined);
    if (running) {
      log("stopping: services finish what they have in hand (Ctrl-C again: stop by force)");
      await running.stop();
      log(`stopped (${since(stoppingAt)})`);
    }
  }
  return 0;
}
