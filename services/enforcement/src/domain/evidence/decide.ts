import { dayOf } from "@wangge/calendar";
import { DomainError, reject } from "@wangge/kit/errors";
import type { Colleague, Competent } from "../dossier/words.ts";
import type { CommandData, EvidenceCommand, Of } from "./commands.ts";
import type { EventData, EventType, EvidenceEvent, EvidenceState, Kept, Witness } from "./evidence.ts";
import { kindBy } from "./rules.ts";

export const unknownEvidence = (): DomainError =>
  new DomainError("missing", "enforcement.evidence.unknown", "There is no such evidence");

const no = (code: string, message: string, details: Readonly<Record<string, unknown>> = {}): DomainError =>
  reject(`enforcement.${code}`, message, details);

const said = <Type extends EventType>(
  type: Type,
  data: EventData[Type],
  { by, at }: { readonly by: string; readonly at: string },
): readonly EvidenceEvent[] => [{ type, data: { ...data, by, at } } as unknown as EvidenceEvent];

const competent = (officers: readonly Colleague[]): readonly Competent[] =>
  officers.map(({ account, competence }) => {
    if (!competence.ok)
      throw no("evidence.not_competent", "This officer may not do this today", {
        account,
        reasons: competence.reasons,
      });
    return competence;
  });

const mustHold = (state: Kept, by: string): void => {
  if (state.custody.holder !== by) throw no("custody.not_holder", "Only whoever holds it may do this");
};

/** An offer that nobody answered in time is none. */
export const openOffer = ({ offer }: Kept, at: string): Kept["offer"] =>
  offer !== undefined && at <= offer.expiresAt ? offer : undefined;

const answered = (state: Kept, statement: string, at: string): NonNullable<Kept["offer"]> => {
  const { offer } = state;
  if (offer?.statement !== statement) throw no("custody.no_offer", "There is no such offer");
  if (openOffer(state, at) === undefined) throw no("custody.offer_expired", "The offer was not answered in time");
  return offer;
};

/** Others than who does it, at least so many, and the names as the asker saw them. */
const mustBeSeen = (
  state: Kept,
  { witnesses, names }: { readonly witnesses: readonly Witness[]; readonly names: number },
  by: string,
  least: number,
): void => {
  if (witnesses.some((one) => one.role === "officer" && one.account === by))
    throw no("evidence.own_witness", "Nobody witnesses what he does himself");
  const told = new Set(witnesses.map((one) => (one.role === "officer" ? one.account : `name ${one.name}`)));
  if (told.size < least) throw no("evidence.witnesses_missing", "Others must have seen it", { least });
  if (names !== state.names)
    throw new DomainError("conflict", "enforcement.evidence.changed_meanwhile", "It changed meanwhile: read it again");
};

/** The same again under one key is nothing new; something else under it is another item. */
const isSame = (state: Kept, { content, words, dossierId, kind }: CommandData["CaptureEvidence"]): boolean =>
  state.dossierId === dossierId &&
  state.kind === kind &&
  state.content?.sha256 === content?.sha256 &&
  (content !== undefined || state.words === words);

