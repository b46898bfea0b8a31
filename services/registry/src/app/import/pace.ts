import { setImmediate as nextTurn } from "node:timers/promises";

/** Called between steps of long work: lets others be answered as soon as this has worked for a while. */
export type Pause = () => Promise<void>;

/** How long it works in one go. A call that comes in between waits that long and no longer. */
const SLICE_MS = 8;

export const createPause = (): Pause => {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < SLICE_MS) return;
    await nextTurn();
    since = performance.now();
  };
};

export const inSteps = async <Result>(steps: Generator<undefined, Result>, pause: Pause): Promise<Result> => {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await pause();
  }
};
