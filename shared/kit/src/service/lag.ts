import type { Consumption, Lag } from "../bus/port.ts";
import type { Log } from "../log.ts";
import { gauge, metrics } from "../telemetry/index.ts";
import { sweeping } from "./sweeping.ts";

const LOOK_MS = 10_000;

interface Seen extends Lag {
  readonly at: number;
  /** Since when there has been something to do and nothing in hand. */
  readonly idleSince: number | undefined;
}

/** How long the oldest message that is not done has waited, ms; at least, where another process may have it. */
export const oldestAgeMs = ({ oldestAt, idleSince }: Pick<Seen, "oldestAt" | "idleSince">, now: number): number =>
  Math.max(0, now - (oldestAt ?? idleSince ?? now));

export const seenNow = (lag: Lag, before: Pick<Seen, "idleSince"> | undefined, at: number): Seen => {
  const isIdle = lag.oldestAt === undefined && lag.pending + lag.unacknowledged > 0;
  return { ...lag, at, idleSince: isIdle ? (before?.idleSince ?? at) : undefined };
};

/** How far one consumer is behind. */
export interface ConsumerLag {
  readonly consumer: string;
  readonly pending: number;
  readonly unacknowledged: number;
  readonly oldestMs: number;
}

export interface LagWatch {
  readonly look: () => Promise<void>;
  /** As it was seen last, by name. */
  readonly told: () => readonly ConsumerLag[];
  readonly stop: () => Promise<void>;
}

/**
 * Asks the bus every few seconds how far each of the service's own durables is behind, and tells whoever collects. Not asked when
 * they collect: the bus may be away, and then the other metrics are wanted most.
 */
export const watchLag = (consumptions: readonly Consumption[], log: Log, now: () => number = Date.now): LagWatch => {
  const seen = new Map<string, Seen>();
  const look = async (): Promise<void> => {
    await Promise.all(
      consumptions.map(async ({ consumer, lag }) => {
        seen.set(consumer, seenNow(await lag(), seen.get(consumer), now()));
      }),
    );
  };
  const sweep = sweeping({ name: "lag", everyMs: LOOK_MS, work: look, log });
  /** What was seen long ago is left out: a number that stands still would look like one that is well. */
  const fresh = (): readonly (readonly [string, Seen])[] => [...seen].filter(([, { at }]) => now() - at < 3 * LOOK_MS);
  const ends = [
    gauge(metrics.lag, "messages that a consumer has not done yet", (observe) => {
      for (const [consumer, { pending, unacknowledged }] of fresh()) observe(pending + unacknowledged, { consumer });
    }),
    gauge(metrics.unacknowledged, "messages that are delivered and not acknowledged", (observe) => {
      for (const [consumer, { unacknowledged }] of fresh()) observe(unacknowledged, { consumer });
    }),
    gauge(
      metrics.oldestAge,
      "how long the oldest message that is not done has waited",
      (observe) => {
        for (const [consumer, one] of fresh()) observe(oldestAgeMs(one, now()) / 1000, { consumer });
      },
      "s",
    ),
  ];
  sweep.start();
  return {
    look,
    told: () =>
      fresh()
        .map(([consumer, one]) => ({
          consumer,
          pending: one.pending,
          unacknowledged: one.unacknowledged,
          oldestMs: oldestAgeMs(one, now()),
        }))
        .sort((one, other) => (one.consumer < other.consumer ? -1 : 1)),
    stop: async () => {
      for (const end of ends) end();
      await sweep.stop();
    },
  };
};
