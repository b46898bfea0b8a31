import { createHash } from "node:crypto";
import { monotonicFactory } from "ulid";

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const next = monotonicFactory();

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
