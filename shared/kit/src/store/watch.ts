import { gauge, metrics } from "../telemetry/index.ts";
import type { Backlog } from "./port.ts";

interface Watched {
  /** Commands that wait for a write. */
  readonly laneDepth: () => number;
  readonly backlog: () => Backlog;
}

/** Tells whoever collects how full a store is. @returns how to end it */
export const watchStore = (store: string, { laneDepth, backlog }: Watched): (() => void) => {
  const ends = [
    gauge(metrics.laneDepth, "commands that wait for a write", (observe) => {
      observe(laneDepth(), { store });
    }),
    gauge(metrics.outboxPending, "events that are saved and not on the bus yet", (observe) => {
      observe(backlog().entries, { store });
    }),
    gauge(
      metrics.outboxAge,
      "how long the oldest of them has waited",
      (observe) => {
        const { oldestAt } = backlog();
        observe(oldestAt === undefined ? 0 : Math.max(0, Date.now() - oldestAt) / 1000, { store });
      },
      "s",
    ),
  ];
  return () => {
    for (const end of ends) end();
  };
};
