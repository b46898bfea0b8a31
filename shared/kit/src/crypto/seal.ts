/**
 * Field encryption with a data key for each record.
 *
 * | what        | form                                                                                            |
 * | ----------- | ----------------------------------------------------------------------------------------------- |
 * | field       | `1.` + base64url(nonce 12 ‖ ciphertext ‖ tag 16), AES-256-GCM under the record's data key        |
 * | its binding | associated data `wangge/field/1` ‖ 0 ‖ record ‖ 0 ‖ field: elsewhere it does not open            |
 * | wrapped key | `1.` + base64url(nonce 12 ‖ ciphertext 32 ‖ tag 16), AES-256-GCM under the master key named by `by` |
 * | its binding | associated data `wangge/key/1` ‖ 0 ‖ record ‖ 0 ‖ id of the master key                           |
 *
 * A data key seals a handful of fields, once each, and a master key wraps fewer than 2^32 of them: random nonces are safe
 * (NIST SP 800-38D, 8.3). Rotation wraps data keys anew and leaves the fields as they are.
 */
import { createCipheriv, createDecipheriv, createSecretKey, randomFillSync, type KeyObject } from "node:crypto";
import { DomainError } from "../errors.ts";
import type { MasterKeys } from "./keys.ts";

export interface WrappedKey {
  /** The id of the master key. */
  readonly by: string;
  readonly wrapped: string;
}

/** What of a record may be taken away for good: without `key` nobody reads `fields`. */
export interface Sealed {
  readonly key: WrappedKey;
  readonly fields: Readonly<Record<string, string>>;
  /** Blind indexes, by field. @see BlindIndex */
  readonly index?: Readonly<Record<string, string>>;
}

export type Fields = Readonly<Record<string, string>>;

export interface Sealer {
  /** The id of the master key that new data keys are wrapped with. */
  readonly current: string;
  readonly seal: (record: string, fields: Fields) => Sealed;
  /** @throws SealBroken where anything was altered or moved; DomainError `crypto.key_missing` */
  readonly open: (record: string, sealed: Sealed) => Fields;
  /** One more field under the data key that a record has already: it goes when that key goes. @throws as `open` does */
  readonly sealUnder: (record: string, key: WrappedKey, name: string, value: string) => string;
  /** @throws as `open` does */
  readonly openUnder: (record: string, key: WrappedKey, name: string, sealed: string) => string;
  /** The same data key under the current master key. @throws as `open` does */
  readonly rewrap: (record: string, key: WrappedKey) => WrappedKey;
}

/** Altered, or moved from another record or field. Says nothing of what was in it. */
export class SealBroken extends Error {
  override readonly name = "SealBroken";
}

const FORMAT = "1.";
const NONCE = 12;
const TAG = 16;
const KEY = 32;

/** Random bytes in stock: asking the system for twelve of them costs more than to encrypt with them. */
const stock = Buffer.alloc(4_096);
let used = stock.length;
const random = (length: number): Buffer => {
  if (used + length > stock.length) {
    randomFillSync(stock);
    used = 0;
  }
  const taken = Buffer.from(stock.subarray(used, used + length));
  stock.fill(0, used, used + length);
  used += length;
  return taken;
};

const bindingOf = (what: "field" | "key", record: string, name: string): Buffer =>
  Buffer.from(`wangge/${what}/1\0${record}\0${name}`);

const encrypt = (key: KeyObject, plain: Buffer, binding: Buffer): string => {
  const nonce = random(NONCE);
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG }).setAAD(binding);
  const text = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return FORMAT + text.toString("base64url");
};

const decrypt = (key: KeyObject, sealed: string, binding: Buffer): Buffer => {
  const bytes = Buffer.from(sealed.slice(FORMAT.length), "base64url");
  // One text for one ciphertext: the decoder forgives characters and spare bits, which would be a change unseen.
  const isWhole = FORMAT + bytes.toString("base64url") === sealed && bytes.length >= NONCE + TAG;
  if (!isWhole) throw new SealBroken("not a sealed text of this format");
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, NONCE), { authTagLength: TAG })
    .setAAD(binding)
    .setAuthTag(bytes.subarray(-TAG));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(NONCE, -TAG)), decipher.final()]);
  } catch {
    throw new SealBroken("altered, or sealed for another record, field or key");
  }
};

/** Seals and opens under these master keys. `record` names the record for ever: `reporters/01JD…`. */
export const sealer = ({ current, keys }: MasterKeys): Sealer => {
  const masterKey = (by: string): KeyObject => {
    const key = keys.get(by);
    if (key === undefined)
      throw new DomainError("unavailable", "crypto.key_missing", "The master key of this record is not here", { by });
    return key;
  };
  const wrap = (record: string, dataKey: Buffer): WrappedKey => ({
    by: current,
    wrapped: encrypt(masterKey(current), dataKey, bindingOf("key", record, current)),
  });
  const unwrap = (record: string, { by, wrapped }: WrappedKey): Buffer =>
    decrypt(masterKey(by), wrapped, bindingOf("key", record, by));
  masterKey(current);
  return {
    current,
    seal: (record, fields) => {
      const keyBytes = random(KEY);
      // A cipher takes a key object three times as fast as bytes.
      const dataKey = createSecretKey(keyBytes);
      const sealed = Object.entries(fields).map(
        ([name, value]) => [name, encrypt(dataKey, Buffer.from(value), bindingOf("field", record, name))] as const,
      );
      return { key: wrap(record, keyBytes), fields: Object.fromEntries(sealed) };
    },
    open: (record, { key, fields }) => {
      const dataKey = createSecretKey(unwrap(record, key));
      const opened = Object.entries(fields).map(
        ([name, text]) => [name, decrypt(dataKey, text, bindingOf("field", record, name)).toString()] as const,
      );
      return Object.fromEntries(opened);
    },
    sealUnder: (record, key, name, value) =>
      encrypt(createSecretKey(unwrap(record, key)), Buffer.from(value), bindingOf("field", record, name)),
    openUnder: (record, key, name, sealed) =>
      decrypt(createSecretKey(unwrap(record, key)), sealed, bindingOf("field", record, name)).toString(),
    rewrap: (record, key) => wrap(record, unwrap(record, key)),
  };
};
