import { builtPages } from "../pages.mjs";
import { root, startStack } from "../stack.mjs";
import { log, refuseRest, takeData, takePort } from "./options.mjs";
import { untilStopped } from "./until-stopped.mjs";

/** `npm start [-- --port N] [--data dir]`: the platform, until Ctrl-C. */
export async function run(/** @type {string[]} */ args) {
  const { value: port, rest } = takePort(args, "port");
  const { dataDir, rest: unknown } = takeData(rest);
  refuseRest(unknown);

  const stack = builtPages(root, log).then((dir) =>
    startStack({ dataDir, log, env: { CONSOLE_DIR: dir }, ...(port === undefined ? {} : { port }) }),
  );
  return untilStopped(stack, async ({ url, waitReady }) => {
    await waitReady({ timeoutMs: 180_000 });
    const pages = `residents ${url}/ · staff ${url}/console/ · grid workers ${url}/field/`;
    return `API ${url}/api/v1 · try it ${url}/docs · ${pages}`;
  });
}
