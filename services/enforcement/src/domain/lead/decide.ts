import { CalendarError, type Calendar, type Limit } from "@wangge/calendar";
import { DomainError, reject } from "@wangge/kit/errors";
import type { Caller, LeadCommand } from "./commands.ts";
import type { LeadEvent } from "./events.ts";
import { evolve } from "./evolve.ts";
import type { Lead, LeadOutcome, LeadState, LeadStatus } from "./lead.ts";

export interface LeadRules {
  readonly calendar: Calendar;
  /** 受理时限, by the rules of the day. */
  readonly acceptWithin: (at: string) => Limit;
}

type Of<Type extends LeadCommand["type"]> = Extract<LeadCommand, { readonly type: Type }>;

const refuse = (code: string, message: string, details: Readonly<Record<string, unknown>> = {}): DomainError =>
  reject(`enforcement.lead.${code}`, message, details);

export const unknownLead = (): DomainError =>
  new DomainError("missing", "enforcement.lead.unknown", "There is no such lead");

const mustBe = ({ status }: Lead, ...statuses: readonly LeadStatus[]): void => {
  if (!statuses.includes(status)) throw refuse("not_now", `Not possible while the lead is ${status}`, { status });
};

const mustBeOfBody = ({ order }: Lead, { department }: Caller): void => {
  if (order === undefined || order.department !== department)
    throw new DomainError("forbidden", "enforcement.lead.not_yours", "Another body has this lead");
};

/** What several dossiers come to is the gravest of it. One that was withdrawn answers nothing: an officer says how the case stands. */
const GRAVITY: readonly LeadOutcome[] = ["transferred", "penalised", "exempted", "notEstablished"];

/** Those that answer the order that is with the body now. */
const answersOf = ({ dossiers, order }: Lead): Lead["dossiers"] =>
  dossiers.filter(({ attempt }) => attempt !== undefined && attempt === order?.attempt);

const isOpenDossier = ({ outcome }: Lead["dossiers"][number]): boolean => outcome === undefined;

const existing = (state: LeadState): Lead => {
  if (state.status === "none" || state.order === undefined) throw unknownLead();
  return state;
};

const versionsOf = (state: LeadState): { readonly order: number; readonly holder: number } =>
  state.status === "none"
    ? { order: 0, holder: 0 }
    : { order: state.order?.version ?? 0, holder: state.holder.version };

/** It may come before its order, and after one that is newer. */
const hearOfClock = ({ data, at }: Of<"HearOfClock">, state: LeadState): readonly LeadEvent[] => {
  const known = state.status === "none" ? 0 : Math.max(state.clock?.version ?? 0, state.order?.version ?? 0);
  return data.version > known ? [{ type: "ClockHeard", data: { ...data, at } }] : [];
};

