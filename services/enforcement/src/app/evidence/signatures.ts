import { canonicalJson, isSignedBy, publicJwkOf, reject, type DeciderStore } from "@wangge/kit";
import { createHash } from "node:crypto";
import {
  KEY_TYP,
  type Signed,
  type SigningKeyCommand,
  type SigningKeyEvent,
  type SigningKeyState,
} from "../../domain/evidence/index.ts";

export type SigningKeyStore = DeciderStore<SigningKeyState, SigningKeyCommand, SigningKeyEvent>;

export const digestOf = (statement: object): string =>
  createHash("sha256").update(canonicalJson(statement)).digest("hex");

/** Malformed key material signs nothing. */
const isGood = (typ: string, statement: object, signature: string, x: string): boolean => {
  try {
    return isSignedBy(typ, canonicalJson(statement), signature, publicJwkOf(x));
  } catch {
    return false;
  }
};

export interface Signatures {
  /** @throws DomainError `enforcement.signing_key.none`, `enforcement.signature.wrong`, `enforcement.signature.not_now` */
  readonly check: (
    typ: string,
    statement: { readonly at: string },
    signer: { readonly account: string; readonly signature: string },
    now: string,
    toleranceMinutes: number,
  ) => Promise<Signed>;
  /** 登记公钥: whoever has the private half has signed that it is his. @throws DomainError `enforcement.signature.wrong` */
  readonly register: (account: string, key: string, proof: string, by: string, at: string) => Promise<void>;
  readonly revoke: (account: string, by: string, at: string) => Promise<void>;
  readonly keyOf: (account: string) => Promise<string | undefined>;
}

const wrong = () =>
  reject("enforcement.signature.wrong", "The signature does not fit the statement and the key on record");

export const createSignatures = (keys: SigningKeyStore): Signatures => {
  const keyOf = async (account: string): Promise<string | undefined> => (await keys.load(account))?.state.key;
  return {
    keyOf,
    check: async (typ, statement, { account, signature }, now, toleranceMinutes) => {
      const key = await keyOf(account);
      if (key === undefined) throw reject("enforcement.signing_key.none", "No key is on record for this account");
      if (!isGood(typ, statement, signature, key)) throw wrong();
      const { at } = statement;
      if (Math.abs(Date.parse(now) - Date.parse(at)) > toleranceMinutes * 60_000)
        throw reject("enforcement.signature.not_now", "It was signed at another time", { at, toleranceMinutes });
      return { account, at, key, signature };
    },
    register: async (account, key, proof, by, at) => {
      if (!isGood(KEY_TYP, { account, key }, proof, key)) throw wrong();
      await keys.handle(account, { type: "RegisterKey", account, key, by, at }, { actor: by });
    },
    revoke: async (account, by, at) => {
      await keys.handle(account, { type: "RevokeKey", by, at }, { actor: by });
    },
  };
};
