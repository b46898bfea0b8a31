import type { Day } from "../law/index.ts";
import { familyOf } from "./forces.ts";
import type {
  Certificate,
  Competence,
  CompetenceQuestion,
  Delegation,
  Force,
  Incompetence,
  Officer,
  OfficerState,
  Posting,
  PowerItem,
  PowerItemContent,
  PowerItemVersion,
  ProcedureStep,
  Suspension,
} from "./terms.ts";

/** Taken part in by office, not by an enforcement certificate: the reviewer and the members of a collective discussion. */
const BY_OFFICE: ReadonlySet<ProcedureStep> = new Set<ProcedureStep>(["review", "discuss"]);

/** A code covers itself and what lies below it. */
export const covers = (areas: readonly string[], area: string): boolean => areas.some((one) => area.startsWith(one));

/** The version in force on a day. */
export const versionOn = ({ versions, withdrawnFrom }: PowerItem, on: Day): PowerItemVersion | undefined =>
  withdrawnFrom !== undefined && withdrawnFrom <= on
    ? undefined
    : versions.findLast(({ effectiveFrom }) => effectiveFrom <= on);

export const postingOn = ({ postings }: Officer, on: Day): Posting | undefined =>
  postings.findLast(({ from }) => from <= on);

/** 有效的执法证: of those that are valid on a day the one issued last. */
export const certificateOn = ({ certificates }: Officer, on: Day): Certificate | undefined =>
  certificates
    .filter(({ issuedOn, expiresOn }) => issuedOn <= on && on <= expiresOn)
    .toSorted((one, other) => (one.issuedOn < other.issuedOn ? -1 : 1))
    .at(-1);

export const isSuspended = (suspensions: readonly Suspension[], on: Day): boolean =>
  suspensions.some(({ from, until }) => from <= on && (until === undefined || on < until));

type Reasons = readonly (Incompetence | false | undefined)[];

const ofForce = ({ force }: Posting, { family, forces }: PowerItemContent): Incompetence | undefined => {
  if (forces.includes(force) && familyOf(force) === family) return undefined;
  if (family === "police" && familyOf(force) !== "police") return "police_power";
  return familyOf(force) === "police" && family !== "police" ? "not_police_work" : "wrong_force";
};

const ofDelegation = ({ decision, from, until, steps }: Delegation, step: ProcedureStep, on: Day): Reasons => [
  (decision.publishedOn === undefined || decision.publishedOn > on) && "delegation_not_published",
  on < from && "delegation_not_begun",
  until !== undefined && until < on && "delegation_expired",
  steps?.includes(step) === false && "step_not_delegated",
];

interface Place {
  readonly area: string;
  readonly on: Day;
}

/** What keeps him from acting whatever the item is. */
const ofRecord = (officer: Officer, { area, on }: Place, needsCertificate: boolean): Reasons => {
  const posting = postingOn(officer, on);
  const { certificates, suspensions, revokedFrom } = officer;
  return [
    posting === undefined && "not_posted",
    revokedFrom !== undefined && revokedFrom <= on && "revoked",
    isSuspended(suspensions, on) && "suspended",
    needsCertificate &&
      certificateOn(officer, on) === undefined &&
      (certificates.some(({ issuedOn }) => issuedOn <= on) ? "certificate_expired" : "no_certificate"),
    posting !== undefined && !covers(posting.areas, area) && "outside_area",
  ];
};

const ofPerson = (officer: Officer, question: CompetenceQuestion): Reasons => {
  const { step, on } = question;
  const posting = postingOn(officer, on);
  return [
    ...ofRecord(officer, question, !BY_OFFICE.has(step)),
    posting !== undefined && !posting.steps.includes(step) && "step_not_held",
    step === "review" && (officer.legalQualificationFrom ?? "9999") > on && "no_legal_qualification",
  ];
};

const named = (found: Reasons): readonly Incompetence[] =>
  found.filter((reason) => reason !== undefined && reason !== false);

/**
 * 入队资格. What keeps somebody out of a team of this force and street on a day: he needs certificate and posting for it, and no single
 * power. Empty where nothing does.
 */
export const unfitFor = (
  officer: OfficerState | undefined,
  { force, ...place }: Place & { readonly force: Force },
): readonly Incompetence[] => {
  if (officer === undefined || officer.status === "none") return ["not_registered"];
  const posting = postingOn(officer, place.on);
  return named([...ofRecord(officer, place, true), posting !== undefined && posting.force !== force && "wrong_force"]);
};

const ofItem = ({ content }: PowerItemVersion, { step, area }: CompetenceQuestion): Reasons => [
  !content.steps.includes(step) && "step_not_allowed",
  !covers(content.areas, area) && "item_outside_area",
];

/** 授权 or 委托 by which somebody of this body acts; nothing for the body's own officers. */
const delegationTo = ({ body, delegation }: PowerItemContent, posting: Posting): Delegation | undefined =>
  posting.body !== body && posting.body === delegation?.to ? delegation : undefined;

const ofBoth = (
  posting: Posting,
  code: string,
  { content }: PowerItemVersion,
  { step, on }: CompetenceQuestion,
): Reasons => {
  const delegation = delegationTo(content, posting);
  return [
    !BY_OFFICE.has(step) && ofForce(posting, content),
    !BY_OFFICE.has(step) && !posting.powers.includes(code) && "power_not_held",
    delegation === undefined && posting.body !== content.body && "other_body",
    ...(delegation === undefined ? [] : ofDelegation(delegation, step, on)),
  ];
};

/** 执法资格. May this person do this step, of this item, here, on this day? If not, every reason why. */
export const competenceOf = (question: CompetenceQuestion): Competence => {
  const { officer, item, step, area, on } = question;
  const known = officer === undefined || officer.status === "none" ? undefined : officer;
  const power = item === undefined || item.status === "none" ? undefined : item;
  const posting = known && postingOn(known, on);
  const version = power && versionOn(power, on);

  const found: Reasons = [
    ...(known === undefined ? (["not_registered"] as const) : ofPerson(known, question)),
    ...(version === undefined ? (["item_not_in_force"] as const) : ofItem(version, question)),
    ...(posting === undefined || power === undefined || version === undefined
      ? []
      : ofBoth(posting, power.code, version, question)),
  ];
  const reasons = named(found);
  if (known === undefined || posting === undefined || version === undefined || reasons.length > 0)
    return { ok: false, reasons };

  const certificate = certificateOn(known, on);
  const delegation = delegationTo(version.content, posting);
  return {
    ok: true,
    officer: known.account,
    force: posting.force,
    body: posting.body,
    step,
    area,
    on,
    ...(certificate === undefined
      ? {}
      : {
          certificate: { hash: certificate.hash, issuedOn: certificate.issuedOn, expiresOn: certificate.expiresOn },
        }),
    powers: posting.powers,
    item: version.id,
    itemHash: version.hash,
    decidingBody: delegation?.kind === "authorisation" ? delegation.to : version.content.body,
    ...(delegation === undefined ? {} : { delegation }),
  };
};
