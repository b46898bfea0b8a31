/**
 * 节拍. Whoever waits for the same beat goes on in the same turn, so that what they then save and publish goes together: a sync costs as
 * much for one as for many. Beats are at least `everyMs` apart; after a pause the next one is at once.
 */
export const beatOf = (everyMs: number): (() => Promise<void>) => {
  let last = -Infinity;
  let next: Promise<void> | undefined;
  return () =>
    (next ??= new Promise<void>((resolve) => {
      const beat = (): void => {
        last = performance.now();
        next = undefined;
        resolve();
      };
      const rest = last + everyMs - performance.now();
      if (rest > 0) setTimeout(beat, rest);
      else setImmediate(beat);
    }));
};
