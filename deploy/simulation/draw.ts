/** Numbers from a seed: the same seed, the same numbers, on every machine. */

export interface Draw {
  /** 0 to 1, without 1. */
  readonly next: () => number;
  /** A whole number below `count`. */
  readonly below: (count: number) => number;
  readonly chance: (share: number) => boolean;
  readonly of: <T>(values: readonly T[]) => T;
}

/** The finalizer of splitmix32: seeds beside one another begin far apart. */
const mixed = (seed: number): number => {
  let value = Math.imul(seed ^ (seed >>> 16), 0x21f0aaad);
  value = Math.imul(value ^ (value >>> 15), 0x735a2d97);
  return (value ^ (value >>> 15)) >>> 0;
};

export const drawFrom = (seed: number, use = 0): Draw => {
  let state = mixed((seed + Math.imul(use + 1, 0x9e3779b9)) >>> 0);
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    return mixed(state) / 2 ** 32;
  };
  const below = (count: number): number => Math.floor(next() * count);
  return {
    next,
    below,
    chance: (share) => next() < share,
    of: (values) => {
      const value = values[below(values.length)];
      if (value === undefined) throw new Error("nothing to draw from");
      return value;
    },
  };
};
