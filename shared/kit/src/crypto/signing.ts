/** Ed25519 signatures in the form of JOSE. With `node:crypto`: for one algorithm a library would be longer than what it spares. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type JsonWebKey,
  type KeyObject,
} from "node:crypto";
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { canonicalJson } from "./canonical.ts";

/** The public half of the key, as the office publishes it: a JSON Web Key (RFC 8037). */
export interface PublicJwk {
  readonly kty: "OKP";
  readonly crv: "Ed25519";
  readonly x: string;
  readonly alg: "EdDSA";
  readonly use: "sig";
  /** Its thumbprint (RFC 7638): short enough to be printed in a gazette and compared by eye. */
  readonly kid: string;
}

export interface SigningKey {
  readonly privateKey: KeyObject;
  readonly publicJwk: PublicJwk;
}

/** A JWS in its flattened JSON form (RFC 7515 §7.2.2): any JOSE library can check it. */
export interface Jws {
  readonly protected: string;
  readonly payload: string;
  readonly signature: string;
}

/** RFC 7638, for an Ed25519 key: the digest of its required members in canonical JSON. */
export const thumbprintOf = ({ kty, crv, x }: Pick<PublicJwk, "kty" | "crv" | "x">): string =>
  createHash("sha256").update(canonicalJson({ kty, crv, x })).digest("base64url");

export const publicJwkOf = (x: string): PublicJwk => {
  const key = { kty: "OKP", crv: "Ed25519", x } as const;
  return { ...key, alg: "EdDSA", use: "sig", kid: thumbprintOf(key) };
};

/**
 * Reads the private key as the configuration has it: PKCS #8 in PEM (`openssl genpkey -algorithm ed25519`), or a JWK.
 * @throws TypeError for any other kind of key
 */
export const signingKeyOf = (text: string): SigningKey => {
  const privateKey = text.trimStart().startsWith("{")
    ? createPrivateKey({ key: JSON.parse(text) as JsonWebKey, format: "jwk" })
    : createPrivateKey(text);
  const { kty, crv, x } = createPublicKey(privateKey).export({ format: "jwk" });
  if (kty !== "OKP" || crv !== "Ed25519" || x === undefined) throw new TypeError("the key is not an Ed25519 key");
  return { privateKey, publicJwk: publicJwkOf(x) };
};

/** On one machine: the key in this file of the folder, which is made once and kept. */
export const keptSigningKey = (folder: string, name: string): SigningKey => {
  const file = join(folder, name);
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync("ed25519");
    const draft = `${file}.${String(process.pid)}`;
    writeFileSync(draft, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
    try {
      // Unlike a rename, fails when another process was quicker: there is one key.
      linkSync(draft, file);
    } catch (error) {
      if (!(error instanceof Error) || !("code" in error) || error.code !== "EEXIST") throw error;
    } finally {
      rmSync(draft, { force: true });
    }
  }
  return signingKeyOf(readFileSync(file, "utf8"));
};

/** The key that is given, or on one machine one that is made once and kept as `name`; undefined where there is neither. */
export const givenOrKeptKey = (
  given: string | undefined,
  folder: string | undefined,
  name: string,
): SigningKey | undefined => {
  if (given !== undefined) return signingKeyOf(given);
  return folder === undefined ? undefined : keptSigningKey(folder, name);
};

const base64url = (text: string): string => Buffer.from(text, "utf8").toString("base64url");

const headerOf = (typ: string, kid: string): string => base64url(canonicalJson({ alg: "EdDSA", kid, typ }));

/** Signs this text, which is canonical JSON. `typ` says what it is, so that it passes for nothing else. */
export const signJws = (typ: string, text: string, { privateKey, publicJwk }: SigningKey): Jws => {
  const header = headerOf(typ, publicJwk.kid);
  const payload = base64url(text);
  const signature = sign(null, Buffer.from(`${header}.${payload}`, "ascii"), privateKey).toString("base64url");
  return { protected: header, payload, signature };
};

/** Whether this key signed this text as `typ`. */
export const isSignedBy = (typ: string, text: string, signature: string, { kty, crv, x, kid }: PublicJwk): boolean => {
  const bytes = Buffer.from(signature, "base64url");
  // One text for one signature: the decoder forgives characters and spare bits.
  if (bytes.toString("base64url") !== signature) return false;
  const signed = Buffer.from(`${headerOf(typ, kid)}.${base64url(text)}`, "ascii");
  return verify(null, signed, createPublicKey({ key: { kty, crv, x }, format: "jwk" }), bytes);
};
