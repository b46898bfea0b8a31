import { createHmac } from "node:crypto";
import { blindIndex, sealer, type PersonalDataKeys, type Sealed, type Sealer } from "@wangge/kit";
import { FIELDS, type ReporterFields } from "../domain/index.ts";

/** Names of records for ever: what was sealed under one opens under no other. */
export const records = {
  report: (id: string): string => `intake/reports/${id}`,
  reporter: (id: string): string => `intake/reporters/${id}`,
  photo: (id: string): string => `intake/photos/${id}`,
  access: (id: string): string => `intake/accesses/${id}`,
} as const;

/** The only place that sees personal data in clear between the edge and the store. */
export interface Vault {
  readonly sealer: Sealer;
  readonly sealDescription: (reportId: string, description: string) => Sealed;
  readonly openDescription: (reportId: string, sealed: Sealed | undefined) => string | undefined;
  readonly sealReporter: (reportId: string, fields: ReporterFields) => Sealed;
  readonly openReporter: (reportId: string, sealed: Sealed) => ReporterFields;
  readonly sealReason: (accessId: string, text: string) => Sealed;
  readonly openReason: (accessId: string, sealed: Sealed | undefined) => string | undefined;
  /** What reporters with this phone are found by. */
  readonly phoneIndex: (phone: string) => string;
  /** In a time that does not tell how much of it fits. */
  readonly isPhoneOf: (sealed: Sealed | undefined, phone: string) => boolean;
  /** Tells a repeat from another report, and nothing else to nobody without the key. */
  readonly fingerprint: (...parts: readonly unknown[]) => string;
}

export const createVault = ({ master, index: indexKey }: PersonalDataKeys): Vault => {
  const seals = sealer(master);
  const index = blindIndex(indexKey);
  return {
    sealer: seals,
    sealDescription: (id, description) => seals.seal(records.report(id), { description }),
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
    sealReason: (id, reason) => seals.seal(records.access(id), { reason }),
    openReason: (id, sealed) => (sealed === undefined ? undefined : seals.open(records.access(id), sealed)["reason"]),
    phoneIndex: (phone) => index.of("phone", phone),
    isPhoneOf: (sealed, phone) => index.matches(sealed?.index?.["phone"], "phone", phone),
    fingerprint: (...parts) =>
      createHmac("sha256", indexKey)
        .update(`wangge/fingerprint/1\0${JSON.stringify(parts)}`)
        .digest("base64url"),
  };
};
