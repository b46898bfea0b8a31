/** Chance that can be repeated: the same seed and purpose give the same draws on every engine. */
export interface Chance {
  /** A number in [0, 1). */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  /** One of the options, each as likely as its weight. */
  pick<T>(options: readonly (readonly [option: T, weight: number])[]): T;
}

/** FNV-1a, 32 bits. */
const hash = (text: string): number => {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value >>> 0;
};

/**
 * A stream of draws for one purpose (mulberry32). Each purpose has its own stream, so that one more draw for the workers
 * does not move a single household.
 */
export const chance = (seed: number, purpose: string): Chance => {
  let state = hash(`${String(seed)}/${purpose}`);
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  return {
    next,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    pick: (options) => {
      let left = next() * options.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [option, weight] of options) {
        left -= weight;
        if (left < 0) return option;
      }
      const last = options.at(-1);
      if (last === undefined) throw new RangeError("nothing to pick from");
      return last[0];
    },
  };
};
