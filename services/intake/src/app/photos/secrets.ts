import type { Point } from "@wangge/contracts";
import type { Sealed } from "@wangge/kit";
import { timingSafeEqual } from "node:crypto";
import { records, type Vault } from "../vault.ts";

/** What of a photo nobody reads without the keys: the key of its content, where it was taken, where it is to be fetched. */
export interface Secrets {
  /** Of the content: 32 bytes, base64. */
  readonly key: string;
  readonly point?: Point | undefined;
  readonly url?: string | undefined;
}

/** The report that a photo belongs to, as it is stored. */
export interface Owner {
  readonly id: string;
  readonly sealed?: Sealed | undefined;
}

const FIELD = "secrets";
const nameIn = (photoId: string): string => `photo:${photoId}`;

/**
 * Sealed under a key of the photo's own and, once it has a report, under the report's key too: when the words of the report are
 * erased, its photos are unreadable in the same write. Undefined where that has happened.
 */
export const sealSecrets = (
  { sealer }: Pick<Vault, "sealer">,
  photoId: string,
  secrets: Secrets,
  owner: Owner | undefined,
): Sealed | undefined => {
  const plain = JSON.stringify(secrets);
  if (owner === undefined) return sealer.seal(records.photo(photoId), { [FIELD]: plain });
  if (owner.sealed === undefined) return undefined;
  const under = sealer.sealUnder(records.report(owner.id), owner.sealed.key, nameIn(photoId), plain);
  return sealer.seal(records.photo(photoId), { [FIELD]: under });
};

/** Undefined where they are gone. @throws SealBroken, DomainError `crypto.key_missing` */
export const openSecrets = (
  { sealer }: Pick<Vault, "sealer">,
  photo: Owner,
  owner: Owner | undefined,
): Secrets | undefined => {
  const text = photo.sealed === undefined ? undefined : sealer.open(records.photo(photo.id), photo.sealed)[FIELD];
  if (text === undefined || (owner !== undefined && owner.sealed === undefined)) return undefined;
  const plain =
    owner?.sealed === undefined
      ? text
      : sealer.openUnder(records.report(owner.id), owner.sealed.key, nameIn(photo.id), text);
  return JSON.parse(plain) as Secrets;
};

/** What whoever uploaded a photo shows to have it in a report. Made of the id, so that nothing of it is stored. */
export const claimSecretOf = ({ fingerprint }: Pick<Vault, "fingerprint">, photoId: string): string =>
  fingerprint("photo claim", photoId);

export const isClaimSecret = (vault: Pick<Vault, "fingerprint">, photoId: string, given: string): boolean => {
  const [wanted, shown] = [Buffer.from(claimSecretOf(vault, photoId)), Buffer.from(given)];
  return shown.length === wanted.length && timingSafeEqual(shown, wanted);
};
