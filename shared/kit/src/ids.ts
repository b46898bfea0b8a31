import { createHash, randomFillSync } from "node:crypto";
import { monotonicFactory } from "ulid";

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Random numbers by the page: asked for one by one they cost more than all else of an id. */
const page = new Uint32Array(1024);
let unused = 0;
const random = (): number => {
  if (unused === 0) {
    randomFillSync(page);
    unused = page.length;
  }
  unused -= 1;
  return (page[unused] ?? 0) / 2 ** 32;
};

let next = monotonicFactory(random);

/** For simulations, which are the same again: ids of this process are made of these numbers (0 to 1) from here on. */
export const drawIdsFrom = (numbers: () => number): void => {
  next = monotonicFactory(numbers);
};

/** A new ULID that sorts after the ones before it from this process. */
export const newId = (at?: number): string => next(at);

/**
 * The same id for the same parts, in the form of a ULID: for things that must come out once however often they are asked
 * for, such as the report of one idempotency key. 128 bits of SHA-256.
 */
export const idFrom = (...parts: readonly string[]): string => {
  const hash = createHash("sha256").update(JSON.stringify(parts)).digest();
  let bits = hash.subarray(0, 16).reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
  let text = "";
  for (let place = 0; place < 26; place += 1) {
    text = CROCKFORD.charAt(Number(bits & 31n)) + text;
    bits >>= 5n;
  }
  return text;
};
