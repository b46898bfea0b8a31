import type { Broker, Log } from "@wangge/kit";
import { routeTable, type Announced, type RouteTable } from "./routes.ts";

/** Several nodes that come and go at once are looked at once. */
const DEBOUNCE_MS = 50;

export interface Directory {
  readonly table: () => RouteTable;
  /** Counts up with every change of the routes. */
  readonly version: () => number;
  /** Services that were expected and have not been heard of since the start. */
  readonly unheard: () => readonly string[];
  readonly start: () => void;
  readonly stop: () => void;
}

/**
 * The routes as the services announce them. A service that is away keeps its places: a caller learns that it is away (503), not
 * that its path does not exist (404).
 */
export const directory = (
  broker: Pick<Broker, "announced" | "onChange">,
  expected: readonly string[],
  log: Log,
): Directory => {
  const known = new Map<string, readonly Announced[]>();
  let fingerprint = "";
  let table = routeTable([]);
  let version = 0;
  let timer: NodeJS.Timeout | undefined;

  const refresh = (): void => {
    for (const [service, actions] of Map.groupBy(broker.announced(), ({ name }) => name.slice(0, name.indexOf("."))))
      known.set(service, actions);
    const announced = [...known.values()].flat();
    const next = JSON.stringify(announced);
    if (next === fingerprint) return;
    fingerprint = next;
    table = routeTable(announced, (action, reason) => {
      log.warn({ action, reason }, "route refused");
    });
    version += 1;
    log.info({ routes: table.routes.length, services: [...known.keys()] }, "routes");
  };

  return {
    table: () => table,
    version: () => version,
    unheard: () => expected.filter((service) => !known.has(service)),
    start: () => {
      broker.onChange(() => {
        timer ??= setTimeout(() => {
          timer = undefined;
          refresh();
        }, DEBOUNCE_MS);
      });
      refresh();
    },
    stop: () => {
      clearTimeout(timer);
    },
  };
};
