import { createHmac, timingSafeEqual } from "node:crypto";
import { blindIndex, sealer, type PersonalDataKeys, type Sealed, type Sealer } from "@wangge/kit";
import { FIELDS, type Answers, type ReporterFields } from "../domain/index.ts";

/** Names of records for ever: what was sealed under one opens under no other. */
export const records = {
  report: (id: string): string => `intake/reports/${id}`,
  reporter: (id: string): string => `intake/reporters/${id}`,
  photo: (id: string): string => `intake/photos/${id}`,
  access: (id: string): string => `intake/accesses/${id}`,
  follower: (id: string): string => `intake/followers/${id}`,
  ban: (id: string): string => `intake/bans/${id}`,
  update: (id: string): string => `intake/updates/${id}`,
  matter: (id: string): string => `intake/matters/${id}`,
} as const;

/** What somebody said of a matter: in his words, where by name, and his answers to the category's questions. */
export interface Words {
  readonly description: string;
  readonly address?: string | undefined;
  readonly answers?: Answers | undefined;
  /** What he said later, asking for it to begin again. */
  readonly said?: string | undefined;
  /** Kept as a blind index alone. */
  readonly deviceId?: string | undefined;
}

/** What is said of a ban: why, against it, and of that. */
export interface BanWords {
  readonly reason?: string | undefined;
  readonly appeal?: string | undefined;
  readonly decision?: string | undefined;
}

/** How somebody is reached. */
export interface Contact {
  readonly phone?: string | undefined;
  readonly email?: string | undefined;
}

/** The only place that sees personal data in clear between the edge and the store. */
export interface Vault {
  readonly sealer: Sealer;
  readonly sealWords: (reportId: string, words: Words) => Sealed;
  /** With what he said later; under the same key, which his photos lie under too. */
  readonly addSaid: (reportId: string, sealed: Sealed, said: string) => Sealed;
  readonly openWords: (reportId: string, sealed: Sealed | undefined) => Words | undefined;
  readonly openDescription: (reportId: string, sealed: Sealed | undefined) => string | undefined;
  readonly sealReporter: (reportId: string, fields: ReporterFields) => Sealed;
  readonly openReporter: (reportId: string, sealed: Sealed) => ReporterFields;
  readonly sealFollower: (followerId: string, contact: Contact) => Sealed;
  readonly openFollower: (followerId: string, sealed: Sealed) => Contact;
  readonly sealBan: (banId: string, words: BanWords) => Sealed;
  readonly openBan: (banId: string, sealed: Sealed | undefined) => BanWords;
  readonly sealReason: (accessId: string, text: string) => Sealed;
  readonly openReason: (accessId: string, sealed: Sealed | undefined) => string | undefined;
  readonly sealComment: (updateId: string, text: string) => Sealed;
  readonly openComment: (updateId: string, sealed: Sealed | undefined) => string | undefined;
  /** 办件的文字: all texts of a matter by their names; a seal is made anew as a whole. */
  readonly sealTexts: (matterId: string, texts: Readonly<Record<string, string>>) => Sealed;
  readonly openTexts: (matterId: string, sealed: Sealed | undefined) => Readonly<Record<string, string>>;
  /** What reporters with this phone are found by. */
  readonly phoneIndex: (phone: string) => string;
  /** What reports from this device are found by. */
  readonly deviceIndex: (deviceId: string) => string;
  /** Tells whether two contacts are one. */
  readonly contactIndex: (contact: Contact) => string;
  /** Eight digits (26 bits) that only whoever reads that phone or mailbox can know; they are kept nowhere. */
  readonly codeFor: (followerId: string, issue: string) => string;
  /** In a time that does not tell how much of it fits. */
  readonly isCodeFor: (code: string, followerId: string, issue: string) => boolean;
  /** In a time that does not tell how much of it fits. */
  readonly isPhoneOf: (sealed: Sealed | undefined, phone: string) => boolean;
  /** Tells a repeat from another report, and nothing else to nobody without the key. */
  readonly fingerprint: (...parts: readonly unknown[]) => string;
}

const CODE_DIGITS = 8;