export const leadDecisions = ({ calendar, acceptWithin }: LeadRules) => {
  const opened = (at: string): LeadEvent => {
    try {
      const { amount, kind } = acceptWithin(at);
      return {
        type: "LeadOpened",
        data: { at, acceptBy: calendar.addTime(at, amount, kind), calendar: calendar.version },
      };
    } catch (error) {
      // A year that is not loaded: late at once is better than a lead that nobody looks for.
      if (!(error instanceof CalendarError)) throw error;
      return { type: "LeadOpened", data: { at, acceptBy: at, calendar: calendar.version } };
    }
  };

  const hear = ({ data, at }: Of<"HearOfCase">, state: LeadState): readonly LeadEvent[] => {
    const known = versionsOf(state);
    const isNews = data.version > known.holder || (data.order !== undefined && data.version > known.order);
    if (!isNews) return [];
    const heard: LeadEvent = { type: "CaseHeard", data: { ...data, at } };
    const { status, holder, order } = evolve(state, heard);
    if (holder.is !== "body" || order === undefined) return [heard];
    // Handed back to the body under the same order: what it had answered crossed with the handing on, and the case did not take it.
    const isBack = data.order === undefined && data.version > known.holder;
    if (status === "away" || (isBack && status === "declined")) return [heard, opened(at)];
    return isBack && status === "concluded" ? [heard, { type: "AnswerRepeated", data: { at } }] : [heard];
  };

  const accept = ({ by, at }: Of<"AcceptLead">, lead: Lead): readonly LeadEvent[] => {
    mustBeOfBody(lead, by);
    if (lead.status === "accepted" && lead.acceptedBy === by.account) return [];
    mustBe(lead, "open");
    return [{ type: "LeadAccepted", data: { by: by.account, at } }];
  };

  const decline = ({ data: { reason }, by, at }: Of<"DeclineLead">, lead: Lead): readonly LeadEvent[] => {
    mustBeOfBody(lead, by);
    if (lead.status === "declined" && lead.reason === reason) return [];
    mustBe(lead, "open", "accepted");
    if (lead.order?.ruled === true) throw refuse("ruled", "It was ruled whose case this is: it cannot be declined");
    if (answersOf(lead).some(isOpenDossier))
      throw refuse("dossier_open", "A dossier was filed from it: it is for this body to act");
    return [{ type: "LeadDeclined", data: { by: by.account, reason, at } }];
  };

  const conclude = ({ data: { outcome }, by, at }: Of<"ConcludeLead">, lead: Lead): readonly LeadEvent[] => {
    mustBeOfBody(lead, by);
    if (lead.status === "concluded" && lead.outcome === outcome) return [];
    mustBe(lead, "accepted");
    if (outcome !== "corrected" && outcome !== "notEstablished" && answersOf(lead).length === 0)
      throw refuse("no_dossier", "Such an outcome comes of a dossier", { outcome });
    if (outcome === "notEstablished" && answersOf(lead).some(isOpenDossier))
      throw refuse("dossier_open", "A dossier that was filed from it is still open");
    return [{ type: "LeadConcluded", data: { by: by.account, outcome, at } }];
  };

  /** Whoever files a dossier from it has taken it up, for the body that has the order. */
  const link = ({ data: { dossierId, body, by }, at }: Of<"LinkDossier">, state: LeadState): readonly LeadEvent[] => {
    const { status, order, dossiers = [] } = state.status === "none" ? { status: "away" as const } : state;
    if (dossiers.some(({ id }) => id === dossierId)) return [];
    const takesUp = status === "open" && order?.department === body;
    const isAnswer = order !== undefined && (takesUp || status === "accepted" || status === "concluded");
    return [
      ...(takesUp ? [{ type: "LeadAccepted" as const, data: { by, at } }] : []),
      { type: "DossierLinked", data: { dossierId, at, ...(isAnswer ? { attempt: order.attempt } : {}) } },
    ];
  };

  /** 执法结果结案: when the last dossier has ended, the case that is still with the body is answered by it. */
  const end = ({ data, at }: Of<"EndDossier">, state: LeadState): readonly LeadEvent[] => {
    const { dossierId, outcome } = data;
    const found = state.status === "none" ? undefined : state.dossiers.find(({ id }) => id === dossierId);
    if (found?.outcome === outcome) return [];
    // Told before its filing: the message comes again until that is heard.
    if (found === undefined)
      throw new DomainError("unavailable", "enforcement.lead.not_yet", "Its filing is not heard yet", { dossierId });
    const ended: LeadEvent = { type: "DossierEnded", data: { dossierId, outcome, at } };
    const after = evolve(state, ended);
    const answers = answersOf(after);
    if (after.status !== "accepted" || answers.length === 0 || answers.some(isOpenDossier)) return [ended];
    const gravest = GRAVITY.find((one) => answers.some((answer) => answer.outcome === one));
    if (gravest === undefined) return [ended];
    return [ended, { type: "LeadConcluded", data: { by: "enforcement", outcome: gravest, at } }];
  };

  const wake = ({ at }: Of<"WakeLead">, { wakeAt, acceptBy }: Lead): readonly LeadEvent[] =>
    wakeAt === undefined || acceptBy === undefined || wakeAt > at
      ? []
      : [{ type: "LeadOverdue", data: { acceptBy, at } }];

  return (command: LeadCommand, state: LeadState): readonly LeadEvent[] => {
    switch (command.type) {
      case "HearOfCase":
        return hear(command, state);
      case "HearOfClock":
        return hearOfClock(command, state);
      case "LinkDossier":
        return link(command, state);
      case "EndDossier":
        return end(command, state);
      case "TellAgain":
        return state.status === "concluded" && state.holder.is === "body"
          ? [{ type: "AnswerRepeated", data: { at: command.at } }]
          : [];
      case "AcceptLead":
        return accept(command, existing(state));
      case "DeclineLead":
        return decline(command, existing(state));
      case "ConcludeLead":
        return conclude(command, existing(state));
      case "WakeLead":
        return wake(command, existing(state));
    }
  };
};
