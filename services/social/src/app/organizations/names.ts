/** 姓名与电话. Sealed beside the record that they belong to; in clear only on the way in and out. */
import { blindIndex, idFrom, sealer, type PersonalDataKeys, type Sealed } from "@wangge/kit";
import { z } from "zod";

/** The record's name for ever: what was sealed under one opens under no other. */
export const organizationRecord = (id: string): string => `social/organizations/${id}`;
export const volunteerRecord = (id: string): string => `social/volunteers/${id}`;

export type Names = Readonly<Record<string, string>>;
export interface Contact {
  readonly name: string;
  readonly phone: string;
}

export interface Vault {
  /** Names of an organization's people, by account. */
  readonly sealNames: (organization: string, names: Names) => Sealed;
  readonly openNames: (organization: string, sealed: Sealed | undefined) => Names;
  /** Another for other names, and tells nothing of them. */
  readonly namesMark: (names: Names) => string;
  /** The id that an account has as a volunteer: whoever has the id cannot tell the account. */
  readonly volunteerOf: (account: string) => string;
  readonly contactMark: (contact: Contact) => string;
  readonly sealContact: (volunteer: string, contact: Contact) => Sealed;
  /** Undefined: it was erased. */
  readonly openContact: (volunteer: string, sealed: Sealed | undefined) => Contact | undefined;
}

const NamesText = z.record(z.string(), z.string());
const ContactFields = z.object({ name: z.string(), phone: z.string() });

export const createVault = ({ master, index: key }: PersonalDataKeys): Vault => {
  const seals = sealer(master);
  const index = blindIndex(key);
  return {
    sealNames: (id, names) => seals.seal(organizationRecord(id), { names: JSON.stringify(names) }),
    openNames: (id, sealed) =>
      sealed === undefined
        ? {}
        : NamesText.parse(JSON.parse(seals.open(organizationRecord(id), sealed)["names"] ?? "{}")),
    namesMark: (names) => index.of("organizationNames", JSON.stringify(names)),
    volunteerOf: (account) => idFrom("social/volunteer", index.of("volunteerAccount", account)),
    contactMark: ({ name, phone }) => index.of("volunteerContact", JSON.stringify([name, phone])),
    sealContact: (id, { name, phone }) => seals.seal(volunteerRecord(id), { name, phone }),
    openContact: (id, sealed) =>
      sealed === undefined ? undefined : ContactFields.parse(seals.open(volunteerRecord(id), sealed)),
  };
};
