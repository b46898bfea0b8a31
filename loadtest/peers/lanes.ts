/** Workers of a peer written by hand: each takes what there is, works on it, and sleeps when there is nothing, until it is woken. */
export interface Lanes {
  readonly wake: () => void;
  /** Throws what a lane died of, if one did. */
  readonly check: () => void;
  readonly stop: () => Promise<void>;
}

/** `work` gives how many it took; at 0 the lane sleeps. Who idles costs the others nothing: it looks by itself once in `idleMs`. */
export const lanes = (count: number, work: (lane: number) => Promise<number>, idleMs = 5_000): Lanes => {
  let isStopping = false;
  let wakes = 0;
  const goesOn = (): boolean => !isStopping;
  let failure: Error | undefined;
  const sleepers = new Set<() => void>();
  const wake = (): void => {
    wakes += 1;
    for (const sleeper of sleepers) sleeper();
    sleepers.clear();
  };
  const sleep = (): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(late);
        resolve();
      };
      const late = setTimeout(() => {
        sleepers.delete(done);
        resolve();
      }, idleMs);
      sleepers.add(done);
    });
  const run = async (lane: number): Promise<void> => {
    try {
      while (goesOn()) {
        const seen = wakes;
        // What came while it looked is looked for at once.
        if ((await work(lane)) === 0 && goesOn() && seen === wakes) await sleep();
      }
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
    }
  };
  const running = Array.from({ length: count }, (_, lane) => run(lane));
  return {
    wake,
    check: () => {
      if (failure !== undefined) throw failure;
    },
    stop: async () => {
      isStopping = true;
      wake();
      await Promise.all(running);
    },
  };
};
