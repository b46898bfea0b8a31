import { metrics } from "@wangge/kit";
import type { Stack } from "../local/stack.mjs";

export interface ServiceState {
  readonly name: string;
  readonly pid: number | undefined;
  readonly restarts: number;
  /** `ok`, or why it is not ready. */
  readonly ready: string;
  readonly outboxPending: number | undefined;
  /** Seconds. */
  readonly outboxAge: number | undefined;
  /** How late 99 of 100 turns of its event loop are at most, ms. */
  readonly loopDelay: number | undefined;
}

const askMs = 1_500;

const textOf = async (url: string): Promise<string | undefined> => {
  try {
    return (await (await fetch(url, { signal: AbortSignal.timeout(askMs) })).text()).trim();
  } catch {
    return undefined;
  }
};

/** The largest value that a metric has in a Prometheus text; undefined where it is not there. */
export const valueOf = (text: string, metric: string): number | undefined => {
  const name = metric.replaceAll(".", "_");
  const values = text
    .split("\n")
    .filter((line) => line.startsWith(name) && !line.startsWith(`${name}_bucket`))
    .map((line) => Number(/ (\S+)(?: \d+)?$/.exec(line)?.[1]))
    .filter((value) => !Number.isNaN(value));
  return values.length === 0 ? undefined : Math.max(...values);
};

export const lookAtServices = (stack: Stack): Promise<readonly ServiceState[]> =>
  Promise.all(
    [...stack.services].map(async ([name, { port, pid, restarts }]) => {
      const base = `http://127.0.0.1:${port}`;
      const [ready, told = ""] = await Promise.all([textOf(`${base}/readyz`), textOf(`${base}/metrics`)]);
      return {
        name,
        pid,
        restarts,
        ready: ready ?? (pid === undefined ? "not running" : "does not answer"),
        outboxPending: valueOf(told, metrics.outboxPending),
        outboxAge: valueOf(told, metrics.outboxAge),
        loopDelay: valueOf(told, metrics.loopDelay),
      };
    }),
  );
