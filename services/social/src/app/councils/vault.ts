/** Words of people: names, topics, minutes, questions. Sealed under the key of the record that they belong to; gone when that key goes. */
import { blindIndex, sealer, type PersonalDataKeys, type Sealed } from "@wangge/kit";
import type { Words } from "../../domain/councils/index.ts";

export interface Book {
  /** To be kept with the first write of a record; undefined where it has a key already. */
  readonly sealed: Sealed | undefined;
  readonly write: (text: string) => Words;
  readonly read: (words: Words) => string;
}

export interface Vault {
  /** @param stored the record, where there is one. @throws SealBroken where its words were altered */
  readonly of: (kind: string, id: string, stored: { readonly sealed?: Sealed | undefined } | undefined) => Book;
  /** Stands for a value without telling it. */
  readonly mark: (field: string, value: string) => string;
}

const FIELD = "words";

export const createVault = ({ master, index }: PersonalDataKeys): Vault => {
  const seals = sealer(master);
  const marks = blindIndex(index);
  return {
    of: (kind, id, stored) => {
      const record = `social/${kind}/${id}`;
      const held = stored?.sealed;
      const { key, fields } = held ?? seals.seal(record, {});
      return {
        sealed: held === undefined ? { key, fields } : undefined,
        write: (text) => seals.sealUnder(record, key, FIELD, text),
        read: (words) => seals.openUnder(record, key, FIELD, words),
      };
    },
    mark: marks.of,
  };
};

/** 脱敏 */
export const maskedName = (name: string): string => `${String.fromCodePoint(name.codePointAt(0) ?? 0x2a)}*`;
