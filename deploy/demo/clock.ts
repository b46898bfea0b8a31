import { renameSync, writeFileSync } from "node:fs";
import { simulatedMs, type ClockPiece } from "@wangge/kit";

/** The clock that the demo sets and every service reads: one straight piece after the other, never backwards. */
export interface DemoClock {
  readonly ms: () => number;
  readonly speed: () => number;
  readonly setSpeed: (speed: number) => void;
  /** Real milliseconds until simulated `at`; 0 when it has passed. */
  readonly until: (at: number) => number;
}

export const demoClock = (file: string, start: number, speed: number): DemoClock => {
  let piece: ClockPiece = { real: Date.now(), simulated: start, speed };
  const write = (): void => {
    writeFileSync(`${file}.new`, JSON.stringify(piece));
    renameSync(`${file}.new`, file);
  };
  write();
  const ms = (): number => simulatedMs(piece, Date.now());
  return {
    ms,
    speed: () => piece.speed,
    setSpeed: (next) => {
      if (next === piece.speed) return;
      piece = { real: Date.now(), simulated: ms(), speed: next };
      write();
    },
    until: (at) => Math.max(0, (at - ms()) / piece.speed),
  };
};
