import { readFileSync, statSync } from "node:fs";

/** Where time comes from. Services take it as an argument, so that tests and simulations can set it. */
export interface Clock {
  /** Now as an instant in UTC: `2017-12-27T01:20:00.200Z`. */
  readonly now: () => string;
  /** Now in milliseconds since 1970. */
  readonly ms: () => number;
}

const clockOf = (ms: () => number): Clock => ({ ms, now: () => new Date(ms()).toISOString() });

export const systemClock: Clock = clockOf(() => Date.now());

export interface SettableClock extends Clock {
  readonly set: (at: string) => void;
  readonly advance: (ms: number) => void;
}

export const settableClock = (start: string): SettableClock => {
  let at = Date.parse(start);
  return {
    ...clockOf(() => at),
    set: (next) => {
      at = Date.parse(next);
    },
    advance: (ms) => {
      at += ms;
    },
  };
};

/** A straight piece of simulated time: at real time `real` it was `simulated`, and it runs `speed` times as fast. */
export interface ClockPiece {
  readonly real: number;
  readonly simulated: number;
  readonly speed: number;
}

export const simulatedMs = (piece: ClockPiece, real: number): number =>
  piece.simulated + (real - piece.real) * piece.speed;

/**
 * Simulated time shared by several processes through a small JSON file (a `ClockPiece`), looked at again every 50 ms. For
 * demos and drills: a replayed week takes minutes, and a service that was killed comes back into the same time.
 */
export const fileClock = (path: string): Clock => {
  const read = (): ClockPiece => JSON.parse(readFileSync(path, "utf8")) as ClockPiece;
  let piece = read();
  let modified = statSync(path).mtimeMs;
  let looked = Date.now();
  return clockOf(() => {
    const real = Date.now();
    if (real - looked > 50) {
      looked = real;
      const { mtimeMs } = statSync(path);
      if (mtimeMs !== modified) {
        piece = read();
        modified = mtimeMs;
      }
    }
    return Math.round(simulatedMs(piece, real));
  });
};
