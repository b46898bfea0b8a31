/** Versions of things by their keys, for more things than a Map has room for. Versions are 1 or more. */
export interface Versions {
  readonly get: (key: string) => number | undefined;
  readonly set: (key: string, version: number) => void;
  readonly size: () => number;
}

const FIRST_PLACES = 1_024;
/** Fuller than this, a search takes too many steps. */
const FULL = 0.75;
const GROWTH = 1.5;
const WORD = 2 ** 32;

/** Two lanes of 32 bits that know nothing of each other: among 15 million keys one pair in 160,000 such sets is mistaken for another. */
const hashOf = (key: string): readonly [number, number] => {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < key.length; at += 1) {
    const code = key.charCodeAt(at);
    high = Math.imul(high ^ code, 2_654_435_761);
    low = Math.imul(low ^ code, 1_597_334_677);
  }
  const mixedHigh = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  const mixedLow = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return [mixedHigh >>> 0, mixedLow >>> 0];
};

/** 16 to 24 bytes a thing, outside the heap: a key is kept as a hash of 64 bits. */
export const createVersions = (): Versions => {
  let places = FIRST_PLACES;
  let highs = new Uint32Array(places);
  let lows = new Uint32Array(places);
  /** 0: nobody is here. */
  let versions = new Uint32Array(places);
  let size = 0;

  /** Where the hash is, or would be. */
  const placeOf = (high: number, low: number): number => {
    let at = Math.floor((low / WORD) * places);
    while (versions[at] !== 0 && (highs[at] !== high || lows[at] !== low)) at = at + 1 === places ? 0 : at + 1;
    return at;
  };

  const grow = (): void => {
    const before = [highs, lows, versions] as const;
    places = Math.ceil(places * GROWTH);
    [highs, lows, versions] = [new Uint32Array(places), new Uint32Array(places), new Uint32Array(places)];
    const [oldHighs, oldLows, oldVersions] = before;
    for (const [index, version] of oldVersions.entries()) {
      if (version === 0) continue;
      const at = placeOf(oldHighs[index]!, oldLows[index]!);
      highs[at] = oldHighs[index]!;
      lows[at] = oldLows[index]!;
      versions[at] = version;
    }
  };

  return {
    get: (key) => {
      const version = versions[placeOf(...hashOf(key))];
      return version === 0 ? undefined : version;
    },
    set: (key, version) => {
      if (size >= places * FULL) grow();
      const [high, low] = hashOf(key);
      const at = placeOf(high, low);
      if (versions[at] === 0) size += 1;
      highs[at] = high;
      lows[at] = low;
      versions[at] = version;
    },
    size: () => size,
  };
};
