import { canonicalJson, newContentKey, sealer, type PersonalDataKeys, type Sealed } from "@wangge/kit";
import { createHash, randomBytes } from "node:crypto";
import type { Witness } from "../../domain/evidence/index.ts";

/** What people said and who they are: never in a state, a history or an event. */
export interface Words {
  readonly title: string;
  readonly description?: string | undefined;
  /** 提供人 */
  readonly provider?: string | undefined;
  /** Where, in words. */
  readonly place?: string | undefined;
}

export interface Opened {
  readonly words: Words;
  readonly salt: string;
  /** Of witnesses that are no officers, by the names that events call them. */
  readonly names: Readonly<Record<string, string>>;
}

export interface EvidenceVault {
  readonly seal: (evidenceId: string, words: Words) => { readonly sealed: Sealed; readonly commitment: string };
  readonly open: (evidenceId: string, sealed: Sealed | undefined) => Opened | undefined;
  readonly contentKeyOf: (evidenceId: string, sealed: Sealed | undefined) => Buffer | undefined;
  /** One more name under the key of the item. */
  readonly addNames: (evidenceId: string, sealed: Sealed, names: Readonly<Record<string, string>>) => Sealed;
}

const NAME = "name/";
const recordOf = (evidenceId: string): string => `enforcement/evidence/${evidenceId}`;

/** What an event says of words without saying them; with words and salt at hand anybody can form it again. */
export const commitmentOf = (words: Words, salt: string): string =>
  createHash("sha256")
    .update(`wangge/words/1\0${salt}\0${canonicalJson(words)}`)
    .digest("base64url");

export const nameOf = ({ name }: Extract<Witness, { readonly name: string }>): string => NAME + name;

export const createEvidenceVault = ({ master }: Pick<PersonalDataKeys, "master">): EvidenceVault => {
  const seals = sealer(master);
  return {
    seal: (id, words) => {
      const salt = randomBytes(16).toString("base64url");
      const fields = { words: canonicalJson(words), salt, key: newContentKey().toString("base64") };
      return { sealed: seals.seal(recordOf(id), fields), commitment: commitmentOf(words, salt) };
    },
    open: (id, sealed) => {
      if (sealed === undefined) return undefined;
      const { words = "{}", salt = "", ...rest } = seals.open(recordOf(id), sealed);
      const names = Object.entries(rest).flatMap(([field, value]) =>
        field.startsWith(NAME) ? [[field.slice(NAME.length), value] as const] : [],
      );
      return { words: JSON.parse(words) as Words, salt, names: Object.fromEntries(names) };
    },
    contentKeyOf: (id, sealed) => {
      const key = sealed && seals.open(recordOf(id), sealed)["key"];
      return key === undefined ? undefined : Buffer.from(key, "base64");
    },
    addNames: (id, sealed, names) => {
      const added = Object.entries(names).map(
        ([name, value]) => [NAME + name, seals.sealUnder(recordOf(id), sealed.key, NAME + name, value)] as const,
      );
      return { ...sealed, fields: { ...sealed.fields, ...Object.fromEntries(added) } };
    },
  };
};
