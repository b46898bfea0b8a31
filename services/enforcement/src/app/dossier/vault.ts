/** 当事人资料. Name, number, phone and address of a party, sealed beside the dossier; in clear only on the way in and out. */
import { blindIndex, sealer, type PersonalDataKeys, type Sealed } from "@wangge/kit";

export const PARTY_FIELDS = ["name", "idNumber", "phone", "address", "representative"] as const;
export type PartyFields = Readonly<Partial<Record<(typeof PARTY_FIELDS)[number], string | undefined>>>;

/** The record's name for ever: what was sealed under one dossier opens under no other. */
export const recordOf = (dossierId: string): string => `enforcement/dossiers/${dossierId}`;

export interface DossierVault {
  readonly seal: (dossierId: string, party: PartyFields) => Sealed;
  /** What the dossiers of one party are found by. */
  readonly indexOf: (idNumber: string) => string;
  readonly open: (dossierId: string, sealed: Sealed | undefined) => PartyFields;
}

export const createDossierVault = ({ master, index: key }: PersonalDataKeys): DossierVault => {
  const seals = sealer(master);
  const index = blindIndex(key);
  const indexOf = (idNumber: string): string => index.of("partyIdNumber", idNumber.toUpperCase());
  return {
    indexOf,
    seal: (id, party) => {
      const given = Object.entries(party).filter((entry): entry is [string, string] => entry[1] !== undefined);
      const sealed = seals.seal(recordOf(id), Object.fromEntries(given));
      return party.idNumber === undefined ? sealed : { ...sealed, index: { idNumber: indexOf(party.idNumber) } };
    },
    open: (id, sealed) => (sealed === undefined ? {} : seals.open(recordOf(id), sealed)),
  };
};

const first = (text: string): string => String.fromCodePoint(text.codePointAt(0) ?? 0x2a);
const ends = (text: string, before: number, after: number): string =>
  text.length > before + after ? `${text.slice(0, before)}****${text.slice(text.length - after)}` : "****";

const MASKS: Readonly<Record<(typeof PARTY_FIELDS)[number], (text: string) => string>> = {
  name: (text) => `${first(text)}*`,
  representative: (text) => `${first(text)}*`,
  idNumber: (text) => ends(text, 3, 2),
  phone: (text) => ends(text, 3, 2),
  address: (text) => `${text.slice(0, 6)}****`,
};

/** 脱敏. For who may see the dossier and does not work on it. */
export const maskedParty = (party: PartyFields): PartyFields =>
  Object.fromEntries(
    PARTY_FIELDS.flatMap((name) => (party[name] === undefined ? [] : [[name, MASKS[name](party[name])] as const])),
  );