const definedOf = (words: BanWords): Record<string, string> =>
  Object.fromEntries(Object.entries(words).filter((entry): entry is [string, string] => entry[1] !== undefined));

export const createVault = ({ master, index: indexKey }: PersonalDataKeys): Vault => {
  const seals = sealer(master);
  const index = blindIndex(indexKey);
  const codeFor: Vault["codeFor"] = (followerId, issue) => {
    const digest = createHmac("sha256", indexKey).update(`wangge/follow-code/2\0${followerId}\0${issue}`).digest();
    return String(digest.readUIntBE(0, 6) % 10 ** CODE_DIGITS).padStart(CODE_DIGITS, "0");
  };
  return {
    sealer: seals,
    sealWords: (id, { description, address, answers, deviceId }) => ({
      ...seals.seal(records.report(id), {
        description,
        ...(address === undefined ? {} : { address }),
        ...(answers === undefined ? {} : { answers: JSON.stringify(answers) }),
      }),
      ...(deviceId === undefined ? {} : { index: { device: index.of("device", deviceId) } }),
    }),
    addSaid: (id, sealed, said) => {
      const field = seals.sealUnder(records.report(id), sealed.key, "said", said);
      return { ...sealed, fields: { ...sealed.fields, said: field } };
    },
    openWords: (id, sealed) => {
      if (sealed === undefined) return undefined;
      const { description = "", address, answers, said } = seals.open(records.report(id), sealed);
      return {
        description,
        ...(address === undefined ? {} : { address }),
        ...(answers === undefined ? {} : { answers: JSON.parse(answers) as Answers }),
        ...(said === undefined ? {} : { said }),
      };
    },
    openDescription: (id, sealed) =>
      sealed === undefined ? undefined : seals.open(records.report(id), sealed)["description"],
    sealReporter: (id, fields) => {
      const given = FIELDS.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]] as const]));
      const indexed = given.filter(([name]) => name === "phone" || name === "identityNumber");
      return {
        ...seals.seal(records.reporter(id), Object.fromEntries(given)),
        index: Object.fromEntries(indexed.map(([name, value]) => [name, index.of(name, value)])),
      };
    },
    openReporter: (id, sealed) => seals.open(records.reporter(id), sealed),
    sealFollower: (id, { phone, email }) => ({
      ...seals.seal(records.follower(id), {
        ...(phone === undefined ? {} : { phone }),
        ...(email === undefined ? {} : { email }),
      }),
      index: phone === undefined ? {} : { phone: index.of("phone", phone) },
    }),
    openFollower: (id, sealed) => seals.open(records.follower(id), sealed),
    sealBan: (id, words) => seals.seal(records.ban(id), definedOf(words)),
    openBan: (id, sealed) => (sealed === undefined ? {} : seals.open(records.ban(id), sealed)),
    sealReason: (id, reason) => seals.seal(records.access(id), { reason }),
    openReason: (id, sealed) => (sealed === undefined ? undefined : seals.open(records.access(id), sealed)["reason"]),
    contactIndex: ({ phone, email = "" }) =>
      phone === undefined ? index.of("email", email) : index.of("phone", phone),
    codeFor,
    isCodeFor: (code, followerId, issue) => {
      const [given, wanted] = [Buffer.from(code), Buffer.from(codeFor(followerId, issue))];
      return given.length === wanted.length && timingSafeEqual(given, wanted);
    },
    deviceIndex: (deviceId) => index.of("device", deviceId),
    sealComment: (id, comment) => seals.seal(records.update(id), { comment }),
    openComment: (id, sealed) => (sealed === undefined ? undefined : seals.open(records.update(id), sealed)["comment"]),
    sealTexts: (id, texts) => seals.seal(records.matter(id), texts),
    openTexts: (id, sealed) => (sealed === undefined ? {} : seals.open(records.matter(id), sealed)),
    phoneIndex: (phone) => index.of("phone", phone),
    isPhoneOf: (sealed, phone) => index.matches(sealed?.index?.["phone"], "phone", phone),
    fingerprint: (...parts) =>
      createHmac("sha256", indexKey)
        .update(`wangge/fingerprint/1\0${JSON.stringify(parts)}`)
        .digest("base64url"),
  };
};
