// @ts-check
// Chances that are the same in every run, whatever VU has which iteration: an iteration draws by its number.
import exec from "k6/execution";

const SEED = Number(__ENV.SEED || 20200102);

/**
 * Numbers in [0, 1) that depend on the seeds alone (mulberry32).
 * @param {...(string | number)} seeds
 * @returns {() => number}
 */
export const randomFrom = (...seeds) => {
  let state = SEED >>> 0;
  for (const letter of seeds.join(" "))
    state = (Math.imul(state ^ letter.charCodeAt(0), 0x01000193) + 0x9e3779b9) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** The chances of this iteration. */
export const iterationRandom = () => randomFrom(exec.scenario.name, exec.scenario.iterationInTest);

/**
 * @template T
 * @param {readonly T[]} list
 * @param {() => number} random
 * @returns {T}
 */
export const oneOf = (list, random) => {
  const found = list[Math.floor(random() * list.length)];
  if (found === undefined) throw new Error("there is nothing to draw from");
  return found;
};

/**
 * By weight: what weighs 2 comes twice as often as what weighs 1.
 * @template {{ readonly weight: number }} T
 * @param {readonly T[]} mix
 * @param {() => number} random
 * @returns {T}
 */
export const weighted = (mix, random) => {
  let left = random() * mix.reduce((sum, { weight }) => sum + weight, 0);
  const found = mix.find(({ weight }) => (left -= weight) < 0) || mix[mix.length - 1];
  if (found === undefined) throw new Error("the mix is empty");
  return found;
};
