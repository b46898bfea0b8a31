import { createHmac, timingSafeEqual, type KeyObject } from "node:crypto";

/**
 * Finds equal values without knowing them: `1.` + base64url(HMAC-SHA-256(key, `wangge/index/1` ‖ 0 ‖ field ‖ 0 ‖ value)).
 * Whoever has the key can try all phone numbers; so it is another key than those that seal, and never in the store. The
 * caller normalises: a phone as the digits of E.164, an identity number in upper case.
 */
export interface BlindIndex {
  readonly of: (field: string, value: string) => string;
  /** In a time that does not tell how much of it fits. */
  readonly matches: (index: string | undefined, field: string, value: string) => boolean;
}

export const blindIndex = (key: KeyObject): BlindIndex => {
  const of = (field: string, value: string): string =>
    `1.${createHmac("sha256", key).update(`wangge/index/1\0${field}\0${value}`).digest("base64url")}`;
  return {
    of,
    matches: (index, field, value) => {
      const wanted = Buffer.from(of(field, value));
      const given = Buffer.from(index ?? "");
      const isComparable = given.length === wanted.length;
      return timingSafeEqual(isComparable ? given : Buffer.alloc(wanted.length), wanted) && isComparable;
    },
  };
};
