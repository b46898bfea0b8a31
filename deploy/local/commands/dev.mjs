import { startDevServer } from "../../dev/server.ts";
import { builtPages } from "../pages.mjs";
import { credentialsOf } from "../provision.mjs";
import { root } from "../root.mjs";
import { startStack } from "../stack.mjs";
import { watchSources } from "../watch.mjs";
import { isFree } from "../wire.mjs";
import { log, refuseRest, takeData, takePort } from "./options.mjs";
import { untilStopped } from "./until-stopped.mjs";

const usualPagePort = 8090;

/** Services hand their spans over soon: somebody is looking. */
const spansEveryMs = "500";

/** `npm run dev [-- --port N] [--page-port N] [--data dir]`: the platform with the developer's page; services begin anew when their code changes. */
export async function run(/** @type {string[]} */ args) {
  const { value: port, rest } = takePort(args, "port");
  const { value: wantedPage, rest: more } = takePort(rest, "page-port");
  const { dataDir, rest: unknown } = takeData(more);
  refuseRest(unknown);

  const page = await startDevServer(wantedPage ?? ((await isFree(usualPagePort)) ? usualPagePort : 0));
  log(`developer's page: ${page.url}`);
  const starting = builtPages(root, log).then((pages) =>
    startStack({
      dataDir,
      log,
      env: { CONSOLE_DIR: pages, OTEL_EXPORTER_OTLP_ENDPOINT: page.url, OTEL_BSP_SCHEDULE_DELAY: spansEveryMs },
      ...(port === undefined ? {} : { port }),
    }),
  );
  let unwatch = () => {};
  const show = async (/** @type {import("../stack.d.mts").Stack} */ stack) => {
    await page.show({ stack, bus: busOf(stack.env.NATS_URL, dataDir) });
    unwatch = watchSources({
      root,
      services: [...stack.services.keys()],
      tell: (names, files) => {
        log(`${files.slice(0, 3).join(", ")}${files.length > 3 ? " …" : ""} changed: ${names.join(", ")} begin anew`);
        for (const name of names) stack.renew(name);
      },
    });
    await stack.waitReady({ timeoutMs: 180_000 });
    return `developer's page ${page.url} · API ${stack.url}/api/v1`;
  };
  return untilStopped(starting, show, async () => {
    unwatch();
    await page.close();
  });
}

/** As the user who may replay: the page puts dead letters back. A NATS of the user's own has its own users. */
function busOf(/** @type {string} */ url, /** @type {string} */ dataDir) {
  const own = process.env.NATS_URL ? process.env : credentialsOf(dataDir, "replay");
  return { url, user: own.NATS_USER, password: own.NATS_PASSWORD };
}
