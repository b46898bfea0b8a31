import { DomainError, reject } from "@wangge/kit/errors";
import type { Appraisal, AppraisalCommand, AppraisalEvent, AppraisalState, Caller, Objection } from "./terms.ts";

type Of<Type extends AppraisalCommand["type"]> = Extract<AppraisalCommand, { readonly type: Type }>;

const refuse = (why: string, message: string, details: Readonly<Record<string, unknown>> = {}): Error =>
  reject(`appraisal.period.${why}`, message, details);

/** Whoever asks for an appraisal of the other side is told what somebody is told who asks for one that is not there. */
export const unknownAppraisal = (): Error =>
  new DomainError("missing", "appraisal.period.unknown", "There is no such appraisal");

const known = (state: AppraisalState): Appraisal => {
  if (state.status === "none") throw unknownAppraisal();
  return state;
};

/** 经办: runs the appraisals of its side and sees nothing of the others before they are published. */
const run = (state: AppraisalState, by: Caller): Appraisal => {
  const appraisal = known(state);
  if (!by.sides.includes(appraisal.side)) throw unknownAppraisal();
  return appraisal;
};

const inStatus = (appraisal: Appraisal, ...wanted: readonly Appraisal["status"][]): void => {
  if (!wanted.includes(appraisal.status))
    throw refuse("not_now", "This is not the time for it", { status: appraisal.status, wanted });
};

const objectionOf = ({ objections }: Appraisal, id: string): Objection => {
  const found = objections.find((one) => one.id === id);
  if (found === undefined)
    throw new DomainError("missing", "appraisal.objection.unknown", "There is no such objection");
  return found;
};

/** Only what is upheld exempts, and only cases that the objection names. */
const mayExempt = (
  { cases }: Objection,
  { upheld, exempted }: { readonly upheld: boolean; readonly exempted: readonly string[] },
): void => {
  if (!upheld && exempted.length > 0) throw refuse("not_upheld", "What is rejected exempts nothing");
  const strange = exempted.find((one) => !cases.includes(one));
  if (strange !== undefined)
    throw refuse("not_its_case", "Only a case that the objection names can be exempted", { case: strange });
};

const open = (state: AppraisalState, { at, by, card, side, from, until }: Of<"Open">): readonly AppraisalEvent[] => {
  if (state.status !== "none") throw refuse("there_already", "There is an appraisal of this card for this period");
  if (!by.sides.includes(side)) throw reject("appraisal.card.unknown", "There is no such scorecard");
  if (from >= until) throw refuse("empty", "A period ends after it begins", { from, until });
  return [{ type: "AppraisalOpened", card, side, from, until, openedBy: by.id, openedAt: at }];
};

const freeze = (state: AppraisalState, { at, by, notBefore }: Of<"Freeze">): readonly AppraisalEvent[] => {
  const appraisal = run(state, by);
  inStatus(appraisal, "open");
  if (at < notBefore) throw refuse("too_early", "Late facts are still waited for", { notBefore });
  return [{ type: "FactsFrozen", asOf: at, by: by.id, at }];
};

/** Whether an edition may be made at all, before anything is counted for it. @throws DomainError `appraisal.period.*` */
export const mayMakeEdition = (state: AppraisalState, by: Caller): Appraisal => {
  const appraisal = run(state, by);
  inStatus(appraisal, "frozen", "drafted", "noticed");
  return appraisal;
};

const make = (state: AppraisalState, { at, by, edition }: Of<"MakeEdition">): readonly AppraisalEvent[] => {
  const appraisal = mayMakeEdition(state, by);
  const last = appraisal.editions.at(-1);
  const isSame = last?.digest === edition.digest && last.facts.digest === edition.facts.digest;
  if (isSame && !appraisal.isStale) return [];
  if (last !== undefined && edition.because === undefined) throw refuse("without_reason", "Another edition says why");
  const nth = appraisal.editions.length + 1;
  return [{ type: "EditionMade", edition: { ...edition, edition: nth, madeAt: at, madeBy: by.id } }];
};

const notice = (state: AppraisalState, { at, by, until }: Of<"Notice">): readonly AppraisalEvent[] => {
  const appraisal = run(state, by);
  inStatus(appraisal, "drafted");
  return [{ type: "Noticed", until, by: by.id, at }];
};

const object = (
  state: AppraisalState,
  { at, by, id, indicator, cases, reason }: Of<"Object">,
): readonly AppraisalEvent[] => {
  const appraisal = known(state);
  if (by.speaksFor === undefined) throw unknownAppraisal();
  inStatus(appraisal, "noticed");
  if (at >= (appraisal.noticeUntil ?? ""))
    throw refuse("too_late", "The time for objections is over", { until: appraisal.noticeUntil });
  if (appraisal.objections.some((one) => one.id === id)) return [];
  return [{ type: "Objected", objection: { id, subject: by.speaksFor, by: by.id, at, indicator, cases, reason } }];
};

