/* global EventSource */
import { ask, trouble } from "./dom.js";
import { showEvents, showLogs } from "./events.js";
import { showBus, showServices } from "./services.js";
import { showTraces } from "./traces.js";
import { readOperations } from "./trial.js";

const live = new EventSource("/live");
const on = (name, show) => {
  live.addEventListener(name, ({ data }) => show(JSON.parse(data)));
};

let isReady = false;
on("services", (services) => {
  showServices(services);
  const isWell = services.every(({ ready }) => ready === "ok");
  // Routes are known once the services have announced themselves, and may be others after they began anew.
  if (isWell && !isReady) void ask("/roles").then(readOperations, () => undefined);
  isReady = isWell;
  trouble("");
});
on("bus", showBus);
on("events", showEvents);
on("logs", showLogs);
on("traces", showTraces);
on("trouble", ({ sweep, error }) => trouble(`${sweep}: ${error}`));
live.addEventListener("error", () => trouble("the developer's page is away: npm run dev"));
