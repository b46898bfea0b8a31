import { createHash, createPrivateKey, createPublicKey, sign, type JsonWebKey, type KeyObject } from "node:crypto";
import {
  canonicalJson,
  coverageData,
  proveCoverage,
  type CoverageData,
  type CoverageInput,
  type CoverageReport,
  type Json,
} from "../domain/index.ts";

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

/** All a third party needs besides the public key; `verify/verify-coverage.mjs` checks it without a network. */
export interface CoverageBundle {
  readonly format: "wangge.coverage-bundle.v1";
  /** To be read; what counts is the same report in the payload of the signature. */
  readonly report: CoverageReport;
  readonly signature: Jws;
  readonly data: CoverageData;
}

const sha256 = (text: string): Buffer => createHash("sha256").update(text, "utf8").digest();
const base64url = (text: string): string => Buffer.from(text, "utf8").toString("base64url");
const asJson = (report: CoverageReport): Json => report as unknown as Json;

/** RFC 7638, for an Ed25519 key: the digest of its required members in canonical JSON. */
export const thumbprintOf = ({ kty, crv, x }: Pick<PublicJwk, "kty" | "crv" | "x">): string =>
  sha256(canonicalJson({ kty, crv, x })).toString("base64url");

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
  return { privateKey, publicJwk: { kty, crv, x, alg: "EdDSA", use: "sig", kid: thumbprintOf({ kty, crv, x }) } };
};

/** The proof with the machine's digest and the time it was made. */
export const coverageReport = (input: CoverageInput, checkedAt: string): CoverageReport =>
  proveCoverage(input, { checkedAt, sha256: (text) => sha256(text).toString("hex") });

/** Signs with `node:crypto`: for one algorithm a library would be longer than the three lines it spares. */
export const signReport = (report: CoverageReport, { privateKey, publicJwk }: SigningKey): Jws => {
  const header = base64url(canonicalJson({ alg: "EdDSA", kid: publicJwk.kid, typ: "wangge-coverage-report+json" }));
  const payload = base64url(canonicalJson(asJson(report)));
  const signature = sign(null, Buffer.from(`${header}.${payload}`, "ascii"), privateKey).toString("base64url");
  return { protected: header, payload, signature };
};

/** The report, its signature, and the data it is about. */
export const bundleOf = (input: CoverageInput, report: CoverageReport, signature: Jws): CoverageBundle => ({
  format: "wangge.coverage-bundle.v1",
  report,
  signature,
  data: coverageData(input),
});
