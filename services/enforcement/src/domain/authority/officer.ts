import { DomainError, reject } from "@wangge/kit/errors";
import type { Decider } from "@wangge/kit/domain";
import type { Day } from "../law/index.ts";
import { isSuspended } from "./competence.ts";
import { mustBeOf, type Registrar } from "./registrar.ts";
import type { Certificate, Officer, OfficerState, Posting } from "./terms.ts";

interface Asked {
  readonly account: string;
  readonly by: Registrar;
  /** The day on which it is asked. */
  readonly on: Day;
  readonly at: string;
}

export type OfficerCommand = Asked &
  (
    | {
        readonly type: "RegisterOfficer";
        readonly posting: Posting;
        readonly certificate?: Certificate | undefined;
        readonly legalQualificationFrom?: Day | undefined;
      }
    | { readonly type: "PostOfficer"; readonly posting: Posting }
    | { readonly type: "IssueCertificate"; readonly certificate: Certificate }
    | { readonly type: "RecordLegalQualification"; readonly from: Day }
    | { readonly type: "SuspendOfficer"; readonly until?: Day | undefined; readonly reason: string }
    | { readonly type: "ResumeOfficer" }
    | { readonly type: "RevokeOfficer"; readonly reason: string }
  );
type Command<Type extends OfficerCommand["type"]> = Extract<OfficerCommand, { readonly type: Type }>;

interface Recorded {
  readonly by: string;
  readonly at: string;
}

export type OfficerEvent =
  | { readonly type: "OfficerRegistered"; readonly data: { readonly account: string } & Recorded }
  | { readonly type: "OfficerPosted"; readonly data: { readonly posting: Posting } & Recorded }
  | { readonly type: "CertificateIssued"; readonly data: { readonly certificate: Certificate } & Recorded }
  | { readonly type: "LegalQualificationRecorded"; readonly data: { readonly from: Day } & Recorded }
  | {
      readonly type: "OfficerSuspended";
      readonly data: { readonly from: Day; readonly until?: Day | undefined; readonly reason: string } & Recorded;
    }
  | { readonly type: "OfficerResumed"; readonly data: { readonly from: Day } & Recorded }
  | { readonly type: "OfficerRevoked"; readonly data: { readonly from: Day; readonly reason: string } & Recorded };

type Registered = Extract<OfficerState, { readonly status: "registered" }>;

const refuse = (code: string, message: string, details: Readonly<Record<string, unknown>> = {}): DomainError =>
  reject(`enforcement.officer.${code}`, message, details);

const recorded = ({ by, at }: Asked): Recorded => ({ by: by.account, at });

/** Nobody keeps his own record. */
const mustBeAnother = ({ account, by }: Asked): void => {
  if (account === by.account)
    throw new DomainError("forbidden", "enforcement.officer.own_record", "Another person keeps your record");
};

/** The officer as he stands, asked for by somebody of his body. */
const standing = (command: Asked, state: OfficerState): Registered => {
  if (state.status === "none") throw refuse("unknown", "There is no such officer");
  if (state.status === "revoked") throw refuse("revoked", "His qualification was revoked for good");
  mustBeOf(command.by, "officer", bodyOf(state));
  return state;
};

const bodyOf = ({ postings }: Officer): string => postings.at(-1)?.body ?? "";

/** A posting, a suspension or a revocation is not back-dated: what was done on a day stays done by whoever he was then. */
const checkPosting = ({ from }: Posting, on: Day, { postings }: Pick<Officer, "postings">): void => {
  if (from < on) throw refuse("back_dated", "A posting begins on the day it is recorded, or later", { on });
  const last = postings.at(-1);
  if (last !== undefined && from <= last.from)
    throw refuse("out_of_order", "A posting begins after the one before it", { last: last.from });
};

const checkCertificate = ({ issuedOn, expiresOn }: Certificate, on: Day): void => {
  if (issuedOn > on) throw refuse("certificate_not_issued", "The certificate is not issued yet", { issuedOn });
  if (expiresOn < issuedOn) throw refuse("certificate_ends_before", "A certificate expires after its issue");
};

const register = (command: Command<"RegisterOfficer">, state: OfficerState): readonly OfficerEvent[] => {
  const { account, posting, certificate, legalQualificationFrom: from, by, on } = command;
  if (state.status !== "none") throw refuse("already", "This account is an officer's already");
  mustBeOf(by, "officer", posting.body);
  checkPosting(posting, on, { postings: [] });
  if (certificate !== undefined) checkCertificate(certificate, on);
  const data = recorded(command);
  return [
    { type: "OfficerRegistered", data: { account, ...data } },
    { type: "OfficerPosted", data: { posting, ...data } },
    ...(certificate === undefined ? [] : [{ type: "CertificateIssued" as const, data: { certificate, ...data } }]),
    ...(from === undefined ? [] : [{ type: "LegalQualificationRecorded" as const, data: { from, ...data } }]),
  ];
};

