import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { metrics } from "./names.ts";
import { gauge } from "./telemetry.ts";

const RESOLUTION_MS = 20;

/** How busy this process's own thread is, since it was last asked. @returns how to end it */
export const watchLoop = (): (() => void) => {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  let before = performance.eventLoopUtilization();
  const ends = [
    gauge(
      metrics.loopDelay,
      "how late 99 of 100 turns of the event loop are at most",
      (observe) => {
        // The timer's own pace is no delay.
        const p99 = delays.count === 0 ? 0 : Math.max(0, delays.percentile(99) / 1e6 - RESOLUTION_MS);
        delays.reset();
        observe(p99);
      },
      "ms",
    ),
    gauge(metrics.loopUtilization, "share of time in which the event loop was at work", (observe) => {
      const now = performance.eventLoopUtilization();
      observe(performance.eventLoopUtilization(now, before).utilization);
      before = now;
    }),
  ];
  return () => {
    for (const end of ends) end();
    delays.disable();
  };
};
