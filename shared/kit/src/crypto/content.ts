import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from "node:crypto";
import { SealBroken } from "./seal.ts";

/**
 * Bytes beside a record, such as a photo, under a key of their own that lies in a sealed field of it:
 * 1 ‖ nonce 12 ‖ ciphertext ‖ tag 16, AES-256-GCM, with `wangge/content/1` ‖ 0 ‖ name as associated data.
 */
const FORMAT = 1;
const NONCE = 12;
const TAG = 16;
const HEAD = 1 + NONCE;

const bindingOf = (name: string): Buffer => Buffer.from(`wangge/content/1\0${name}`);

export const newContentKey = (): Buffer => randomBytes(32);

export const sealContent = (key: Buffer, name: string, plain: Uint8Array): Buffer => {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv("aes-256-gcm", createSecretKey(key), nonce, { authTagLength: TAG }).setAAD(
    bindingOf(name),
  );
  return Buffer.concat([Buffer.of(FORMAT), nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
};

/** @throws SealBroken where anything was altered, or put under another name */
export const openContent = (key: Buffer, name: string, sealed: Buffer): Buffer => {
  if (sealed.length < HEAD + TAG || sealed[0] !== FORMAT) throw new SealBroken("not sealed content of this format");
  const decipher = createDecipheriv("aes-256-gcm", createSecretKey(key), sealed.subarray(1, HEAD), {
    authTagLength: TAG,
  })
    .setAAD(bindingOf(name))
    .setAuthTag(sealed.subarray(-TAG));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(HEAD, -TAG)), decipher.final()]);
  } catch {
    throw new SealBroken("altered, or sealed under another name or key");
  }
};