const capture = ({ data, by, at }: Of<"CaptureEvidence">, state: EvidenceState): readonly EvidenceEvent[] => {
  const { rules, claimed, itemsBefore, officers: facts, place, seal, ...item } = data;
  if (state.status !== "none") {
    if (isSame(state, data)) return [];
    throw no("evidence.key_reused", "This idempotency key belongs to other evidence");
  }
  const { content, thing, monitoring, capturedAt } = item;
  const { article } = kindBy(rules, item.kind);
  const officers = competent(facts);
  if (!officers.some(({ officer }) => officer === by))
    throw no("evidence.not_capturer", "Whoever hands it in is one of those who captured it");
  if (content === undefined && thing === undefined)
    throw no("evidence.nothing", "Evidence is a file, an object, or both");
  if (claimed !== undefined && claimed !== content?.sha256)
    throw no("evidence.hash_differs", "What arrived is not what was captured", { claimed, arrived: content?.sha256 });
  if (content !== undefined && content.bytes > rules.limits.maxBytes)
    throw no("evidence.too_large", "The file is too large: register its carrier", { most: rules.limits.maxBytes });
  if (itemsBefore >= rules.limits.mostPerDossier)
    throw no("evidence.too_many", "This is more evidence than a dossier may have", {
      most: rules.limits.mostPerDossier,
    });
  if (capturedAt > at) throw no("evidence.ahead", "It cannot have been captured later than now");
  if (seal !== undefined && thing === undefined) throw no("evidence.nothing_to_seal", "Only objects are sealed");
  if ((item.origin === "monitoring") !== (monitoring !== undefined))
    throw no("evidence.monitoring_details", "Evidence of a device, and only that, names device and site");
  if (monitoring !== undefined && monitoring.publishedOn > dayOf(capturedAt))
    throw no("evidence.site_not_published", "The place of the device was not yet published", {
      publishedOn: monitoring.publishedOn,
    });
  const sealed = seal === undefined ? {} : { seal };
  const captured = { ...item, edition: rules.version, article, officers, holder: by, place, ...sealed };
  return said("EvidenceCaptured", captured, { by, at });
};

const offer = ({ data, by, at }: Of<"OfferCustody">, state: Kept): readonly EvidenceEvent[] => {
  mustHold(state, by);
  if (data.to === by) throw no("custody.to_oneself", "Custody goes to somebody else");
  const open = openOffer(state, at);
  if (open?.statement === data.statement) return [];
  if (open !== undefined) throw no("custody.offer_open", "It is offered already", { to: open.to });
  return said("CustodyOffered", { ...data, from: by }, { by, at });
};

const accept = ({ data, by, at }: Of<"AcceptCustody">, state: Kept): readonly EvidenceEvent[] => {
  const open = answered(state, data.offer, at);
  if (open.to !== by) throw no("custody.not_offered_to", "It was offered to somebody else");
  if (data.seal !== state.seal)
    throw no("custody.seal_differs", "The seal is not the one on record: refuse it and say so", {
      onRecord: state.seal,
    });
  return said("CustodyAccepted", data, { by, at });
};

const refuse = ({ data, by, at }: Of<"RefuseCustody">, state: Kept): readonly EvidenceEvent[] => {
  if (answered(state, data.offer, at).to !== by) throw no("custody.not_offered_to", "It was offered to somebody else");
  return said("CustodyRefused", data, { by, at });
};

const seal = ({ data, by, at }: Of<"SealEvidence">, state: Kept): readonly EvidenceEvent[] => {
  mustHold(state, by);
  if (state.thing === undefined) throw no("evidence.nothing_to_seal", "Only objects are sealed");
  if (state.seal !== undefined) throw no("evidence.sealed", "It is sealed already");
  if (state.usedSeals.includes(data.seal)) throw no("evidence.seal_used", "This seal was on it before");
  mustBeSeen(state, data, by, 1);
  const { seal: put, witnesses } = data;
  return said("EvidenceSealed", { seal: put, witnesses }, { by, at });
};

const breakSeal = ({ data, by, at }: Of<"BreakSeal">, state: Kept): readonly EvidenceEvent[] => {
  mustHold(state, by);
  if (state.seal === undefined) throw no("evidence.not_sealed", "There is no seal on it");
  mustBeSeen(state, data, by, 1);
  const { reason, witnesses } = data;
  return said("SealBroken", { seal: state.seal, reason, witnesses }, { by, at });
};

