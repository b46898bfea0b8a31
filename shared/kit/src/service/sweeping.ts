import { messageOf } from "../errors.ts";
import type { Log } from "../log.ts";

export interface SweepOptions {
  readonly name: string;
  readonly everyMs: number;
  readonly work: () => Promise<void>;
  readonly log: Log;
}

export interface Sweep {
  readonly start: () => void;
  /** Resolves when none is under way. */
  readonly stop: () => Promise<void>;
}

/** Does it again and again, one after the other; one that fails is followed by the next. */
export const sweeping = ({ name, everyMs, work, log }: SweepOptions): Sweep => {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  const run = async (): Promise<void> => {
    try {
      await work();
    } catch (error) {
      log.warn({ sweep: name, error: messageOf(error) }, "sweep failed");
    } finally {
      running = undefined;
    }
  };
  return {
    start: () => {
      timer ??= setInterval(() => {
        running ??= run();
      }, everyMs).unref();
    },
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
};