const post = (command: Command<"PostOfficer">, state: OfficerState): readonly OfficerEvent[] => {
  const officer = standing(command, state);
  const { posting, by, on } = command;
  mustBeOf(by, "officer", posting.body);
  checkPosting(posting, on, officer);
  return [{ type: "OfficerPosted", data: { posting, ...recorded(command) } }];
};

const issue = (command: Command<"IssueCertificate">, state: OfficerState): readonly OfficerEvent[] => {
  const { certificates } = standing(command, state);
  const { certificate, on } = command;
  checkCertificate(certificate, on);
  const same = certificates.some(
    ({ hash, issuedOn, expiresOn }) =>
      hash === certificate.hash && issuedOn === certificate.issuedOn && expiresOn === certificate.expiresOn,
  );
  return same ? [] : [{ type: "CertificateIssued", data: { certificate, ...recorded(command) } }];
};

const qualify = (command: Command<"RecordLegalQualification">, state: OfficerState): readonly OfficerEvent[] => {
  const { legalQualificationFrom } = standing(command, state);
  if (legalQualificationFrom === command.from) return [];
  return [{ type: "LegalQualificationRecorded", data: { from: command.from, ...recorded(command) } }];
};

const suspend = (command: Command<"SuspendOfficer">, state: OfficerState): readonly OfficerEvent[] => {
  const { suspensions } = standing(command, state);
  const { on: from, until, reason } = command;
  if (isSuspended(suspensions, from)) throw refuse("suspended", "He is suspended already");
  if (until !== undefined && until <= from) throw refuse("suspension_ends_before", "It ends after it begins");
  return [
    {
      type: "OfficerSuspended",
      data: { from, ...(until === undefined ? {} : { until }), reason, ...recorded(command) },
    },
  ];
};

const resume = (command: Command<"ResumeOfficer">, state: OfficerState): readonly OfficerEvent[] => {
  const { suspensions } = standing(command, state);
  if (!isSuspended(suspensions, command.on)) throw refuse("not_suspended", "He is not suspended");
  return [{ type: "OfficerResumed", data: { from: command.on, ...recorded(command) } }];
};

const revoke = (command: Command<"RevokeOfficer">, state: OfficerState): readonly OfficerEvent[] => {
  standing(command, state);
  const { on: from, reason } = command;
  return [{ type: "OfficerRevoked", data: { from, reason, ...recorded(command) } }];
};

const decide = (command: OfficerCommand, state: OfficerState): readonly OfficerEvent[] => {
  mustBeAnother(command);
  switch (command.type) {
    case "RegisterOfficer":
      return register(command, state);
    case "PostOfficer":
      return post(command, state);
    case "IssueCertificate":
      return issue(command, state);
    case "RecordLegalQualification":
      return qualify(command, state);
    case "SuspendOfficer":
      return suspend(command, state);
    case "ResumeOfficer":
      return resume(command, state);
    case "RevokeOfficer":
      return revoke(command, state);
  }
};

const evolve = (state: OfficerState, { type, data }: OfficerEvent): OfficerState => {
  if (type === "OfficerRegistered")
    return {
      status: "registered",
      account: data.account,
      postings: [],
      certificates: [],
      certificateHashes: [],
      suspensions: [],
    };
  if (state.status === "none") return state;
  switch (type) {
    case "OfficerPosted":
      return { ...state, postings: [...state.postings, data.posting] };
    case "CertificateIssued": {
      const { certificates, certificateHashes: hashes } = state;
      const { hash } = data.certificate;
      return {
        ...state,
        certificates: [...certificates, data.certificate],
        certificateHashes: hashes.includes(hash) ? hashes : [...hashes, hash],
      };
    }
    case "LegalQualificationRecorded":
      return { ...state, legalQualificationFrom: data.from };
    case "OfficerSuspended": {
      const { from, until, reason } = data;
      const suspension = { from, ...(until === undefined ? {} : { until }), reason };
      return { ...state, suspensions: [...state.suspensions, suspension] };
    }
    case "OfficerResumed": {
      const suspensions = state.suspensions.map((one) =>
        isSuspended([one], data.from) ? { ...one, until: data.from } : one,
      );
      return { ...state, suspensions };
    }
    case "OfficerRevoked":
      return { ...state, status: "revoked", revokedFrom: data.from };
  }
};

/** 执法人员 */
export const officerDecider: Decider<OfficerState, OfficerCommand, OfficerEvent> = {
  name: "enforcement.officer",
  initial: { status: "none" },
  decide,
  evolve,
};