const review = ({ data, by, at }: Of<"ReviewMonitoring">, state: Kept): readonly EvidenceEvent[] => {
  const { rules, officer: fact, ...checks } = data;
  if (state.monitoring === undefined || rules.monitoring === undefined)
    throw no("evidence.nothing_to_review", "Only records of monitoring devices are reviewed");
  if (state.review !== undefined) throw no("evidence.reviewed", "It was reviewed already");
  if (state.capturedBy.includes(by)) throw no("evidence.own_review", "Somebody else reviews it");
  const [officer] = competent([fact]);
  if (officer?.officer !== by) throw no("evidence.not_reviewer", "He who reviews it is competent himself");
  const fit = checks.genuine && checks.clear && checks.complete && checks.accurate;
  const { article } = rules.monitoring;
  return said("MonitoringReviewed", { ...checks, officer, article, fit }, { by, at });
};

const exclude = ({ data, by, at }: Of<"ExcludeEvidence">, state: Kept): readonly EvidenceEvent[] => {
  if (state.exclusion !== undefined) throw no("evidence.excluded", "It is excluded already");
  if (state.capturedBy.includes(by)) throw no("evidence.own_exclusion", "Somebody who did not capture it decides that");
  return said("EvidenceExcluded", data, { by, at });
};

/** 返还, 销毁, 没收, 移交: nobody alone destroys anything. */
const dispose = ({ data, by, at }: Of<"DisposeEvidence">, state: Kept): readonly EvidenceEvent[] => {
  mustHold(state, by);
  if (state.thing === undefined) throw no("evidence.nothing_to_dispose", "There is no object: files stay");
  if (openOffer(state, at) !== undefined) throw no("custody.offer_open", "It is offered to somebody");
  if (state.expert !== undefined && state.expert.opinion === undefined)
    throw no("evidence.with_expert", "An expert has not answered yet");
  if (data.approvedBy === by) throw no("evidence.own_approval", "Somebody else approves it");
  mustBeSeen(state, data, by, data.way === "destroyed" ? 2 : 1);
  const { way, document, approvedBy, witnesses } = data;
  return said("EvidenceDisposed", { way, document, approvedBy, witnesses }, { by, at });
};

export const decide = (command: EvidenceCommand, state: EvidenceState): readonly EvidenceEvent[] => {
  if (command.type === "CaptureEvidence") return capture(command, state);
  if (state.status === "none") throw unknownEvidence();
  if (command.type === "EraseWords") return state.erased === true ? [] : said("WordsErased", command.data, command);
  if (state.status === "disposed" && command.type !== "ExcludeEvidence")
    throw no("evidence.disposed", "It is no longer here", { way: state.disposal });
  switch (command.type) {
    case "OfferCustody":
      return offer(command, state);
    case "AcceptCustody":
      return accept(command, state);
    case "RefuseCustody":
      return refuse(command, state);
    case "WithdrawOffer":
      mustHold(state, command.by);
      if (state.offer?.statement !== command.data.offer) throw no("custody.no_offer", "There is no such offer");
      return said("OfferWithdrawn", command.data, command);
    case "MoveStorage":
      mustHold(state, command.by);
      return state.custody.place === command.data.place ? [] : said("StorageMoved", command.data, command);
    case "SealEvidence":
      return seal(command, state);
    case "BreakSeal":
      return breakSeal(command, state);
    case "MakeCopies":
      if (command.data.checkedBy === command.by)
        throw no("evidence.own_check", "Somebody else checks a copy against the original");
      return said("CopiesMade", command.data, command);
    case "AppointExpert":
      if (state.expert !== undefined && state.expert.opinion === undefined)
        throw no("evidence.with_expert", "An expert has not answered yet");
      return said("ExpertAppointed", command.data, command);
    case "AnswerExpert":
      if (state.expert === undefined || state.expert.opinion !== undefined)
        throw no("evidence.no_expert", "No expert was asked");
      return said("ExpertAnswered", command.data, command);
    case "ReviewMonitoring":
      return review(command, state);
    case "ExcludeEvidence":
      return exclude(command, state);
    case "DisposeEvidence":
      return dispose(command, state);
  }
};