const answer = (state: AppraisalState, command: Of<"Answer">): readonly AppraisalEvent[] => {
  const { at, by, id, upheld, exempted, appealBy } = command;
  const appraisal = run(state, by);
  const objection = objectionOf(appraisal, id);
  if (objection.status !== "open") throw refuse("answered", "This objection was answered");
  if (objection.by === by.id) throw refuse("own_objection", "Nobody answers their own objection");
  mayExempt(objection, command);
  const status = upheld ? ("upheld" as const) : ("rejected" as const);
  return [
    {
      ...{ type: "ObjectionAnswered", id, status, answer: command.answer, by: by.id, exempted, at },
      ...(upheld ? {} : { appealBy }),
    },
  ];
};

const appeal = (state: AppraisalState, { at, by, id }: Of<"Appeal">): readonly AppraisalEvent[] => {
  const appraisal = known(state);
  if (by.speaksFor === undefined) throw unknownAppraisal();
  const objection = objectionOf(appraisal, id);
  if (objection.subject !== by.speaksFor) throw unknownAppraisal();
  if (objection.status !== "rejected") throw refuse("no_appeal", "Only a rejected objection is appealed, and once");
  if (at >= (objection.appealBy ?? ""))
    throw refuse("too_late", "The time for an appeal is over", { until: objection.appealBy });
  return [{ type: "Appealed", id, by: by.id, at }];
};

const decideAppeal = (state: AppraisalState, command: Of<"DecideAppeal">): readonly AppraisalEvent[] => {
  const { at, by, id, upheld, exempted } = command;
  const appraisal = known(state);
  if (!by.isGovernment) throw unknownAppraisal();
  const objection = objectionOf(appraisal, id);
  if (objection.status !== "appealed") throw refuse("no_appeal", "There is no appeal to decide");
  if (objection.answeredBy === by.id)
    throw refuse("own_answer", "Whoever answered the objection does not decide its appeal");
  mayExempt(objection, command);
  const status = upheld ? ("upheldOnAppeal" as const) : ("rejectedOnAppeal" as const);
  return [{ type: "ObjectionAnswered", id, status, answer: command.answer, by: by.id, exempted, at }];
};

/** Whether an objection may still change something. */
const isUndecided = ({ status, appealBy }: Objection, at: string): boolean =>
  status === "open" || status === "appealed" || (status === "rejected" && at < (appealBy ?? ""));

const finalise = (state: AppraisalState, { at, by }: Of<"Finalise">): readonly AppraisalEvent[] => {
  const appraisal = known(state);
  if (!by.isGovernment) throw unknownAppraisal();
  inStatus(appraisal, "noticed");
  if (at < (appraisal.noticeUntil ?? ""))
    throw refuse("still_noticed", "The appraised may still object", { until: appraisal.noticeUntil });
  if (appraisal.objections.some((one) => isUndecided(one, at)))
    throw refuse("objections", "Not all objections are decided");
  if (appraisal.isStale) throw refuse("stale", "An objection was upheld: make another edition first");
  if (appraisal.editions.at(-1)?.madeBy === by.id)
    throw refuse("own_edition", "Whoever made the edition does not make it final");
  return [{ type: "Finalised", by: by.id, at }];
};

const publish = (state: AppraisalState, { at, by, snapshot, previous }: Of<"Publish">): readonly AppraisalEvent[] => {
  const appraisal = run(state, by);
  inStatus(appraisal, "final");
  return [{ type: "Published", edition: appraisal.editions.length, snapshot, previous, by: by.id, at }];
};

const correct = (state: AppraisalState, { at, by, reason }: Of<"Correct">): readonly AppraisalEvent[] => {
  const appraisal = known(state);
  if (!by.isGovernment) throw unknownAppraisal();
  inStatus(appraisal, "published");
  return [{ type: "CorrectionBegun", reason, by: by.id, at }];
};

/** @throws DomainError `appraisal.period.*`, `appraisal.objection.unknown` */
export const decide = (command: AppraisalCommand, state: AppraisalState): readonly AppraisalEvent[] => {
  switch (command.type) {
    case "Open":
      return open(state, command);
    case "Freeze":
      return freeze(state, command);
    case "MakeEdition":
      return make(state, command);
    case "Notice":
      return notice(state, command);
    case "Object":
      return object(state, command);
    case "Answer":
      return answer(state, command);
    case "Appeal":
      return appeal(state, command);
    case "DecideAppeal":
      return decideAppeal(state, command);
    case "Finalise":
      return finalise(state, command);
    case "Publish":
      return publish(state, command);
    case "Correct":
      return correct(state, command);
  }
};
