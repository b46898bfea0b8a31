import { DomainError } from "./errors.ts";

export interface TurnOptions {
  /** Of the refusal: `intake.photo.busy`. */
  readonly code: string;
  readonly atOnce: number;
  readonly mostWaiting: number;
}

/** @throws DomainError `unavailable` where too many wait already */
export type Turns = <T>(work: () => Promise<T>) => Promise<T>;

/** So much of heavy work at once and the rest in a queue, first come, first served; a queue that is full takes no more. */
export const createTurns = ({ code, atOnce, mostWaiting }: TurnOptions): Turns => {
  const waiting: (() => void)[] = [];
  let working = 0;
  const enter = (): Promise<void> => {
    if (working < atOnce) {
      working += 1;
      return Promise.resolve();
    }
    if (waiting.length >= mostWaiting)
      throw new DomainError("unavailable", code, "Too many at once, come back in a second");
    return new Promise((resolve) => waiting.push(resolve));
  };
  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) working -= 1;
    else next();
  };
  return async (work) => {
    await enter();
    try {
      return await work();
    } finally {
      leave();
    }
  };
};
