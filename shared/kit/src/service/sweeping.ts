import { messageOf } from "../errors.ts";
import type { Log } from "../log.ts";

export interface SweepOptions {
  readonly name: string;
  readonly everyMs: number;
  /** At most this share of the time is spent on it: what takes long comes more seldom. Default: as often as `everyMs` says. */
  readonly share?: number;
  readonly work: () => Promise<void>;
  readonly log: Log;
}

export interface Sweep {
  readonly start: () => void;
  /** Resolves when none is under way. */
  readonly stop: () => Promise<void>;
}

/** Does it again and again, one after the other; one that fails is followed by the next. */
export const sweeping = ({ name, everyMs, share = 1, work, log }: SweepOptions): Sweep => {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let restsUntil = -Infinity;
  const run = async (): Promise<void> => {
    const startedAt = performance.now();
    try {
      await work();
    } catch (error) {
      log.warn({ sweep: name, error: messageOf(error) }, "sweep failed");
    } finally {
      const now = performance.now();
      restsUntil = startedAt + (now - startedAt) / share;
      running = undefined;
    }
  };
  return {
    start: () => {
      timer ??= setInterval(() => {
        if (performance.now() >= restsUntil) running ??= run();
      }, everyMs).unref();
    },
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
};
