/** 志愿服务记录证明. What others have confirmed of a volunteer's work; free of charge, and checked without us. */
import { canonicalJson, DomainError, signJws, type PublicJwk, type SigningKey } from "@wangge/kit";
import { minutesOf, type Volunteer } from "../../domain/organizations/volunteers/index.ts";

export const CERTIFICATE_TYP = "wangge-volunteer-certificate+json";

export interface VolunteerCertificate {
  readonly format: "wangge.volunteer-certificate.v1";
  readonly volunteerId: string;
  readonly name: string;
  readonly asOf: string;
  readonly entries: readonly {
    readonly entryId: string;
    readonly needId: string;
    readonly community: string;
    readonly from: string;
    readonly to: string;
    readonly minutes: number;
  }[];
  readonly totalMinutes: number;
  readonly key: PublicJwk;
  /** JWS (EdDSA, typ `wangge-volunteer-certificate+json`) over the canonical JSON of all the rest. */
  readonly signature: string;
}

/** In the order of the work; what was struck out is left out. @throws DomainError `social.certificate.no_key` */
export const certificateOf = (
  volunteerId: string,
  { hours }: Volunteer,
  name: string,
  asOf: string,
  key: SigningKey | undefined,
): VolunteerCertificate => {
  if (key === undefined)
    throw new DomainError("unavailable", "social.certificate.no_key", "This service has no key to sign with");
  const entries = hours
    .filter(({ struck }) => struck !== true)
    .toSorted((one, other) => (one.from < other.from ? -1 : 1))
    .map(({ id: entryId, need: needId, community, from, to }) => ({
      ...{ entryId, needId, community, from, to },
      minutes: minutesOf({ from, to }),
    }));
  const body = {
    format: "wangge.volunteer-certificate.v1" as const,
    volunteerId,
    name,
    asOf,
    entries,
    totalMinutes: entries.reduce((sum, { minutes }) => sum + minutes, 0),
    key: key.publicJwk,
  };
  return { ...body, signature: signJws(CERTIFICATE_TYP, canonicalJson(body), key).signature };
};
